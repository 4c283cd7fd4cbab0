import { type Sandbox, type SandboxOptions } from "../../sandbox/index.js";
import { type EngineProject, withProject } from "../support/engineProject.js";
import { connectionTo, personIn } from "../support/withSandbox.js";
import { expectNoChanges, groupIn, membersOf, onSandbox, program } from "./scenario.js";

jest.setTimeout(240_000);

const names = (prefix: string) => ["a", "b", "c"].map((name) => prefix + name);

/** A stack with three people of its own, one whom the other stack has too, and memberships of a group that is there. */
const stack = (group: string, prefix: string, members: readonly string[]) => `
  const people = Object.fromEntries(${JSON.stringify([...names(prefix), "both"])}.map((name) =>
    [name, new ScimUser(name, { userName: name + "@acme.example", externalId: name, title: "Engineer" })]));
  new ScimMembership("team", { group: "${group}", users: ${JSON.stringify(members)}.map((name) => people[name]) });
  new ScimMembership("one", { group: "${group}", user: people["${prefix}c"] });`;

async function withTwo(
  options: SandboxOptions,
  run: (sandbox: Sandbox, group: string, first: EngineProject, second: EngineProject) => Promise<void>,
): Promise<void> {
  await onSandbox("", { sandbox: { latencyMs: 5, ...options } }, async ({ project, sandbox }) => {
    const stranger = sandbox.create("Users", { userName: "stranger@acme.example" })["id"] ?? null;
    sandbox.create("Groups", { displayName: "Team", members: [{ value: stranger }] });
    const group = groupIn(sandbox, "Team").id;
    await withProject({ program: program(""), env: connectionTo(sandbox) }, (other) =>
      run(sandbox, group, project, other),
    );
  });
}

it.each<[string, SandboxOptions]>([
  ["PATCH, with entity tags", {}],
  ["PUT only, without entity tags", { patch: false, etag: false }],
])("two stacks that are brought up at once on one group lose nobody and double nobody (%s)", async (_, options) => {
  await withTwo(options, async (sandbox, group, first, second) => {
    const both = [
      [first, "x"],
      [second, "y"],
    ] as const;
    const up = (members: (prefix: string) => string[]) =>
      Promise.all(
        both.map(([project, prefix]) => {
          project.write(program(stack(group, prefix, members(prefix))));
          return project.up();
        }),
      );
    const idsOf = (people: string[]) => people.map((name) => personIn(sandbox, `${name}@acme.example`).id).sort();
    const all = (members: (prefix: string) => string[]) =>
      idsOf([...new Set(["stranger", "xc", "yc", ...members("x"), ...members("y")])]);

    const begin = (prefix: string) => [`${prefix}a`, `${prefix}b`];
    await up(begin);
    expect(sandbox.dump().Users).toHaveLength(8);
    expect(membersOf(sandbox, "Team")).toEqual(all(begin));
    for (const [project] of both) await expectNoChanges(project);

    const change = (prefix: string) => [`${prefix}b`, ...(prefix === "x" ? ["both"] : [])];
    await up(change);
    expect(membersOf(sandbox, "Team")).toEqual(all(change));
    for (const [project] of both) await expectNoChanges(project);
    expect(groupIn(sandbox, "Team").id).toBe(group);
  });
});
