import { readFileSync } from "node:fs";
import { join } from "node:path";
import { personIn } from "../support/withSandbox.js";
import {
  ENTERPRISE,
  expectNoChanges,
  membersOf,
  onSandbox,
  program,
  requestsOf,
  resourceNamed,
  writesOf,
} from "./scenario.js";

jest.setTimeout(240_000);

it("obeys ignoreChanges, protect and retainOnDelete", async () => {
  const body = (title: string, more = "") => `
    new ScimUser("ignored", { userName: "ignored@acme.example", title: "${title}" }, { ignoreChanges: ["title"] });
    ${more}`;
  const both = (protect: boolean) => `
    new ScimUser("kept", { userName: "kept@acme.example" }, { protect: ${protect} });
    new ScimUser("left", { userName: "left@acme.example" }, { retainOnDelete: true });`;
  await onSandbox(body("Engineer", both(true)), {}, async ({ project, sandbox }) => {
    await project.up();
    sandbox.edit("Users", personIn(sandbox, "ignored@acme.example").id, (user) => {
      user["title"] = "by hand";
    });
    project.write(program(body("Lead", both(true))));
    expect(await writesOf(sandbox, () => project.up({ args: ["--refresh"] }))).toEqual({});
    expect(personIn(sandbox, "ignored@acme.example")["title"]).toBe("by hand");
    await expectNoChanges(project);

    project.write(program(body("Lead")));
    expect((await project.up({ fails: true })).output).toContain("protect");
    project.write(program(body("Lead", both(false))));
    await project.up();
    project.write(program(body("Lead")));
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "DELETE /Users/…": 1 });
    expect(personIn(sandbox, "left@acme.example")["active"]).toBe(true);
    expect(sandbox.dump().Users).toHaveLength(2);
  });
});

it("--target creates, changes and deletes only what it names", async () => {
  const body = (titles: Record<string, string>) => `
    for (const [name, title] of Object.entries(${JSON.stringify(titles)})) new ScimUser(name, { userName: name + "@acme.example", title });`;
  const urn = (name: string) => `urn:pulumi:test::engine-test::pulumi-nodejs:dynamic/scim:User::${name}`;
  await onSandbox(body({ a: "1", b: "1", c: "1" }), {}, async ({ project, sandbox }) => {
    await project.up({ args: ["--target", urn("a"), "--target", urn("b")] });
    expect(sandbox.dump().Users).toHaveLength(2);
    project.write(program(body({ a: "2", b: "2", c: "1" })));
    expect(await writesOf(sandbox, () => project.up({ args: ["--target", urn("b")] }))).toEqual({
      "PATCH /Users/…": 1,
    });
    expect(personIn(sandbox, "a@acme.example")["title"]).toBe("1");
    expect(personIn(sandbox, "b@acme.example")["title"]).toBe("2");
    expect(await writesOf(sandbox, () => project.destroy({ args: ["--target", urn("b")] }))).toEqual({
      "DELETE /Users/…": 1,
    });
    expect(sandbox.dump().Users).toMatchObject([{ userName: "a@acme.example" }]);
  });
});

it("point 23: a reversed chain of managers is updated in one run, and --plan works with people who do not exist yet", async () => {
  const chain = (names: string[]) =>
    names
      .map(
        (name, at) =>
          `const ${name} = new ScimUser("${name}", { userName: "${name}@acme.example", manager: ${names[at - 1] ?? "null"} });`,
      )
      .join("\n");
  await onSandbox(chain(["a", "b", "c"]), {}, async ({ project, sandbox }) => {
    const digest = await project.previewJson();
    const unknown = digest.steps.find(({ urn }) => urn.endsWith("::b"))?.newState?.inputs["manager"];
    expect(unknown).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    await project.preview({ args: ["--save-plan", "plan.json"] });
    expect(readFileSync(join(project.folder, "plan.json"), "utf8")).toContain("a@acme.example");
    await project.up({ args: ["--plan", "plan.json"] });
    const manager = (name: string) => {
      const enterprise = personIn(sandbox, `${name}@acme.example`)[ENTERPRISE];
      return JSON.stringify(enterprise);
    };
    const id = (name: string) => personIn(sandbox, `${name}@acme.example`).id;
    expect(manager("c")).toContain(id("b"));

    project.write(program(chain(["c", "b", "a"])));
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 3 });
    expect([manager("c"), manager("b"), manager("a")]).toEqual([
      undefined,
      expect.stringContaining(id("c")),
      expect.stringContaining(id("b")),
    ]);
    await expectNoChanges(project);

    // A plan that no longer holds is refused before anything is written.
    project.write(program(chain(["c", "b", "a"]).replace(`"a@acme.example"`, `"a@acme.example", title: "Engineer"`)));
    await project.preview({ args: ["--save-plan", "plan.json"] });
    project.write(program(chain(["c", "b", "a"]).replace(`"a@acme.example"`, `"a@acme.example", nickName: "A"`)));
    const writes = await writesOf(sandbox, () => project.up({ args: ["--plan", "plan.json"], fails: true }));
    expect(writes).toEqual({});
  });
});

