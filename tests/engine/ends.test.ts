import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, groupIn, membersOf, onSandbox, program, resourceNamed, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

const urn = (kind: string, name: string) => `urn:pulumi:test::engine-test::pulumi-nodejs:dynamic/scim:${kind}::${name}`;
const person = (name: string, more = "", options = "") =>
  `const ${name} = new ScimUser("${name}", { userName: "${name}@acme.example", ${more} }, { ${options} });`;
const two = `${person("a")} ${person("b")} const team = new ScimGroup("team", { displayName: "Team" });`;

describe("maxLeavers", () => {
  const config = { "scim:maxLeavers": "1" };

  it("counts neither whom retainOnDelete nor whom onDelete keeps in the service, in up and destroy", async () => {
    const kept = `${person("a", "", "retainOnDelete: true")} ${person("b", "", "retainOnDelete: true")} ${person("c", `onDelete: "retain"`)}`;
    const all = `${kept} ${person("d")} ${person("e")}`;
    await onSandbox(all, { config, refreshAlways: true }, async ({ project, sandbox }) => {
      await project.up();
      await expectNoChanges(project);
      project.write(program(person("e")));
      expect(await writesOf(sandbox, () => project.up())).toEqual({ "DELETE /Users/…": 1 });
      expect(sandbox.dump().Users).toHaveLength(4);
      // Who comes back is adopted; a destroy counts likewise.
      project.write(program(`${kept} ${person("e")}`));
      await project.up();
      expect(await writesOf(sandbox, () => project.destroy())).toEqual({ "DELETE /Users/…": 1 });
      expect(sandbox.dump().Users).toHaveLength(3);
    });
  });

  it("counts whom retainOnDelete kept until it was taken away", async () => {
    const both = (options: string) => `${person("a", "", options)} ${person("b", "", options)}`;
    await onSandbox(both("retainOnDelete: true"), { config, refreshAlways: true }, async ({ project, sandbox }) => {
      await project.up();
      project.write(program(both("")));
      expect(await writesOf(sandbox, () => project.up())).toEqual({});
      project.write(program(""));
      expect((await project.up({ fails: true })).output).toContain("would end 2 people");
      expect(sandbox.dump().Users).toHaveLength(2);
    });
  });

  it("does not count whom --exclude-protected or --exclude spares", async () => {
    const people = `${person("a", "", "protect: true")} ${person("b", "", "protect: true")} ${person("c")}`;
    await onSandbox(people, { config, refreshAlways: true }, async ({ project, sandbox }) => {
      await project.up();
      await project.destroy({ args: ["--exclude-protected"] });
      const left = sandbox.dump().Users.map(({ userName }) => userName);
      expect(left).toHaveLength(2);
      expect(left).toEqual(expect.arrayContaining(["a@acme.example", "b@acme.example"]));
      project.write(program(`${person("a")} ${person("b")}`));
      await project.up();
      await project.destroy({ args: ["--exclude", urn("User", "a")] });
      expect(sandbox.dump().Users).toMatchObject([{ userName: "a@acme.example" }]);
    });
  });
});

it("--exclude spares a leaver and a change, in up and destroy; the next run catches up", async () => {
  await onSandbox(
    `${two} new ScimMembership("m", { group: team, users: [a, b] });`,
    {},
    async ({ project, sandbox }) => {
      await project.up();
      project.write(
        program(`${person("a", `title: "CTO"`)} const team = new ScimGroup("team", { displayName: "Crew" });`),
      );
      const spared = [
        "--exclude",
        urn("User", "b"),
        "--exclude",
        urn("User", "a"),
        "--exclude",
        urn("Membership", "m"),
      ];
      // Twice where the state has an older version of the group.
      expect(Object.keys(await writesOf(sandbox, () => project.up({ args: spared })))).toEqual(["PATCH /Groups/…"]);
      expect(sandbox.dump().Users).toHaveLength(2);
      expect(membersOf(sandbox, "Crew")).toHaveLength(2);
      await project.up();
      expect(sandbox.dump().Users).toMatchObject([{ userName: "a@acme.example", title: "CTO" }]);
      expect(membersOf(sandbox, "Crew")).toEqual([]);
      await expectNoChanges(project);
      await project.destroy({ args: ["--exclude", urn("User", "a")] });
      expect(sandbox.dump()).toMatchObject({ Users: [{ userName: "a@acme.example" }], Groups: [] });
      await project.destroy();
      expect(sandbox.dump().Users).toEqual([]);
    },
  );
});

