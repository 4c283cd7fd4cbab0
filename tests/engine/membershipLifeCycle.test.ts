import { personIn } from "../support/withSandbox.js";
import {
  canonicalStart,
  change,
  edit,
  groupIn,
  membersOf,
  onSandbox,
  program,
  requestsOf,
  resourceNamed,
  type Scenario,
  writesOf,
} from "./scenario.js";

jest.setTimeout(240_000);

const base = `
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => new ScimUser(name, { userName: name + "@acme.example" }));
  const [red, blue] = ["red", "blue"].map((name) => new ScimGroup(name, { displayName: name }));`;
const withMemberships = (text: string) => `${base}\n  ${text}`;

/** Ids of the people of the base program, in order of the alphabet. */
const people = ({ sandbox }: Scenario, ...names: string[]): string[] =>
  names.map((name) => personIn(sandbox, `${name}@acme.example`).id).sort();

it("takes single memberships through the canonical life cycle", async () => {
  const body = withMemberships(`
    new ScimMembership("a-red", { group: red, user: a });
    new ScimMembership("b-red", { group: red, user: b });
    new ScimMembership("c-blue", { group: blue, user: c });`);
  await onSandbox(body, {}, async (scenario) => {
    const { project, sandbox } = scenario;
    const writes = await writesOf(sandbox, () => canonicalStart(project));
    expect(writes["POST /Users"]).toBe(4);
    expect(writes["POST /Groups"]).toBe(2);
    expect(writes["PATCH /Groups/…"]).toBeLessThanOrEqual(3);
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "a", "b"));
    expect((await resourceNamed(project, "c-blue")).id).toBe(
      `${groupIn(sandbox, "blue").id}/${people(scenario, "c")[0]}`,
    );

    const run = await edit(
      project,
      withMemberships(`
        new ScimMembership("a-red", { group: blue, user: a });
        new ScimMembership("b-red", { group: red, user: d });
        new ScimMembership("c-blue", { group: blue, user: c });`),
    );
    expect(run.changes).toEqual({ replace: 2 });
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "d"));
    expect(membersOf(sandbox, "blue")).toEqual(people(scenario, "a", "c"));

    await change(project, withMemberships(`new ScimMembership("c-blue", { group: blue, user: c });`));
    expect(membersOf(sandbox, "red")).toEqual([]);
    expect(membersOf(sandbox, "blue")).toEqual(people(scenario, "c"));
    await project.destroy();
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
  });
});

it("takes a set through the canonical life cycle: it grows, shrinks, moves to another group", async () => {
  const set = (group: string, members: string) =>
    withMemberships(`new ScimMembership("set", { group: ${group}, users: [${members}] });`);
  await onSandbox(set("red", "a, b"), {}, async (scenario) => {
    const { project, sandbox } = scenario;
    const writes = await writesOf(sandbox, () => canonicalStart(project));
    expect(writes).toEqual({ "POST /Users": 4, "POST /Groups": 2, "PATCH /Groups/…": 1 });
    expect((await resourceNamed(project, "set")).id).toBe(groupIn(sandbox, "red").id);
    sandbox.edit("Groups", groupIn(sandbox, "red").id, (group) => {
      group["members"] = [...(group["members"] as []), { value: people(scenario, "d")[0] ?? "" }];
    });

    const reordered = await writesOf(sandbox, () => edit(project, set("red", "b, a")));
    expect(reordered).toEqual({});
    const changed = await requestsOf(sandbox, async () => {
      project.write(program(set("red", "b, c")));
      await project.up();
    });
    expect(changed["PATCH /Groups/…"]).toBeLessThanOrEqual(2);
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "b", "c", "d")); // d is not managed: stays

    const moved = await edit(project, set("blue", "b, c"));
    expect(moved.changes).toEqual({ replace: 1 });
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "d"));
    expect(membersOf(sandbox, "blue")).toEqual(people(scenario, "b", "c"));

    await change(project, set("blue", ""));
    expect(membersOf(sandbox, "blue")).toEqual([]);
    await project.destroy();
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
  });
});

it("exchanges a set and single memberships without anybody leaving the group", async () => {
  const single = withMemberships(`
    new ScimMembership("m", { group: red, user: a });
    new ScimMembership("b", { group: red, user: b });`);
  const set = withMemberships(`new ScimMembership("m", { group: red, users: [a, b] });`);
  await onSandbox(single, {}, async (scenario) => {
    const { project, sandbox } = scenario;
    await project.up();
    await change(project, set);
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "a", "b"));
    await change(project, single);
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "a", "b"));
    expect((await resourceNamed(project, "m")).id).toContain("/");
  });
});

it("keeps an exclusive set to exactly those named, those of other memberships counted in", async () => {
  const body = withMemberships(`
    new ScimMembership("all", { group: red, users: [a, b], exclusive: true });
    new ScimMembership("c", { group: red, user: c });`);
  await onSandbox(body, { refreshAlways: true }, async (scenario) => {
    const { project, sandbox } = scenario;
    await project.up();
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "a", "b", "c"));
    const [d = ""] = people(scenario, "d");
    const { id } = groupIn(sandbox, "red");
    sandbox.edit("Groups", id, (group) => {
      group["members"] = [...people(scenario, "a", "c"), d].map((value) => ({ value }));
    });
    const digest = await project.previewJson();
    expect(digest.changeSummary["update"]).toBe(1);
    await project.up();
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "a", "b", "c"));
    await project.preview({ args: ["--expect-no-changes"] });

    // Its end takes out whom it named, never a stranger.
    sandbox.edit("Groups", id, (group) => {
      group["members"] = people(scenario, "a", "b", "c", "d").map((value) => ({ value }));
    });
    project.write(program(withMemberships(`new ScimMembership("c", { group: red, user: c });`)));
    await project.up();
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "c", "d"));
  });
});

it("keeps nested groups beside people", async () => {
  await onSandbox(
    withMemberships(`new ScimMembership("nest", { group: red, groups: [blue], users: [a] });`),
    {},
    async (scenario) => {
      const { project, sandbox } = scenario;
      await project.up();
      const blue = groupIn(sandbox, "blue").id;
      expect(membersOf(sandbox, "red")).toEqual([...people(scenario, "a"), blue].sort());
      await change(project, withMemberships(`new ScimMembership("nest", { group: red, groups: [blue] });`));
      expect(membersOf(sandbox, "red")).toEqual([blue]);
      await change(
        project,
        withMemberships(`new ScimMembership("nest", { group: red, users: [b], exclusive: true });`),
      );
      expect(membersOf(sandbox, "red")).toEqual(people(scenario, "b"));
      sandbox.edit("Groups", groupIn(sandbox, "red").id, (group) => {
        group["members"] = [{ value: people(scenario, "b")[0] ?? "" }, { value: blue, type: "Group" }];
      });
      await project.up({ args: ["--refresh"] }); // exclusive without `groups` never touches nested groups
      expect(membersOf(sandbox, "red")).toEqual([...people(scenario, "b"), blue].sort());
      await project.destroy();
      expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    },
  );
});