it("point 11: PULUMI_SKIP_CHECKPOINTS gives the same people and state, and a lost state is adopted back by externalId", async () => {
  const body = `
    const users = ["a", "b", "c"].map((name, at) => new ScimUser(name, { userName: name + "@acme.example", externalId: String(at) }));
    const team = new ScimGroup("team", { displayName: "Team", externalId: "t" });
    new ScimMembership("team", { group: team, users });`;
  const env = { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "true" };
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    const empty = await project.exportStack();
    await project.up({ env });
    const before = sandbox.dump();
    expect(await project.resources()).toHaveLength(5);
    await expectNoChanges(project);
    await project.importStack(empty); // as after a crash before the only checkpoint
    expect(await writesOf(sandbox, () => project.up({ env }))).toEqual({ "POST /Users": 3 }); // the group is looked for first
    expect(sandbox.dump()).toEqual(before);
    await expectNoChanges(project);
  });
});

it("point 6: imports people from a file with inputs and outputs without a request", async () => {
  await onSandbox("", {}, async ({ project, sandbox }) => {
    const text = `exports.handler=()=>require("module").createRequire(process.cwd()+"/x.js")("pulumi-scim/provider").user`;
    const { id } = sandbox.create("Users", { userName: "ada@acme.example", title: "Engineer" });
    const inputs = { userName: "ada@acme.example", title: "Engineer", __provider: text };
    const outputs = { ...inputs, __managed: ["userName", "title"], __schema: 1, __service: sandbox.url };
    const resource = { type: "pulumi-nodejs:dynamic/scim:User", name: "ada", id, inputs, outputs };
    project.writeFile("import.json", JSON.stringify({ resources: [resource] }));
    const requests = await requestsOf(sandbox, async () => {
      const args = [
        "import",
        "--file",
        "import.json",
        "--generate-code=false",
        "--protect=false",
        "--yes",
        "--skip-preview",
      ];
      await project.pulumi([...args, "--stack", "test"]);
    });
    expect(requests).toEqual({});
    project.write(program(`new ScimUser("ada", { userName: "ada@acme.example", title: "Engineer" });`));
    await project.preview({ args: ["--expect-no-changes"] });
    await expectNoChanges(project);
    expect((await resourceNamed(project, "ada")).id).toBe(id);
  });
});

it("replaceOnChanges ends the one that is replaced, or takes over who cannot exist twice; deleteBeforeReplace ends first", async () => {
  const body = (name: string, title: string, options = "", group = "Team") => `
    const ada = new ScimUser("ada", { userName: "${name}@acme.example", title: "${title}" }, { replaceOnChanges: ["userName", "title"], ${options} });
    const team = new ScimGroup("team", { displayName: "${group}" }, { replaceOnChanges: ["displayName"], ${options} });
    new ScimMembership("m", { group: team, users: [ada] });`;
  await onSandbox(body("ada", "A"), {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    const replacing = async (text: string) => {
      project.write(program(text));
      const run = await project.up();
      await expectNoChanges(project);
      const { Users, Groups } = sandbox.dump();
      const group = /displayName: "(.*?)"/.exec(text)?.[1] ?? "";
      expect([Users, Groups]).toMatchObject([[{}], [{}]]);
      expect([Users, Groups].map(({ length }) => length)).toEqual([1, 1]);
      expect(membersOf(sandbox, group)).toEqual([Users[0]?.["id"]]);
      return run;
    };
    await replacing(body("ada", "B")); // nobody may have that userName twice: the same person goes on
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, title: "B" });
    await replacing(body("ada2", "B", "", "Crew"));
    const second = personIn(sandbox, "ada2@acme.example").id;
    expect(second).not.toBe(id);
    await replacing(body("ada2", "C", "deleteBeforeReplace: true", "Gang"));
    expect(personIn(sandbox, "ada2@acme.example")["title"]).toBe("C");
    expect(personIn(sandbox, "ada2@acme.example").id).not.toBe(second);
  });
});