it("--replace of people, groups and memberships ends nobody whom the service would not take twice", async () => {
  const body = (title: string) => `
    ${person("a", `externalId: "1", title: "${title}"`)}
    const team = new ScimGroup("team", { displayName: "Team", externalId: "t" });
    new ScimMembership("set", { group: team, users: [a] });`;
  const all = ["--replace", urn("User", "a"), "--replace", urn("Group", "team"), "--replace", urn("Membership", "set")];
  await onSandbox(body("A"), {}, async ({ project, sandbox }) => {
    await project.up();
    const [before] = sandbox.dump().Users;
    for (const [title, args] of [
      ["A", all],
      ["B", all],
      ["B", [...all, "--refresh"]],
      ["C", [...all, "--refresh"]],
    ] as const) {
      project.write(program(body(title)));
      const writes = await writesOf(sandbox, () => project.up({ args }));
      expect(Object.keys(writes).filter((what) => what.startsWith("DELETE"))).toEqual([]);
      expect(sandbox.dump().Users).toMatchObject([{ id: before?.["id"], title }]);
      expect(membersOf(sandbox, "Team")).toEqual([before?.["id"]]);
      await expectNoChanges(project);
    }
  });
});

describe("another connection to the same service and another name at once", () => {
  const service = (name: string) =>
    `const ${name} = new ScimService("${name}", { endpoint: process.env.SCIM_ENDPOINT, tokenEnv: "SCIM_TOKEN" });`;
  const body = (suffix: string, provider: string, more = "") => `
    ${service("first")} ${service("second")}
    const ada = new ScimUser("ada${suffix}", { userName: "ada@acme.example", externalId: "1", title: "Engineer" }, { ${provider} });
    const team = new ScimGroup("team${suffix}", { displayName: "Team", externalId: "t" }, { ${provider} });
    new ScimMembership("set${suffix}", { group: team, users: [ada] }, { ${provider} });
    new ScimMembership("seat${suffix}", { group: new ScimGroup("board${suffix}", { displayName: "Board" }, { ${provider} }), user: ada }, { ${provider} });
    ${more}`;
  const steps = [
    ["-2", "provider: first"],
    ["-3", "provider: second"],
    ["-4", ""],
  ] as const;

  it.each([[], ["--refresh"]])("ends nobody and takes nobody out, with %j %s", async (...args) => {
    await onSandbox(body("", ""), {}, async ({ project, sandbox }) => {
      await project.up();
      const before = sandbox.dump();
      for (const [suffix, provider] of steps) {
        project.write(program(body(suffix, provider)));
        const run = await project.up({ args });
        expect(run.changes).toMatchObject({ delete: 5 });
        expect(run.output).toContain("stays in the service");
        expect(sandbox.dump()).toEqual(before);
        await expectNoChanges(project);
      }
    });
  });

  it("ends nobody after a failure between the two halves either, and under its old name nobody", async () => {
    await onSandbox(body("", ""), {}, async ({ project, sandbox }) => {
      await project.up();
      const before = sandbox.dump();
      const fault = sandbox.fault({ match: { method: "POST", path: "/Users$" }, action: { status: 403 }, at: 2 });
      const more = `new ScimUser("bob", { userName: "bob@acme.example" }, { dependsOn: [ada] });`;
      project.write(program(body("-2", "provider: first", more)));
      await project.up({ fails: true });
      fault.remove();
      project.write(program(body("-2", "provider: first")));
      await project.up();
      expect(sandbox.dump()).toEqual(before);
      // The connection alone changes: one resource, no create and no delete.
      project.write(program(body("-2", "provider: second")));
      expect(await writesOf(sandbox, () => project.up())).toEqual({});
      expect(sandbox.dump()).toEqual(before);
      project.write(program(""));
      expect(await writesOf(sandbox, () => project.up())).toMatchObject({ "DELETE /Users/…": 1 });
      expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    });
  });
});

describe("a destroy", () => {
  const body = `${two} new ScimMembership("set", { group: team, users: [a] }); new ScimMembership("seat", { group: team, user: b });`;

  it.each<[string, string]>([
    ["lost its memberships by hand, as a refresh saw", "members"],
    ["was deleted by hand, as a refresh saw", "group"],
    ["lost its memberships from the state", "set seat"],
    ["lost one of its memberships from the state, so that its member ends beside the other one", "seat"],
  ])("ends everybody when a group %s", async (_, how) => {
    await onSandbox(body, {}, async ({ project, sandbox }) => {
      await project.up();
      const { id } = groupIn(sandbox, "Team");
      if (how === "group") sandbox.remove("Groups", id);
      if (how === "members")
        sandbox.edit("Groups", id, (group) => {
          group["members"] = [];
        });
      if (how.includes("seat")) {
        for (const name of how.split(" "))
          await project.pulumi(["state", "delete", "--yes", "--stack", "test", urn("Membership", name)]);
      } else await project.refresh();
      await project.destroy();
      expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
      expect(await project.resources()).toEqual([]);
    });
  });

  it("refreshes first where the project says so, and ends everybody then too", async () => {
    await onSandbox(body, { refreshAlways: true }, async ({ project, sandbox }) => {
      await project.up();
      sandbox.edit("Groups", groupIn(sandbox, "Team").id, (group) => {
        group["members"] = [];
      });
      await project.destroy();
      expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
      await project.up();
      sandbox.remove("Groups", groupIn(sandbox, "Team").id);
      await project.destroy();
      expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    });
  });

  it("that runs the program ends everybody", async () => {
    await onSandbox(body, {}, async ({ project, sandbox }) => {
      await project.up();
      await project.destroy({ args: ["--run-program"] });
      expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    });
  });
});

