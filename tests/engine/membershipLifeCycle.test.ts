import { personIn } from "../support/withSandbox.js";
import {
  canonicalStart,
  change,
  edit,
  groupIn,
  membersOf,
  onSandbox,
  program,
  resourceNamed,
  type Scenario,
  writesOf,
} from "./scenario.js";

jest.setTimeout(240_000);

const base = `
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => new ScimUser(name, { userName: name + "@acme.example" }));
  const [red, blue, green, grey] = ["red", "blue", "green", "grey"].map((name) => new ScimGroup(name, { displayName: name }));`;
const withMemberships = (text: string) => `${base}\n  ${text}`;

/** Ids of the people of the base program, in order of the alphabet. */
const people = ({ sandbox }: Scenario, ...names: string[]): string[] =>
  names.map((name) => personIn(sandbox, `${name}@acme.example`).id).sort();

it("takes single memberships and sets through the canonical life cycle", async () => {
  const body = (singles: string, set: string) => withMemberships(`${singles} new ScimMembership("set", { ${set} });`);
  const first = body(
    `new ScimMembership("a-red", { group: red, user: a });
     new ScimMembership("b-red", { group: red, user: b });
     new ScimMembership("c-blue", { group: blue, user: c });`,
    "group: green, users: [a, b]",
  );
  await onSandbox(first, {}, async (scenario) => {
    const { project, sandbox } = scenario;
    const writes = await writesOf(sandbox, () => canonicalStart(project));
    expect(writes).toMatchObject({ "POST /Users": 4, "POST /Groups": 4 });
    expect(writes["PATCH /Groups/…"]).toBeLessThanOrEqual(4);
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "a", "b"));
    expect(membersOf(sandbox, "green")).toEqual(people(scenario, "a", "b"));
    expect((await resourceNamed(project, "set")).id).toBe(groupIn(sandbox, "green").id);
    const [c = ""] = people(scenario, "c");
    expect((await resourceNamed(project, "c-blue")).id).toBe(`${groupIn(sandbox, "blue").id}/${c}`);
    sandbox.edit("Groups", groupIn(sandbox, "green").id, (group) => {
      group["members"] = people(scenario, "a", "b", "d").map((value) => ({ value })); // d is not managed: stays
    });

    // Another group, another person; the set in another order: only the first two are something to do.
    const singles = `new ScimMembership("a-red", { group: blue, user: a });
      new ScimMembership("b-red", { group: red, user: d });
      new ScimMembership("c-blue", { group: blue, user: c });`;
    const replaced = await edit(project, body(singles, "group: green, users: [b, a]"));
    expect(replaced.changes).toEqual({ replace: 2 });
    expect(membersOf(sandbox, "red")).toEqual(people(scenario, "d"));
    expect(membersOf(sandbox, "blue")).toEqual(people(scenario, "a", "c"));

    // The set grows and shrinks.
    project.write(program(body(singles, "group: green, users: [b, c]")));
    const sent = await writesOf(sandbox, async () => {
      expect((await project.up()).changes).toEqual({ update: 1 });
    });
    expect(sent["PATCH /Groups/…"]).toBeLessThanOrEqual(2);
    expect(membersOf(sandbox, "green")).toEqual(people(scenario, "b", "c", "d"));

    // It moves to another group, while single memberships end.
    const moved = await edit(
      project,
      body(`new ScimMembership("c-blue", { group: blue, user: c });`, "group: grey, users: [b, c]"),
    );
    expect(moved.changes).toEqual({ replace: 1, delete: 2 });
    expect(["red", "blue", "green", "grey"].map((name) => membersOf(sandbox, name))).toEqual([
      [],
      people(scenario, "c"),
      people(scenario, "d"),
      people(scenario, "b", "c"),
    ]);
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
