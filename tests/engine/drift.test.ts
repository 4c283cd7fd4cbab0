import { personIn } from "../support/withSandbox.js";
import {
  ENTERPRISE,
  expectNoChanges,
  groupIn,
  membersOf,
  onSandbox,
  program,
  resourceNamed,
  writesOf,
} from "./scenario.js";

jest.setTimeout(240_000);

const company = `
  const grace = new ScimUser("grace", { userName: "grace@acme.example", title: "CTO", displayName: "Grace" });
  const ada = new ScimUser("ada", { userName: "ada@acme.example", title: "Engineer", manager: grace,
    emails: [{ value: "ada@acme.example", type: "work" }], extensions: { "urn:example:badge": { colour: "blue" } } });
  const bob = new ScimUser("bob", { userName: "bob@acme.example", active: true, manager: null });
  const team = new ScimGroup("team", { displayName: "Team" });
  new ScimMembership("team", { group: team, users: [ada, bob] });
  new ScimMembership("grace", { group: team, user: grace });`;

const shortName = (urn: string) => urn.split("::").at(-1);

it("points 3 and 4: with refresh: always a plain preview finds exactly what was changed by hand, and up heals it", async () => {
  await onSandbox(company, { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    await project.preview({ args: ["--expect-no-changes"] });
    const [grace, ada, bob] = ["grace", "ada", "bob"].map((name) => personIn(sandbox, `${name}@acme.example`).id);
    if (grace === undefined || ada === undefined || bob === undefined) throw new Error("unreachable");
    sandbox.edit("Users", grace, (user) => {
      user["title"] = "HACKED";
      user["nickName"] = "not managed";
      user["displayName"] = "GRACE"; // displayName is caseExact false: equal
    });
    sandbox.edit("Users", bob, (user) => {
      user["active"] = false;
      user[ENTERPRISE] = { manager: { value: ada } };
    });

    const preview = await project.preview({ args: ["--diff"] });
    expect(preview.changes).toEqual({ update: 2 });
    expect(preview.output).toMatch(/~ title\s*: "HACKED" => "CTO"/);
    const digest = await project.previewJson();
    const updates = digest.steps.filter(({ op }) => op === "update");
    expect(
      Object.fromEntries(updates.map((step) => [shortName(step.urn), [...(step.diffReasons ?? [])].sort()])),
    ).toEqual({ grace: ["title"], bob: ["active", "manager"] });
    expect(Object.keys(updates.find(({ urn }) => urn.endsWith("::grace"))?.detailedDiff ?? {})).toEqual(["title"]);
    await project.preview({ args: ["--expect-no-changes"], fails: true });

    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 2 });
    expect(personIn(sandbox, "grace@acme.example")).toMatchObject({ title: "CTO", nickName: "not managed" });
    expect(personIn(sandbox, "bob@acme.example")["active"]).toBe(true);
    expect(personIn(sandbox, "bob@acme.example")).not.toHaveProperty([ENTERPRISE, "manager"]);
    await project.preview({ args: ["--expect-no-changes"] });
  });
});

it("heals a hand deletion by a create and a hand removal from a group by an add", async () => {
  await onSandbox(company, { refreshAlways: true }, async ({ project, sandbox }) => {
    await project.up();
    const ada = personIn(sandbox, "ada@acme.example").id;
    const grace = personIn(sandbox, "grace@acme.example").id;
    sandbox.remove("Users", personIn(sandbox, "bob@acme.example").id);
    sandbox.edit("Groups", groupIn(sandbox, "Team").id, (group) => {
      group["members"] = [{ value: ada }]; // bob went with his account, grace by hand
    });
    const preview = await project.previewJson();
    expect(preview.changeSummary["create"]).toBe(2); // bob, and grace's single membership
    await project.up();
    expect(membersOf(sandbox, "Team")).toEqual([ada, grace, personIn(sandbox, "bob@acme.example").id].sort());
    await project.preview({ args: ["--expect-no-changes"] });

    sandbox.remove("Groups", groupIn(sandbox, "Team").id);
    await project.up();
    expect(membersOf(sandbox, "Team")).toHaveLength(3);
    await project.preview({ args: ["--expect-no-changes"] });
  });
});

