import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, groupIn, onSandbox, program } from "./scenario.js";

jest.setTimeout(240_000);

const people = (names: Record<string, string>) => `
  const names = ${JSON.stringify(names)};
  for (const key of Object.keys(names)) new ScimUser(key, { userName: names[key] + "@acme.example", externalId: key });`;

it.each([[], ["--parallel", "2"]])("names that change hands in one run, with %j %s", async (...args) => {
  await onSandbox(people({ a: "ada", b: "bob", c: "cy" }), { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const ids = Object.fromEntries(
      ["ada", "bob", "cy"].map((name) => [name, personIn(sandbox, `${name}@acme.example`).id]),
    );
    const change = async (names: Record<string, string>) => {
      project.write(program(people(names)));
      await project.up({ args });
      await expectNoChanges(project);
    };
    await change({ a: "bob", b: "ada", c: "cy" });
    expect(personIn(sandbox, "bob@acme.example").id).toBe(ids["ada"]);
    expect(personIn(sandbox, "ada@acme.example").id).toBe(ids["bob"]);
    // A joiner takes the name of somebody who is renamed, registered before and after it.
    await change({ d: "bob", a: "bo", b: "ann", c: "cy", e: "ada" });
    expect(personIn(sandbox, "bo@acme.example").id).toBe(ids["ada"]);
    expect(personIn(sandbox, "ann@acme.example").id).toBe(ids["bob"]);
    expect(personIn(sandbox, "cy@acme.example").id).toBe(ids["cy"]);
    expect(sandbox.dump().Users).toHaveLength(5);
  });
});

it("a leaver's name is an error that names the leaver, and free in the next run", async () => {
  await onSandbox(people({ a: "ada", b: "bob" }), { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    project.write(program(people({ b: "bob", heir: "ada" })));
    const { output } = await project.up({ fails: true });
    expect(output).toMatch(
      /Could not create user ada@acme\.example: userName is still held by user ada@acme\.example \(id/,
    );
    expect(output).toContain("Run `pulumi up` once without this user, and again with it");
    expect(sandbox.dump().Users).toHaveLength(2);
    project.write(program(people({ b: "bob" })));
    await project.up();
    project.write(program(people({ b: "bob", heir: "ada" })));
    await project.up();
    await expectNoChanges(project);
    expect(sandbox.dump().Users).toHaveLength(2);
  });
});

it("a swap that a failure stops half-way ends right in the next run, and groups swap too", async () => {
  const body = (names: string[]) => `
    const [one, two] = ${JSON.stringify(names)};
    new ScimGroup("one", { displayName: one });
    new ScimGroup("two", { displayName: two });`;
  await onSandbox(body(["One", "Two"]), {}, async ({ project, sandbox }) => {
    await project.up();
    const [one, two] = [groupIn(sandbox, "One").id, groupIn(sandbox, "Two").id];
    // Two PATCHes meet the other's name, a third moves one aside, the fourth would bring the first final name.
    sandbox.fault({ match: { method: "PATCH" }, at: 4, action: { status: 403 } });
    project.write(program(body(["Two", "One"])));
    await project.up({ fails: true });
    await project.up({ args: ["--refresh"] });
    await expectNoChanges(project);
    expect([groupIn(sandbox, "Two").id, groupIn(sandbox, "One").id]).toEqual([one, two]);
  });
});
