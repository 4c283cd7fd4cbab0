import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportFrom, runFrom } from "../cli/plan/reports.js";
import { BEFORE, capture, type Captures, SECRETS, SEED } from "./planScenario.js";
import { onSandbox } from "./scenario.js";

// The captures that tests/cli/plan reads are made anew with PULUMI_SCIM_RECORD_PLAN=1.
const folder = join(__dirname, "../cli/plan/fixtures");
const IS_RECORDING = process.env["PULUMI_SCIM_RECORD_PLAN"] === "1";

/** The kept ones are of another port, without what differs from machine to machine and says nothing of the plan. */
function kept(text: string, service: string): string {
  const tidy = text.replaceAll(service, "https://scim.acme.example/v2");
  const lean = (value: unknown) =>
    JSON.stringify(value, (key, below: unknown) =>
      ["stackTrace", "sourcePosition", "created", "modified", "timestamp", "manifest", "secrets_providers"].includes(
        key,
      )
        ? undefined
        : below,
    );
  const lines = tidy.split("\n");
  if (lines[0]?.startsWith('{"sequence"') !== true && !tidy.includes('\n{"sequence"'))
    return `${lean(JSON.parse(tidy))}\n`;
  const start = lines.findIndex((line) => line.startsWith('{"sequence"'));
  const digest = lines.slice(0, start).join("\n");
  const events = lines.slice(start).flatMap((line): unknown[] => {
    const event: unknown = line === "" ? undefined : JSON.parse(line);
    return event === undefined || line.includes('"severity":"debug"') ? [] : [event];
  });
  const first: unknown[] = digest === "" ? [] : [JSON.parse(digest)];
  return [...first, ...events].map((one) => `${lean(one)}\n`).join("");
}

it("what the engine writes is what the kept captures hold, and shows no secret", async () => {
  await onSandbox(BEFORE, { sandbox: { seed: SEED } }, async ({ project, sandbox }) => {
    const now: Captures = Object.fromEntries(
      Object.entries(await capture(project, sandbox)).map(([name, text]) => [name, kept(text, sandbox.url)]),
    );
    for (const text of Object.values(now)) for (const secret of SECRETS) expect(text).not.toContain(secret);
    if (IS_RECORDING) {
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(now)) {
        const isUsed = !name.endsWith(".jsonl") || name.startsWith("refreshed");
        if (isUsed) writeFileSync(join(folder, fileOf(name)), text);
      }
    }
    const old = (name: string) => readFileSync(join(folder, fileOf(name)), "utf8");
    // How far a run came before its error differs from run to run.
    const whole = Object.keys(now).filter(
      (one) => one.endsWith(".json") && !["state.json", "failed.json"].includes(one),
    );
    for (const name of whole) {
      expect([name, reportFrom(now[name] ?? "")]).toEqual([name, reportFrom(old(name))]);
    }
    expect(runFrom(now["failed.json"] ?? "").hasFailed).toBe(true);
    const [refreshed = "", log = ""] = [now["refreshed.json"], now["refreshed.events.jsonl"]];
    const exact = reportFrom(old("refreshed.json"), { eventLog: old("refreshed.events.jsonl") });
    expect(reportFrom(refreshed, { eventLog: log })).toEqual(exact);
  });
});

/** Kept as JSON lines, which no formatter touches. */
function fileOf(name: string): string {
  return name.endsWith(".jsonl") ? name : `${name}l`;
}