it("keeps the program's spelling where the service's differs only by SCIM's rules", async () => {
  const body = `new ScimUser("ada", { userName: "Ada@Acme.Example", externalId: "K-1", title: "Engineer",
    emails: [{ value: "Ada@Acme.Example", type: "work" }, { value: "x@acme.example", type: "home" }] });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "Ada@Acme.Example");
    sandbox.edit("Users", id, (user) => {
      user["userName"] = "ada@acme.example";
      user["emails"] = [
        { value: "x@acme.example", type: "home", primary: false },
        { value: "ada@acme.example", type: "work", primary: true },
      ];
    });
    await expectNoChanges(project);
    sandbox.edit("Users", id, (user) => {
      user["externalId"] = "k-1"; // externalId is caseExact
    });
    expect(await writesOf(sandbox, () => project.up({ args: ["--refresh"] }))).toEqual({ "PATCH /Users/…": 1 });
    expect(personIn(sandbox, "ada@acme.example")["externalId"]).toBe("K-1");
    // A change of spelling in the program is sent all the same.
    project.write(program(body.replace("Engineer", "ENGINEER")));
    await project.up();
    expect(personIn(sandbox, "ada@acme.example")["title"]).toBe("ENGINEER");
  });
});

it("a refresh that finds somebody inactive whose active is not managed says so and reports no drift", async () => {
  await onSandbox(`new ScimUser("ada", { userName: "ada@acme.example" });`, {}, async ({ project, sandbox }) => {
    await project.up();
    sandbox.edit("Users", personIn(sandbox, "ada@acme.example").id, (user) => {
      user["active"] = false;
    });
    const run = await project.refresh({ args: ["--expect-no-changes"] });
    expect(run.output).toMatch(/scim: user ada@acme\.example is inactive/);
    await project.up({ args: ["--expect-no-changes"] });
  });
});

it("point 24: an attribute that becomes null is cleared, at the top, inside name, as a list and in an extension", async () => {
  const args = (text: string) => `new ScimUser("ada", { userName: "ada@acme.example", ${text} });`;
  const full = args(`title: "T", name: { givenName: "A", familyName: "B" }, emails: [{ value: "z@acme.example" }],
    department: "R", extensions: { "urn:example:badge": { colour: "blue", level: 1 } }`);
  await onSandbox(full, {}, async ({ project, sandbox }) => {
    await project.up();
    project.write(
      program(
        args(`title: null, name: { givenName: "A", familyName: null }, emails: [], department: null,
          extensions: { "urn:example:badge": { colour: null, level: 1 } }`),
      ),
    );
    expect((await project.previewJson()).changeSummary["update"]).toBe(1);
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 1 });
    const ada = personIn(sandbox, "ada@acme.example");
    for (const key of ["title", "emails", ENTERPRISE]) expect(ada).not.toHaveProperty([key]);
    expect(ada["name"]).toMatchObject({ givenName: "A" });
    expect(ada["name"]).not.toHaveProperty("familyName");
    expect(ada["urn:example:badge"]).toEqual({ level: 1 });
    await expectNoChanges(project);

    // Absent → null: the engine's own comparison finds nothing, and the person still has to lose what they have.
    project.write(program(args("")));
    await project.up();
    sandbox.edit("Users", ada.id, (user) => {
      user["title"] = "given by hand";
      user["nickName"] = "given by hand";
    });
    await project.refresh();
    project.write(program(args("title: null, nickName: null")));
    expect((await project.previewJson()).changeSummary["update"]).toBe(1);
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 1 });
    expect(personIn(sandbox, "ada@acme.example")).not.toHaveProperty("title");
    expect(personIn(sandbox, "ada@acme.example")).not.toHaveProperty("nickName");
    await expectNoChanges(project);
    expect((await resourceNamed(project, "ada")).outputs["__managed"]).toEqual(
      expect.arrayContaining(["title", "nickName"]),
    );
  });
});
