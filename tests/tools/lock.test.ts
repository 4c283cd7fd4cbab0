import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const lib = pathToFileURL(join(__dirname, "../../tools/lib")).href;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-scim-lock-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process that takes the lock, writes "begin", does `body`, writes "end" and lets go. */
function contender(body: string) {
  const code = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { main } from "${lib}/main.mjs";
    import { withLock } from "${lib}/lock.mjs";
    const say = (text) => appendFileSync("log", text + "\\n");
    main(() => withLock("a.lock", async () => { say("begin"); ${body}; say("end"); }, (holder) => console.log(holder)));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once("close", (exitCode) => {
      resolve({ code: exitCode, output });
    });
  });
  return { child, ended };
}

function log(): string[] {
  return readFileSync(join(folder, "log"), "utf8").trim().split("\n");
}

async function untilItHasBegun(): Promise<void> {
  while (!readdirSync(folder).includes("log")) await new Promise((resolve) => setTimeout(resolve, 20));
}

it("lets one process in at a time and leaves no file", async () => {
  const contenders = Array.from({ length: 4 }, () => contender("await sleep(50)"));
  const ends = await Promise.all(contenders.map(({ ended }) => ended));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(log()).toEqual(Array.from({ length: 4 }, () => ["begin", "end"]).flat());
  expect(readdirSync(folder)).toEqual(["log"]);
});

it("names the holder to the one who waits", async () => {
  const holder = contender("await sleep(1500)");
  await untilItHasBegun();
  const { output } = await contender("").ended;
  expect(output).toContain(`process ${String(holder.child.pid)} on ${hostname()}`);
  await holder.ended;
});

it("takes over from a holder that was killed", async () => {
  const holder = contender("await sleep(60_000)");
  await untilItHasBegun();
  holder.child.kill("SIGKILL");
  await holder.ended;
  expect((await contender("").ended).code).toBe(0);
  expect(log()).toEqual(["begin", "begin", "end"]);
});

it("lets go on SIGINT and ends with 130", async () => {
  const holder = contender("await sleep(60_000)");
  await untilItHasBegun();
  holder.child.kill("SIGINT");
  expect((await holder.ended).code).toBe(130);
  expect(readdirSync(folder)).toEqual(["log"]);
});

it("waits for a holder on another machine that has shown life just now", async () => {
  writeFileSync(join(folder, "a.lock"), JSON.stringify({ pid: 1, host: "elsewhere", token: "t" }));
  const waiting = contender("");
  const first = await Promise.race([waiting.ended, new Promise((resolve) => setTimeout(resolve, 1500, "waits"))]);
  expect(first).toBe("waits");
  rmSync(join(folder, "a.lock"));
  expect((await waiting.ended).code).toBe(0);
});
