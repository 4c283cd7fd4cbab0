import { personIn } from "../support/withSandbox.js";
import {
  canonicalStart,
  expectNoChanges,
  groupIn,
  onSandbox,
  program,
  requestsOf,
  resourceNamed,
  STACK_TRACE,
  writesOf,
} from "./scenario.js";

jest.setTimeout(240_000);

const seed = {
  Users: [
    {
      id: "u1",
      userName: "boss@acme.example",
      externalId: "b 1",
      title: "CEO",
      emails: [{ value: "the.boss@acme.example" }],
    },
    { id: "u2", userName: 'o"brien@acme.example', title: "Quoted" },
    { id: "u3", userName: "asleep@acme.example", active: false },
    { id: "u4", userName: "twin1@acme.example", externalId: "twin" },
    { id: "u5", userName: "twin2@acme.example", externalId: "twin" },
  ],
  Groups: [{ id: "g1", displayName: "Board", members: [{ value: "u1" }] }],
};

it("takes get through the canonical life cycle: read, never written, left alone by destroy", async () => {
  const body = `
    const boss = ScimUser.get("boss", "u1");
    const board = ScimGroup.get("board", "g1");
    const single = ScimMembership.get("single", "g1/u1");
    const set = ScimMembership.get("set", "g1");
    module.exports = { title: boss.title, board: board.displayName, group: single.group, users: set.users };`;
  await onSandbox(body, { sandbox: { seed } }, async ({ project, sandbox }) => {
    const before = sandbox.dump();
    expect(await writesOf(sandbox, () => canonicalStart(project))).toEqual({});
    expect(await project.outputs()).toEqual({ title: "CEO", board: "Board", group: "g1", users: ["u1"] });
    expect((await resourceNamed(project, "boss")).external).toBe(true);
    expect(JSON.stringify(await project.resources())).not.toContain("__get"); // point 17
    expect(await requestsOf(sandbox, () => project.destroy())).toEqual({});
    expect(sandbox.dump()).toEqual(before);
  });
});

it("point 17: get of an id that is not there fails in preview, for each kind", async () => {
  const missing = {
    'ScimUser.get("who", "u99");': "Could not get the user with id u99",
    'ScimGroup.get("who", "g99");': "Could not get the group with id g99",
    'ScimMembership.get("who", "g1/u2");': "Could not get the membership g1/u2",
  };
  await onSandbox("", { sandbox: { seed } }, async ({ project, sandbox }) => {
    for (const [body, message] of Object.entries(missing)) {
      project.write(program(body));
      const { output } = await project.preview({ fails: true });
      expect(output).toContain(`${message}: ${sandbox.url}`);
      expect(output).not.toMatch(STACK_TRACE);
    }
  });
});

it("point 17: somebody from get who is removed by hand does not break refresh; the next up says who is missing", async () => {
  await onSandbox(`ScimUser.get("boss", "u1");`, { sandbox: { seed } }, async ({ project, sandbox }) => {
    await project.up();
    sandbox.remove("Users", "u1");
    await project.refresh();
    expect(await project.resources()).toEqual([]);
    expect((await project.up({ fails: true })).output).toContain("Could not get the user with id u1");
    project.write(program(""));
    await project.up();
  });
});

it("point 17: managed becomes get and back without a request that ends or doubles anybody", async () => {
  const managed = `new ScimUser("ada", { userName: "ada@acme.example", externalId: "1", title: "Engineer" });`;
  await onSandbox(managed, {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    project.write(program(`ScimUser.get("ada", "${id}");`));
    expect(await writesOf(sandbox, () => project.up())).toEqual({});
    expect((await resourceNamed(project, "ada")).external).toBe(true);

    project.write(program(managed.replace("Engineer", "Lead")));
    await project.up(); // create is called, finds the externalId and adopts
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, title: "Lead" });
    expect((await resourceNamed(project, "ada")).external).not.toBe(true);
    await expectNoChanges(project);

    project.write(program(`ScimUser.get("ada", "${id}");`));
    await project.up();
    project.write(program(""));
    expect(await writesOf(sandbox, () => project.up())).toEqual({});
    expect(sandbox.dump().Users).toHaveLength(1);
  });
});

it("point 18: lookup finds people in preview already, and what depends on them is known there", async () => {
  const body = `
    const boss = ScimUser.lookup("boss", { userName: "BOSS@acme.example" });
    const byKey = ScimUser.lookup("by-key", { externalId: "b 1" });
    const byMail = ScimUser.lookup("by-mail", { email: "the.boss@acme.example" });
    const quoted = ScimUser.lookup("quoted", { userName: 'o"brien@acme.example' });
    new ScimUser("ada", { userName: "ada@acme.example", manager: boss });
    module.exports = { ids: [boss.id, byKey.id, byMail.id, quoted.scimId], title: boss.title };`;
  await onSandbox(body, { sandbox: { seed } }, async ({ project, sandbox }) => {
    const digest = await project.previewJson();
    const ada = digest.steps.find(({ urn }) => urn.endsWith("::ada"));
    expect(ada?.newState?.inputs["manager"]).toBe("u1");
    const writes = await writesOf(sandbox, () => canonicalStart(project));
    expect(writes).toEqual({ "POST /Users": 1 });
    expect(await project.outputs()).toEqual({ ids: ["u1", "u1", "u1", "u2"], title: "CEO" });
    expect((await resourceNamed(project, "boss")).external).toBe(true);
    expect(await writesOf(sandbox, () => project.destroy())).toEqual({ "DELETE /Users/…": 1 });
    expect(sandbox.dump().Users).toHaveLength(5);
  });
});

it("point 18: a lookup of nobody, of several, of somebody inactive or by a wrong key fails in preview", async () => {
  const refused = {
    '{ userName: "nobody@acme.example" }': "has nobody of that userName",
    '{ externalId: "twin" }': "there are 2 (ids u4, u5)",
    '{ userName: "asleep@acme.example" }': "the person is inactive (id u3)",
    '{ usrName: "a" }': 'unknown key "usrName"',
  };
  await onSandbox("", { sandbox: { seed } }, async ({ project }) => {
    for (const [by, message] of Object.entries(refused)) {
      project.write(program(`ScimUser.lookup("who", ${by});`));
      const { output } = await project.preview({ fails: true });
      expect(output).toContain(message);
      expect(output).toContain("who");
      expect(output).not.toMatch(STACK_TRACE);
    }
  });
});

it("point 18: managed becomes a lookup under the same name, and the person stays", async () => {
  const body = (declaration: string) => `
    const ada = ${declaration};
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("team", { group: team, users: [ada] });`;
  const managed = body(`new ScimUser("ada", { userName: "ada@acme.example" })`);
  await onSandbox(managed, {}, async ({ project, sandbox }) => {
    await project.up();
    const before = sandbox.dump();
    project.write(program(body(`ScimUser.lookup("ada", { userName: "ada@acme.example" })`)));
    expect(await writesOf(sandbox, () => project.previewAndUp())).toEqual({});
    expect(sandbox.dump()).toEqual(before);
    await expectNoChanges(project);
    // A look-up whose person is gone leaves the state in a refresh, and the next preview tells.
    sandbox.remove("Users", personIn(sandbox, "ada@acme.example").id);
    expect((await project.preview({ fails: true })).output).toContain("has nobody of that userName");
    expect(groupIn(sandbox, "Team")["displayName"]).toBe("Team");
  });
});
