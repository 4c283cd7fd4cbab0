import { personIn } from "../support/withSandbox.js";
import {
  ENTERPRISE,
  expectNoChanges,
  groupIn,
  membersOf,
  onSandbox,
  program,
  resourceNamed,
  STACK_TRACE,
  writesOf,
} from "./scenario.js";

jest.setTimeout(240_000);

/** A service that takes a manager by PATCH only, so that a person can be created and not yet linked. */
const linkLater = JSON.stringify({ user: { createManager: false } });

it("point 5: a person whose link failed keeps the id, and the next up links, also after a refresh wiped the engine's memory", async () => {
  const body = (names: string[]) => `
    const boss = new ScimUser("boss", { userName: "boss@acme.example" });
    for (const name of ${JSON.stringify(names)}) new ScimUser(name, { userName: name + "@acme.example", title: "Engineer", manager: boss });`;
  await onSandbox(body(["ada", "bob"]), { config: { "scim:dialect": linkLater } }, async ({ project, sandbox }) => {
    const refusal = { match: { method: "PATCH", path: "/Users/" }, action: { status: 403 } };
    const fault = sandbox.fault(refusal);
    const failed = await project.up({ fails: true });
    expect(failed.output).toMatch(/Could not finish user ada@acme\.example: .* is sent at the next `pulumi up`/);
    expect(failed.output).not.toMatch(STACK_TRACE);
    const ada = personIn(sandbox, "ada@acme.example");
    expect(ada).not.toHaveProperty([ENTERPRISE, "manager"]);
    const kept = await resourceNamed(project, "ada");
    expect(kept).toMatchObject({ id: ada.id, outputs: { title: "Engineer", __pending: ["manager"] } });
    expect(kept.initErrors).toHaveLength(1);

    await project.refresh();
    expect((await resourceNamed(project, "ada")).initErrors ?? []).toEqual([]);
    expect((await project.previewJson()).changeSummary["update"]).toBe(2);
    await project.up({ fails: true }); // refused still
    fault.remove();
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 2 });
    const boss = personIn(sandbox, "boss@acme.example").id;
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({
      id: ada.id,
      [ENTERPRISE]: { manager: { value: boss } },
    });
    expect((await resourceNamed(project, "ada")).outputs).not.toHaveProperty("__pending");
    await expectNoChanges(project);

    // Without a refresh between.
    const again = sandbox.fault({ ...refusal, times: 1 });
    project.write(program(body(["ada", "bob", "cleo"])));
    await project.up({ fails: true });
    again.remove();
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 1 });
    expect(personIn(sandbox, "cleo@acme.example")).toMatchObject({ [ENTERPRISE]: { manager: { value: boss } } });
    await expectNoChanges(project);
  });
});

it("an update, a password and a set of members that fail half-way are finished by the next up after a refresh", async () => {
  const body = (title: string, members: string) => `
    const [a, b, c] = ["a", "b", "c"].map((name) => new ScimUser(name, { userName: name + "@acme.example", title: "${title}" }));
    new ScimUser("d", { userName: "d@acme.example", password: "${title}-Pa55word" });
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("team", { group: team, users: [${members}] });`;
  await onSandbox(body("Engineer", "a"), {}, async ({ project, sandbox }) => {
    await project.up();
    const ids = [personIn(sandbox, "b@acme.example").id, personIn(sandbox, "d@acme.example").id];
    const faults = [`/Users/(${ids.join("|")})`, "/Groups/"].flatMap((path) =>
      ["PATCH", "PUT"].map((method) => sandbox.fault({ match: { method, path }, action: { status: 403 } })),
    );
    project.write(program(body("Lead", "a, b, c")));
    const failed = await project.up({ fails: true, args: ["--continue-on-error"] });
    expect(failed.output).toContain("Could not finish user b@acme.example");
    expect(failed.output).toContain("Could not finish user d@acme.example");
    expect(personIn(sandbox, "a@acme.example")["title"]).toBe("Lead");
    await project.refresh();
    // A refresh cannot see a password: only __pending knows that it was never taken.
    expect((await resourceNamed(project, "d")).outputs["__pending"]).toEqual(["password"]);
    for (const fault of faults) fault.remove();
    await project.up();
    expect(personIn(sandbox, "b@acme.example")["title"]).toBe("Lead");
    expect(sandbox.passwordOf(ids[1] ?? "")).toBe("Lead-Pa55word");
    expect(membersOf(sandbox, "Team")).toHaveLength(3);
    await expectNoChanges(project);
  });
});

