import { type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { type EngineProject } from "../../support/engineProject.js";
import { personIn } from "../../support/withSandbox.js";
import { ENTERPRISE, expectNoChanges, membersOf, onSandbox, program } from "../scenario.js";
import { children, killed, nth, WITHOUT_CHECKPOINTS } from "./crash.js";
import { withLaxNames } from "./laxNames.js";

const size = 30;

/** A tree of people whose managers have four reports each, and two groups with half of them each. */
const company = (people: string) => `
  const everybody = [];
  for (let n = 0; n < ${size}; n += 1) everybody.push(new ScimUser("p" + n, { ${people} }));
  for (let n = 0; n < 2; n += 1) {
    const group = new ScimGroup("g" + n, { displayName: "Group " + n });
    new ScimMembership("g" + n, { group, users: everybody.filter((_, at) => at % 2 === n) });
  }`;
const named = `userName: "p" + n + "@acme.example", name: { givenName: "P", familyName: "N" + n }`;
const managed = `manager: n === 0 ? null : everybody[Math.floor((n - 1) / 4)]`;
const keyed = company(`${named}, externalId: "key-" + n, title: "Engineer", ${managed}`);

function managerOf(user: JsonObject): unknown {
  const extension = user[ENTERPRISE];
  const manager = typeof extension === "object" && extension !== null && "manager" in extension && extension["manager"];
  return typeof manager === "object" && manager !== null && "value" in manager ? manager["value"] : undefined;
}

/** Everybody once, with the managers and groups that the program says, and the state knows them all by their ids. */
async function expectWholeCompany(project: EngineProject, sandbox: Sandbox, { managers = true } = {}): Promise<void> {
  const { Users } = sandbox.dump();
  expect(Users).toHaveLength(size);
  const ids = Array.from({ length: size }, (_, n) => personIn(sandbox, `p${n}@acme.example`).id);
  for (let n = 1; managers && n < size; n += 1) {
    expect(managerOf(personIn(sandbox, `p${n}@acme.example`))).toBe(ids[Math.floor((n - 1) / 4)]);
  }
  for (const n of [0, 1]) {
    expect(membersOf(sandbox, `Group ${n}`)).toEqual(ids.filter((_, at) => at % 2 === n).sort());
  }
  const resources = await project.resources();
  const people = resources.filter(({ type }) => type.endsWith("scim:User"));
  expect(people.map(({ id }) => id).sort()).toEqual([...ids].sort());
  await expectNoChanges(project);
}

it("three runs without checkpoints that are killed leave nobody doubled where people have an externalId", async () => {
  await onSandbox(keyed, { refreshAlways: true }, async ({ project, sandbox }) => {
    project.setEnvironment(WITHOUT_CHECKPOINTS);
    await killed(project, sandbox, "up", nth(1, "POST", 201));
    expect(await project.resources()).toEqual([]);
    await killed(project, sandbox, "up", nth(13, "POST", 201));
    expect(await project.resources()).toEqual([]);
    await killed(project, sandbox, "up", nth(1, "PATCH", 200)); // the members of a group
    expect(sandbox.dump().Users.length).toBeGreaterThanOrEqual(15);
    await project.up();
    await expectWholeCompany(project, sandbox);

    // Changes, joiners and leavers at once: what was done before the kill is seen, and done no second time.
    const before = personIn(sandbox, "p3@acme.example").id;
    project.write(program(keyed.replace('"Engineer"', '"Developer"').replace(`n < ${size}`, `n < ${size - 8}`)));
    await killed(project, sandbox, "up", nth(4, "DELETE", 204));
    await project.up();
    expect(sandbox.dump().Users).toHaveLength(size - 8);
    expect(sandbox.dump().Users.every(({ title }) => title === "Developer")).toBe(true);
    expect(personIn(sandbox, "p3@acme.example").id).toBe(before);
    await expectNoChanges(project);

    // Killed at its very end: to the next one that looks as if the service had been wiped.
    await killed(project, sandbox, "destroy", nth(size - 8 + 2, "DELETE", 204));
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    expect((await project.destroy({ fails: true })).output).toContain("SCIM_ALLOW_GONE=1");
    await project.destroy({ env: { SCIM_ALLOW_GONE: "1" } });
    expect(await project.resources()).toEqual([]);
  });
});

it("nobody is doubled at a service without externalId, where equal userNames and names tell who is whose", async () => {
  const body = company(`${named}, title: "Engineer"`);
  await onSandbox(body, { sandbox: { dialect: "ironclad" } }, async ({ project, sandbox }) => {
    project.setEnvironment({ ...WITHOUT_CHECKPOINTS, SCIM_DIALECT: "ironclad" });
    await killed(project, sandbox, "up", nth(6, "POST", 201));
    await killed(project, sandbox, "up", nth(11, "POST", 201));
    await project.up();
    await expectWholeCompany(project, sandbox, { managers: false });
  });
});

it("nobody is doubled at a service that would take a userName twice, since its dialect has everybody looked up first", async () => {
  await onSandbox(company(`${named}, ${managed}`), {}, async ({ project, sandbox }) => {
    await withLaxNames(sandbox, async (url) => {
      const dialect = { user: { lookBeforeCreate: true, externalId: false } };
      project.setEnvironment({ ...WITHOUT_CHECKPOINTS, SCIM_ENDPOINT: url, SCIM_DIALECT: JSON.stringify(dialect) });
      await killed(project, sandbox, "up", nth(6, "POST", 201));
      await killed(project, sandbox, "up", nth(11, "POST", 201));
      await project.up();
      const { Users } = sandbox.dump();
      expect(Users).toHaveLength(size);
      expect(new Set(Users.map(({ userName }) => JSON.stringify(userName).replace(/~\d+"$/, ""))).size).toBe(size);
      await expectNoChanges(project);
    });
  });
});

it("a run without checkpoints that is stopped by one Ctrl-C writes all that it did into the state", async () => {
  await onSandbox(keyed, {}, async ({ project, sandbox }) => {
    project.setEnvironment(WITHOUT_CHECKPOINTS);
    const third = nth(3, "POST", 201);
    sandbox.watch((exchange) => {
      if (third(exchange)) children().forEach((pid) => process.kill(pid, "SIGINT"));
    });
    await project.up({ fails: true });
    const people = (await project.resources()).filter(({ type }) => type.endsWith("scim:User"));
    expect(people.length).toBeGreaterThan(0);
    expect(people).toHaveLength(sandbox.dump().Users.length);
    await project.up();
    await expectWholeCompany(project, sandbox);
  });
});

it("a run without checkpoints that fails, but is not killed, writes all that it did into the state", async () => {
  await onSandbox(keyed, {}, async ({ project, sandbox }) => {
    project.setEnvironment(WITHOUT_CHECKPOINTS);
    sandbox.fault({ at: size, match: { method: "POST", path: "/Users" }, times: 1, action: { status: 403 } });
    await project.up({ fails: true });
    const people = (await project.resources()).filter(({ type }) => type.endsWith("scim:User"));
    expect(people).toHaveLength(size - 1);
    expect(sandbox.dump().Users).toHaveLength(size - 1);
    await project.up();
    await expectWholeCompany(project, sandbox);
  });
});
