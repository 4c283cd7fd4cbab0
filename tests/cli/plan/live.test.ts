import { lookUpJoiners } from "../../../cli/plan/live/joiners.js";
import { withService } from "../../../cli/plan/live/openService.js";
import { nameStrangers } from "../../../cli/plan/live/strangers.js";
import { findUnmanaged } from "../../../cli/plan/live/unmanaged.js";
import { reportOf } from "../../../cli/plan/report/report.js";
import { type SandboxOptions } from "../../../sandbox/index.js";
import { connectionTo, withSandbox } from "../../support/withSandbox.js";
import { changes, type Given, joins, preview } from "./previews.js";
import { factsFrom, reportFrom } from "./reports.js";

const Users = [
  { id: "id-cy", userName: "cy@acme.example", displayName: "cy" },
  { id: "1", userName: "ada@acme.example", externalId: "7", displayName: "Ada L." },
  { id: "2", userName: "bob@acme.example", externalId: "8", displayName: "Bob", active: false },
  { id: "3", userName: "dan@acme.example", externalId: "99", displayName: "Somebody else" },
  { id: "4", userName: "guest@acme.example", displayName: "Guest" },
];
const given: Given[] = [
  changes("cy", { title: "a" }, { title: "b" }),
  joins("ada", { externalId: "7", phoneNumbers: "[secret]" }),
  joins("bob", { externalId: "8" }),
  joins("dan", { externalId: "9" }),
  joins("eve", { externalId: "10", manager: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
  joins("cy2", { userName: "cy@acme.example" }),
];

async function onService<T>(
  work: (parts: {
    url: string;
    env: Record<string, string>;
    writes: () => number;
    requests: () => number;
  }) => Promise<T>,
  options: SandboxOptions = {},
) {
  return withSandbox({ seed: { Users }, ...options }, async (sandbox) => {
    const writes = () =>
      sandbox.requests().filter(({ method, path }) => method !== "GET" && !path.endsWith("/.search")).length;
    return work({ url: sandbox.url, env: connectionTo(sandbox), writes, requests: () => sandbox.requests().length });
  });
}

describe("a look into the service", () => {
  it("tells what up would do with each joiner, and writes nothing", async () => {
    await onService(async ({ url, env, writes }) => {
      const facts = factsFrom(preview(given, { service: url }));
      const live = await withService({}, (directory) => lookUpJoiners(directory, [facts]), env);
      const report = reportFrom(preview(given, { service: url }), {}, { live: new Map(live) });
      const answers = Object.fromEntries(report.joiners.map(({ person, live: one }) => [person.name, one?.answer]));
      expect(answers).toEqual({ ada: "adopts", bob: "reactivates", dan: "conflict", eve: "new", cy2: "conflict" });
      const conflicts = report.warnings.find(({ code }) => code === "conflict");
      expect(conflicts?.says).toMatch(/dan@acme\.example .*externalId 99.* carries another externalId/);
      expect(conflicts?.says).toMatch(/another resource of this stack already manages user cy@acme\.example/);
      expect(writes()).toBe(0);
    });
  });

  it("reads everybody once where many join", async () => {
    const people = Array.from({ length: 300 }, (_, index) => joins(`p${index}`, { externalId: `p${index}` }));
    await onService(async ({ url, env, requests }) => {
      const facts = factsFrom(preview([...given, ...people], { service: url }));
      const live = await withService({}, (directory) => lookUpJoiners(directory, [facts]), env);
      const counts = [...live.values()].map(({ answer }) => answer);
      expect(counts.filter((answer) => answer === "new")).toHaveLength(301);
      expect(counts.filter((answer) => answer !== "new").sort()).toEqual([
        "adopts",
        "conflict",
        "conflict",
        "reactivates",
      ]);
      expect(requests()).toBeLessThan(20);
    });
  });

  it("gives names to those whom the stack knows by id alone", async () => {
    await onService(async ({ url, env }) => {
      const moved = changes("cy", { manager: "4" }, { manager: "1" });
      const facts = factsFrom(preview([moved], { service: url }));
      expect(reportOf([facts]).moves).toMatchObject([{ manager: { from: "somebody outside this stack (id 4)" } }]);
      await withService({}, (directory) => nameStrangers(directory, [facts]), env);
      expect(reportOf([facts]).moves).toMatchObject([
        { manager: { from: "Guest (outside this stack)", to: "Ada L. (outside this stack)" } },
      ]);
    });
  });

  it("finds active accounts that nobody manages", async () => {
    await onService(async ({ url, env }) => {
      const facts = factsFrom(preview(given, { service: url }));
      const found = await withService({}, (directory) => findUnmanaged(directory, [facts]), env);
      expect(found.accounts.map(({ name }) => name)).toEqual(["Ada L.", "Somebody else", "Guest"]);
      expect(found).toMatchObject({ inactive: 1, service: new URL(url).host });
      expect(found.unchecked.join(" ")).toMatch(/Passwords/);
    });
  });

  it("says what goes wrong without the token", async () => {
    await onService(async ({ env }) => {
      const wrong = { ...env, SCIM_TOKEN: "wrong-token-123" };
      const failing = withService({}, (directory) => findUnmanaged(directory, []), wrong);
      await expect(failing).rejects.toMatchObject({
        exitCode: 1,
        message: expect.stringMatching(/^Could not read the service: /) as string,
      });
      await expect(failing).rejects.not.toMatchObject({
        message: expect.stringContaining("wrong-token-123") as string,
      });
      await expect(withService({}, () => Promise.resolve(1), {})).rejects.toMatchObject({ exitCode: 2 });
    });
  });
});
