import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, groupIn, membersOf, onSandbox, program, requestsOf, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

const declared = (user: string, group: string, membership: string, more = "") => `
  const ada = new ScimUser("${user}", { userName: "ada@acme.example", externalId: "1", title: "Engineer" });
  const team = new ScimGroup("${group}", { displayName: "Team", externalId: "t" });
  new ScimMembership("${membership}", { group: team, users: [ada] });
  ${more}`;

it("points 8 and 16: a rename without aliases ends nobody and no membership", async () => {
  await onSandbox(declared("ada", "team", "members"), {}, async ({ project, sandbox }) => {
    await project.up();
    const before = sandbox.dump();
    project.write(program(declared("ada-2", "team-2", "members-2")));
    const run = await project.previewAndUp();
    expect(run.changes).toMatchObject({ create: 3, delete: 3 });
    expect(run.output).toContain("stays in the service: another resource of this program manages the same id");
    expect(sandbox.dump()).toEqual(before);
    await expectNoChanges(project);
    expect(await writesOf(sandbox, () => project.destroy())).toEqual({ "DELETE /Users/…": 1, "DELETE /Groups/…": 1 });
  });
});

it("point 16: after a failure between the two halves of a rename, the next up in a fresh process ends nobody", async () => {
  await onSandbox(declared("ada", "team", "members"), {}, async ({ project, sandbox }) => {
    await project.up();
    const before = sandbox.dump();
    sandbox.fault({ match: { method: "POST", path: "/Users$" }, action: { status: 403 }, at: 2 });
    const renamed = declared(
      "ada-2",
      "team-2",
      "members-2",
      `new ScimUser("bob", { userName: "bob@acme.example" }, { dependsOn: [ada] });`,
    );
    project.write(program(renamed));
    await project.up({ fails: true });
    expect((await project.resources()).map(({ urn }) => urn.split("::").at(-1))).toEqual(
      expect.arrayContaining(["ada", "ada-2"]), // the engine skips all deletes after a failed step
    );
    const run = await project.up();
    expect(run.output).toContain("stays in the service");
    expect(sandbox.dump().Users.slice(0, 1)).toEqual(before.Users);
    expect(sandbox.dump().Groups).toEqual(before.Groups);
    expect((await project.resources()).map(({ urn }) => urn.split("::").at(-1)).sort()).toEqual([
      "ada-2",
      "bob",
      "members-2",
      "team-2",
    ]);
    await expectNoChanges(project);
  });
});

it("a rename with aliases sends nothing at all", async () => {
  await onSandbox(declared("ada", "team", "members"), {}, async ({ project, sandbox }) => {
    await project.up();
    const aliased = declared("ada-2", "team-2", "members-2")
      .replace(`title: "Engineer" }`, `title: "Engineer" }, { aliases: [{ name: "ada" }] }`)
      .replace(`externalId: "t" }`, `externalId: "t" }, { aliases: [{ name: "team" }] }`)
      .replace(`users: [ada] }`, `users: [ada] }, { aliases: [{ name: "members" }] }`);
    const requests = await requestsOf(sandbox, async () => {
      project.write(program(aliased));
      expect((await project.up()).changes).toEqual({});
    });
    expect(requests).toEqual({});

    // Point 14: the group and its membership, both renamed by alias, then removed: one request, nobody to take out first.
    project.write(
      program(`new ScimUser("ada-2", { userName: "ada@acme.example", externalId: "1", title: "Engineer" });`),
    );
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "DELETE /Groups/…": 1 });
  });
});

it("point 16: a single membership dropped beside a set that names the same person takes nobody out", async () => {
  const base = `
    const [a, b] = ["a", "b"].map((name) => new ScimUser(name, { userName: name + "@acme.example" }));
    const team = new ScimGroup("team", { displayName: "Team" });`;
  await onSandbox(`${base} new ScimMembership("one", { group: team, user: a });`, {}, async ({ project, sandbox }) => {
    await project.up();
    const both = [personIn(sandbox, "a@acme.example").id, personIn(sandbox, "b@acme.example").id].sort();
    project.write(program(`${base} new ScimMembership("all", { group: team, users: [a, b] });`));
    await project.up();
    expect(membersOf(sandbox, "Team")).toEqual(both);
    await expectNoChanges(project);
    // A set that lets go of a person whom a single membership has taken over in the same run.
    project.write(
      program(
        `${base} new ScimMembership("all", { group: team, users: [b] }); new ScimMembership("one", { group: team, user: a });`,
      ),
    );
    await project.up();
    expect(membersOf(sandbox, "Team")).toEqual(both);
    await expectNoChanges(project);
    expect(groupIn(sandbox, "Team")["displayName"]).toBe("Team");
  });
});
