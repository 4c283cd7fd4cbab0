import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, membersOf, onSandbox, program, requestsOf, resourceNamed, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

it("point 15: a changed onDelete is an update that sends nothing, and counts when the resource is removed later", async () => {
  const body = (user: string, group: string) => `
    const [a, b, c] = ["a", "b", "c"].map((name, at) => new ScimUser(name, { userName: name + "@acme.example", onDelete: ${user}[at] }));
    const team = new ScimGroup("team", { displayName: "Team", onDelete: ${group} });
    new ScimMembership("team", { group: team, users: [a, b, c] });`;
  await onSandbox(body("[]", "undefined"), {}, async ({ project, sandbox }) => {
    await project.up();
    project.write(program(body(`["retain", "deactivate", "delete"]`, `"retain"`)));
    const requests = await requestsOf(sandbox, async () => {
      expect((await project.up()).changes).toEqual({ update: 4 });
    });
    expect(requests).toEqual({});
    await expectNoChanges(project);
    project.write(program(""));
    const writes = await writesOf(sandbox, () => project.up());
    expect(writes).toEqual({ "PATCH /Groups/…": 1, "PATCH /Users/…": 1, "DELETE /Users/…": 1 });
    expect(personIn(sandbox, "a@acme.example")["active"]).toBe(true);
    expect(personIn(sandbox, "b@acme.example")["active"]).toBe(false);
    expect(sandbox.dump().Users).toHaveLength(2);
    expect(membersOf(sandbox, "Team")).toEqual([]); // the group stays, our people left it
  });
});

it("creating somebody who was deactivated reactivates them, and says so", async () => {
  const body = `new ScimUser("ada", { userName: "ada@acme.example", externalId: "1", onDelete: "deactivate" });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    await project.destroy();
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, active: false });
    const run = await project.up();
    expect(run.output).toMatch(/scim: reactivated user ada@acme\.example/);
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, active: true });
    await expectNoChanges(project);
  });
});

describe("point 14: the end of a group and of its members", () => {
  const people = `const users = ["a", "b"].map((name) => new ScimUser(name, { userName: name + "@acme.example" }));`;
  const group = (args = "", options = "") => `
    const team = new ScimGroup("team", { displayName: "Team", ${args} }, { ${options} });
    new ScimMembership("team", { group: team, users });
    new ScimMembership("single", { group: team, user: "guest" });`;

  it.each<[string, string, Record<string, number>]>([
    ["costs one request where the service deletes groups", group(), { "DELETE /Groups/…": 1 }],
    [
      "takes people out of a group that retainOnDelete keeps",
      group("", "retainOnDelete: true"),
      { "PATCH /Groups/…": 1 },
    ],
    ["takes people out of a group whose onDelete is retain", group(`onDelete: "retain"`), { "PATCH /Groups/…": 1 }],
    [
      "takes people out of a group that get only read",
      group().replace(/new ScimGroup\(.*\);/, `ScimGroup.get("team", "g1");`),
      { "PATCH /Groups/…": 1 },
    ],
  ])("%s", async (_what, declared, expected) => {
    const guest = [{ id: "guest", userName: "guest@acme.example" }];
    const Groups = declared.includes("ScimGroup.get") ? [{ id: "g1", displayName: "Team" }] : [];
    await onSandbox(
      people + declared,
      { sandbox: { seed: { Users: guest, Groups } } },
      async ({ project, sandbox }) => {
        await project.up();
        expect(membersOf(sandbox, "Team")).toHaveLength(3);
        project.write(program(people));
        const writes = await writesOf(sandbox, () => project.up());
        if (expected["PATCH /Groups/…"] === undefined) expect(writes).toEqual(expected);
        else {
          // Two resources of one group: together in one request, or one after the other.
          expect(Object.keys(writes)).toEqual(["PATCH /Groups/…"]);
          expect(writes["PATCH /Groups/…"]).toBeLessThanOrEqual(2);
          expect(membersOf(sandbox, "Team")).toEqual([]);
        }
      },
    );
  });

  it("takes a person out of a group before the person is deleted", async () => {
    const body = (who: string) => `
      const team = new ScimGroup("team", { displayName: "Team" });
      for (const name of ${who}) {
        const user = new ScimUser(name, { userName: name + "@acme.example" });
        new ScimMembership(name, { group: team, user });
      }`;
    await onSandbox(body(`["a", "b"]`), {}, async ({ project, sandbox }) => {
      await project.up();
      project.write(program(body(`["a"]`)));
      sandbox.clearRequests();
      await project.up();
      const writes = sandbox.requests().filter(({ method }) => method !== "GET");
      expect(writes.map(({ method, status }) => [method, status])).toEqual([
        ["PATCH", 200],
        ["DELETE", 204],
      ]);
      expect(membersOf(sandbox, "Team")).toEqual([personIn(sandbox, "a@acme.example").id]);
      await expectNoChanges(project);
    });
  });

  it("leaves the old group first where a membership is replaced with deleteBeforeReplace, else joins the new one first", async () => {
    const body = (at: string, options: string) => `
      const user = new ScimUser("ada", { userName: "ada@acme.example" });
      const [red, blue] = ["red", "blue"].map((name) => new ScimGroup(name, { displayName: name }));
      new ScimMembership("m", { group: ${at}, user }, { ${options} });`;
    await onSandbox(body("red", ""), {}, async ({ project, sandbox }) => {
      await project.up();
      const order = async (text: string) => {
        project.write(program(text));
        sandbox.clearRequests();
        await project.up();
        return sandbox
          .requests()
          .flatMap(({ method, body: sent }) => (method === "PATCH" ? [JSON.stringify(sent)] : []));
      };
      expect(await order(body("blue", ""))).toEqual([
        expect.stringContaining(`"op":"add"`),
        expect.stringContaining(`"op":"remove"`),
      ]);
      expect(await order(body("red", "deleteBeforeReplace: true"))).toEqual([
        expect.stringContaining(`"op":"remove"`),
        expect.stringContaining(`"op":"add"`),
      ]);
      const ada = personIn(sandbox, "ada@acme.example").id;
      expect([membersOf(sandbox, "red"), membersOf(sandbox, "blue")]).toEqual([[ada], []]);
      expect((await resourceNamed(project, "m")).inputs["user"]).toBe(ada);
    });
  });
});