it("managed becomes a look-up or get and managed again, at people without externalId: the same person all along", async () => {
  const managed = `${person("a", `title: "Engineer"`)} ${person("b")}`;
  await onSandbox(managed, {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "a@acme.example");
    for (const read of [`ScimUser.lookup("a", { userName: "a@acme.example" });`, `ScimUser.get("a", "${id}");`]) {
      for (const body of [`${read} ${person("b")}`, managed]) {
        project.write(program(body));
        expect(await writesOf(sandbox, () => project.up())).not.toHaveProperty("DELETE /Users/…");
        expect(personIn(sandbox, "a@acme.example")).toMatchObject({ id, title: "Engineer", active: true });
        await expectNoChanges(project);
      }
      expect((await resourceNamed(project, "a")).external).not.toBe(true);
    }
    // Under another name at once, and back.
    project.write(program(`ScimUser.lookup("who", { userName: "a@acme.example" }); ${person("b")}`));
    expect(await writesOf(sandbox, () => project.up())).toEqual({});
    project.write(program(managed));
    await project.up();
    expect(sandbox.dump().Users).toHaveLength(2);
    expect(personIn(sandbox, "a@acme.example").id).toBe(id);
  });
});

it("a set and single memberships are exchanged, both ways, with a failed run between: nobody leaves the group", async () => {
  const bodies = [
    `new ScimMembership("m", { group: team, user: a }); new ScimMembership("n", { group: team, user: b });`,
    `new ScimMembership("m", { group: team, users: [a, b] });`,
    `new ScimMembership("one", { group: team, user: a }); new ScimMembership("other", { group: team, user: b });`,
  ];
  const more = `new ScimUser("late", { userName: "late@acme.example" }, { dependsOn: [a] });`;
  await onSandbox(`${two} ${bodies[0]}`, {}, async ({ project, sandbox }) => {
    await project.up();
    const both = ["a", "b"].map((name) => personIn(sandbox, `${name}@acme.example`).id).sort();
    for (const next of [bodies[1], bodies[2], bodies[1], bodies[0]]) {
      const fault = sandbox.fault({ match: { method: "POST", path: "/Users$" }, action: { status: 403 } });
      project.write(program(`${two} ${next} ${more}`));
      await project.up({ fails: true });
      expect(membersOf(sandbox, "Team")).toEqual(both);
      fault.remove();
      project.write(program(`${two} ${next}`));
      await project.up();
      expect(membersOf(sandbox, "Team")).toEqual(both);
      await expectNoChanges(project);
    }
  });
});

it("a boss and a report swap their userNames in one run", async () => {
  const body = (boss: string, report: string) => `
    const boss = new ScimUser("boss", { userName: "${boss}@acme.example" });
    new ScimUser("report", { userName: "${report}@acme.example", manager: boss });`;
  await onSandbox(body("x", "y"), { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const ids = ["x", "y"].map((name) => personIn(sandbox, `${name}@acme.example`).id);
    project.write(program(body("y", "x")));
    await project.up();
    expect(["y", "x"].map((name) => personIn(sandbox, `${name}@acme.example`).id)).toEqual(ids);
    await expectNoChanges(project);
  });
});

it("an exclusive set lets be whom another membership brings later, and the next preview is clean", async () => {
  const body = (seats: string) => `${two}
    new ScimMembership("all", { group: team, users: [a], exclusive: true }); ${seats}`;
  await onSandbox(body(""), { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const [a, b] = ["a", "b"].map((name) => personIn(sandbox, `${name}@acme.example`).id);
    for (const [seats, members] of [
      [`new ScimMembership("seat", { group: team, user: b });`, [a, b]],
      ["", [a]],
    ] as const) {
      project.write(program(body(seats)));
      await project.up();
      await project.preview({ args: ["--expect-no-changes"] });
      expect(membersOf(sandbox, "Team")).toEqual([...members].sort());
    }
  });
});

it("a service that was restarted without its people: SCIM_ALLOW_GONE makes them anew in one up", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const body = `
    const users = ${JSON.stringify(names)}.map((name) => new ScimUser(name, { userName: name + "@acme.example" }));
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("m", { group: team, users });`;
  await onSandbox(body, { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const before = sandbox.dump();
    for (const { id } of before.Users) if (typeof id === "string") sandbox.remove("Users", id);
    for (const { id } of before.Groups) if (typeof id === "string") sandbox.remove("Groups", id);
    const refused = await writesOf(sandbox, async () => {
      expect((await project.up({ fails: true })).output).toContain("SCIM_ALLOW_GONE=1");
    });
    expect(refused).toEqual({});
    await project.up({ env: { SCIM_ALLOW_GONE: "1" } });
    expect(membersOf(sandbox, "Team")).toHaveLength(names.length);
    await project.preview({ args: ["--expect-no-changes"] });
  });
});
