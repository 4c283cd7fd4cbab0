import { type JsonObject } from "../../sandbox/index.js";
import { personIn } from "../support/withSandbox.js";
import { groupIn, membersOf, onSandbox, program, requestsOf, writesOf } from "./scenario.js";

jest.setTimeout(300_000);

const company = `
  const people = [];
  for (let n = 0; n < 120; n += 1) {
    people.push(new ScimUser("p" + n, { userName: "p" + n + "@acme.example", externalId: "key-" + n,
      name: { givenName: "P", familyName: "N" + n }, title: n === 7 ? "One" : "Engineer",
      ...(n > 0 && { manager: people[Math.floor((n - 1) / 4)] }) }));
  }
  for (let n = 0; n < 12; n += 1) {
    const group = new ScimGroup("g" + n, { displayName: "Group " + n });
    new ScimMembership("g" + n, { group, users: people.slice(n * 10, n * 10 + 10) });
    if (n < 3) new ScimMembership("lead" + n, { group, user: people[119 - n] });
  }`;

const pages = { defaultPageSize: 25, maxPageSize: 25 };

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

it("a refresh costs the pages of people and groups and at most two requests more, and one change one request after it", async () => {
  await onSandbox(company, { sandbox: pages, refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const quiet = await requestsOf(sandbox, () => project.preview({ args: ["--expect-no-changes"] }));
    expect(quiet["GET /Users"]).toBeGreaterThan(0);
    expect(total(quiet)).toBeLessThanOrEqual(5 + 1 + 2);

    sandbox.edit("Users", personIn(sandbox, "p3@acme.example").id, (user) => {
      user["title"] = "by hand";
    });
    const drifted = await requestsOf(sandbox, () => project.preview({ args: ["--expect-no-changes"], fails: true }));
    expect(total(drifted)).toBeLessThanOrEqual(5 + 1 + 2 + 1);
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 1 });

    sandbox.edit("Groups", groupIn(sandbox, "Group 4").id, (group) => {
      group["members"] = [];
    });
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Groups/…": 1 });
    expect(membersOf(sandbox, "Group 4")).toHaveLength(10);

    project.write(program(company.replace('"One"', '"Two"')));
    const changed = await requestsOf(sandbox, () => project.up());
    expect(changed["PATCH /Users/…"]).toBe(1);
    expect(total(changed)).toBeLessThanOrEqual(5 + 1 + 2 + 1);
    await project.preview({ args: ["--expect-no-changes"] });
  });
});

it("somebody deleted by hand is asked for by id before being called gone, and made again", async () => {
  await onSandbox(company, { sandbox: pages, refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const gone = personIn(sandbox, "p50@acme.example").id;
    sandbox.remove("Users", gone);
    const counts = await requestsOf(sandbox, () => project.up());
    expect(counts["POST /Users"]).toBe(1);
    expect(total(counts)).toBeLessThanOrEqual(20);
    await project.preview({ args: ["--expect-no-changes"] });
  });
});

it("lists that leave members out are noticed, and members are read from the groups themselves", async () => {
  const sandboxOptions = { ...pages, hideMembers: "lists" as const };
  await onSandbox(company, { sandbox: sandboxOptions, refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const counts = await requestsOf(sandbox, () => project.preview({ args: ["--expect-no-changes"] }));
    expect(counts["GET /Groups/…"]).toBeGreaterThanOrEqual(12);
    expect(total(counts)).toBeLessThanOrEqual(5 + 1 + 2 + 12 + 2);
  });
});

it("five people among 100,000 strangers cost at most twelve requests", async () => {
  const strangers = Array.from({ length: 100_000 }, (_, n): JsonObject => ({ userName: `stranger${n}@acme.example` }));
  const few = `for (let n = 0; n < 5; n += 1) new ScimUser("p" + n, { userName: "p" + n + "@acme.example", title: "CEO" });`;
  await onSandbox(
    few,
    { sandbox: { seed: { Users: strangers } }, refreshAlways: true },
    async ({ project, sandbox }) => {
      await project.up();
      const counts = await requestsOf(sandbox, () => project.preview({ args: ["--expect-no-changes"] }));
      expect(total(counts)).toBeLessThanOrEqual(12);
    },
  );
});