it("point 23: after a failed step nobody is deleted; the next up catches up", async () => {
  const leaver = `new ScimUser("leaver", { userName: "leaver@acme.example" });`;
  await onSandbox(leaver, {}, async ({ project, sandbox }) => {
    await project.up();
    sandbox.fault({ match: { method: "POST" }, action: { status: 403, body: { detail: "not today" } }, times: 1 });
    project.write(program(`new ScimUser("joiner", { userName: "joiner@acme.example" });`));
    const failed = await project.up({ fails: true });
    expect(failed.output).toContain("Could not create user joiner@acme.example");
    expect(failed.output).toContain("not today");
    expect(sandbox.dump().Users).toMatchObject([{ userName: "leaver@acme.example" }]);
    await project.up();
    expect(sandbox.dump().Users).toMatchObject([{ userName: "joiner@acme.example" }]);

    const refusal = sandbox.fault({ match: { method: "DELETE" }, action: { status: 403 } });
    const stuck = await project.destroy({ fails: true });
    expect(stuck.output).toContain("Could not end user joiner@acme.example");
    expect(stuck.output).not.toMatch(STACK_TRACE);
    refusal.remove();
    await project.destroy();
    expect(sandbox.dump().Users).toEqual([]);
  });
});

it("a create whose answer was lost makes one person and one group, never two", async () => {
  const body = `
    const ada = new ScimUser("ada", { userName: "ada@acme.example", externalId: "1" });
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("team", { group: team, users: [ada] });`;
  await onSandbox(body, { sandbox: { uniqueGroupNames: false } }, async ({ project, sandbox }) => {
    for (const [method, path] of [
      ["POST", "/Users$"],
      ["POST", "/Groups$"],
      ["PATCH", "/Groups/"],
    ] as const) {
      sandbox.fault({ match: { method, path }, action: { drop: "after" }, at: 1 });
    }
    await project.up();
    expect(sandbox.dump()).toMatchObject({ Users: [{ externalId: "1" }], Groups: [{ displayName: "Team" }] });
    expect(membersOf(sandbox, "Team")).toEqual([personIn(sandbox, "ada@acme.example").id]);
    expect((await resourceNamed(project, "ada")).id).toBe(personIn(sandbox, "ada@acme.example").id);
    expect((await project.resources()).find(({ type }) => type.endsWith(":Group"))?.id).toBe(
      groupIn(sandbox, "Team").id,
    );
    await expectNoChanges(project);
  });
});

it("point 23: a service that is away fails each operation in one sentence, without a stack trace, and in time", async () => {
  const body = `
    const ada = new ScimUser("ada", { userName: "ada@acme.example", title: process.env.TITLE });
    if (process.env.TITLE) new ScimUser("bob", { userName: "bob@acme.example" });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    project.setEnvironment({ SCIM_DEADLINE_SECONDS: "1" });
    await project.up();
    const away = sandbox.fault({ action: { status: 503 } });
    for (const run of [
      await project.refresh({ fails: true }),
      await project.up({ fails: true, env: { TITLE: "Lead" } }),
      await project.destroy({ fails: true }),
    ]) {
      expect(run.output).toMatch(/Could not .* ada@acme\.example|GET .*503|503/);
      expect(run.output).not.toMatch(STACK_TRACE);
      expect(run.output).not.toContain(sandbox.token);
      expect(run.seconds).toBeLessThan(30);
    }
    away.remove();
    await expectNoChanges(project);
  });
});
