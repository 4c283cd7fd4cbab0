import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox } from "../../sandbox/index.js";
import { ModuleKind, transpileModule } from "typescript";
import { connectionTo, personIn } from "../support/withSandbox.js";
import { adventureWorks, importAndPreview, importCommand, person, send, team } from "./importing.js";
import { ENTERPRISE, expectNoChanges, filesWith, onSandbox, program as engineProgram, writesOf } from "./scenario.js";

jest.setTimeout(600_000);

it.each([["yaml"], ["typescript"]])(
  "290 people and their groups are taken over as %s by two commands",
  async (form) => {
    await onSandbox("", { language: "typescript" }, async ({ project, sandbox }) => {
      await adventureWorks(sandbox);
      const before = JSON.stringify(sandbox.dump());
      const writes = await writesOf(sandbox, async () => {
        const refused = await importCommand(project, connectionTo(sandbox), "--as", form);
        expect(refused).toMatchObject({ code: 2, stdout: "" });
        expect(refused.stderr).toBe(
          "Could not write index.ts: it is there already. Give another --out, or --force to write over.\n",
        );
        const { code, stdout, stderr } = await importCommand(project, connectionTo(sandbox), "--as", form, "--force");
        expect({ code, stderr }).toEqual({
          code: 0,
          stderr: "Left out, and so not managed: phoneNumbers (290). --with NAME takes one in.\n",
        });
        expect(stdout).toMatch(
          /^Wrote .*import\.json: 290 people, 16 groups\. Now:\n {2}pulumi import --file import.json /,
        );
        const { output } = await importAndPreview(project, "--protect=false");
        // The stack, the people, the groups, their members, and the component.
        expect(output).toContain(`${1 + 290 + 16 + 16 + (form === "yaml" ? 1 : 0)} unchanged`);
        await expectNoChanges(project);
        expect((await project.up()).changes).toEqual({});
        await project.refresh({ args: ["--expect-no-changes"] });
        await expectNoChanges(project);
      });
      expect(writes).toEqual({});
      expect(JSON.stringify(sandbox.dump())).toBe(before);
    });
  },
);

const PHONE = "+49 30 901820";

/** A company as companies are: cycles, people who are gone, two of one name, groups in groups. */
async function crookedCompany(sandbox: Sandbox, there: readonly string[] = []): Promise<void> {
  const below = (manager: string) => ({ [ENTERPRISE]: { manager: { value: manager } } });
  const ada = await person(sandbox, "ada@acme.example", {
    name: { givenName: "Ada", familyName: "Łukasiewicz" },
    phoneNumbers: [{ value: PHONE, type: "work" }],
    emails: [
      { value: "ada@acme.example", type: "work", primary: true },
      { value: "ada@home.example", type: "home" },
    ],
    roles: [{ value: "admin", display: "Administrator" }],
    "urn:example:badge": { number: 7 },
  });
  const link = (id: string, manager: string) =>
    send(sandbox, "PATCH", `/Users/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "add", path: `${ENTERPRISE}:manager`, value: { value: manager } }],
    });
  const bob = await person(sandbox, "bob@acme.example", { title: "yes", ...below(ada) });
  const cyd = await person(sandbox, "cyd@acme.example", below(bob));
  const dan = await person(sandbox, "dan@acme.example", below(cyd));
  if (!there.includes("eve@acme.example")) await person(sandbox, "eve@acme.example", below(dan));
  await link(bob, dan);
  const self = await person(sandbox, "self@acme.example");
  await link(self, self);
  const gone = await person(sandbox, "gone@acme.example");
  await person(sandbox, "orphan@acme.example", below(gone));
  await send(sandbox, "DELETE", `/Users/${gone}`);
  const left = await person(sandbox, "left@acme.example", { active: false });
  await person(sandbox, "under-left@acme.example", below(left));
  const robot = await person(sandbox, "svc-robot@acme.example", { displayName: "Robot" });
  await person(sandbox, "under-robot@acme.example", below(robot));
  const janes = [
    await person(sandbox, "jane@acme.example", below(ada)),
    await person(sandbox, "Jane@acme.test", below(ada)),
  ];
  const inner = await team(sandbox, "Inner", [{ value: janes[0] }, { value: left }]);
  await team(sandbox, "Outer", [{ value: inner, type: "Group" }, { value: ada }, { value: robot }]);
  await team(sandbox, "Another", [{ value: inner, type: "Group" }]);
  if (!there.includes("Empty")) await team(sandbox, "Empty", []);
}

it.each([["yaml"], ["typescript"]])("a crooked company is taken over as %s with all that it has", async (form) => {
  await onSandbox("", { language: "typescript" }, async ({ project, sandbox }) => {
    await crookedCompany(sandbox);
    const writes = await writesOf(sandbox, async () => {
      const args = ["--as", form, "--force", "--exclude", "svc-*", "--with", "phoneNumbers", "extensions"];
      const { code, stderr } = await importCommand(project, connectionTo(sandbox), ...args);
      expect(code).toBe(0);
      expect(stderr).toContain("1 person is inactive and left out");
      expect(stderr).toContain("1 person is left out by --exclude.");
      expect(stderr).toContain("dan: the manager is not managed, a cycle of managers: dan → cyd → bob → dan.");
      expect(stderr).toContain("self: the manager is not managed, their own manager.");
      expect(stderr).toContain("under-left: the manager is not managed, the manager left is inactive.");
      expect(stderr).toMatch(/orphan: the manager is not managed, nobody in the service has the manager's id [\w-]+\./);
      // Protected, as Pulumi does unless told otherwise: the next up takes that away, and it is no change.
      await importAndPreview(project);
      rmSync(join(project.folder, "import.json"));
      expect(filesWith(join(project.folder, ".state"), PHONE)).toEqual([]);
      await expectNoChanges(project);
      expect((await project.up()).changes).toEqual({});
      await project.refresh({ args: ["--expect-no-changes"] });
      await expectNoChanges(project);
      expect(filesWith(join(project.folder, ".state"), PHONE)).toEqual([]);
    });
    expect(writes).toEqual({});
    // What was taken over is managed: a hand that changes it is found.
    const { id } = personIn(sandbox, "eve@acme.example");
    await send(sandbox, "PATCH", `/Users/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "remove", path: `${ENTERPRISE}:manager` }],
    });
    expect((await project.up({ args: ["--refresh"] })).changes).toEqual({ update: 1 });
    expect(personIn(sandbox, "eve@acme.example")).toHaveProperty([ENTERPRISE, "manager", "value"]);
  });
});

it("a secret attribute that is left out stays secret when a refresh reads it before the first up", async () => {
  await onSandbox("", { language: "typescript" }, async ({ project, sandbox }) => {
    await crookedCompany(sandbox);
    await importCommand(project, connectionTo(sandbox), "--force");
    expect(filesWith(project.folder, PHONE)).toEqual([]);
    await importAndPreview(project);
    await project.refresh({ args: ["--expect-no-changes"] });
    expect((await project.up()).changes).toEqual({});
    await project.refresh({ args: ["--expect-no-changes"] });
    expect(filesWith(project.folder, PHONE)).toEqual([]);
    expect(await project.exportStack(["--show-secrets"]).then(JSON.stringify)).toContain(PHONE);
  });
});

it("a stack that has people keeps them, and the rest is taken over beside them", async () => {
  const program = `const eve = new ScimUser("eve", { userName: "eve@acme.example" }); new ScimGroup("empty", { displayName: "Empty" });`;
  await onSandbox(program, {}, async ({ project, sandbox }) => {
    await project.up();
    await crookedCompany(sandbox, ["eve@acme.example", "Empty"]);
    await project.pulumi(["stack", "export", "--stack", "test", "--file", "state.json"]);
    const args = ["--as", "typescript", "--out", "taken", "--state", "state.json"];
    const { code, stderr } = await importCommand(project, connectionTo(sandbox), ...args);
    expect(code).toBe(0);
    expect(stderr).toContain("2 people and groups are in the stack already.");
    expect(stderr).toContain("The group Empty is in the stack already; it and its members are left as they are there.");
    const taken = readFileSync(join(project.folder, "taken/index.ts"), "utf8");
    expect(taken).not.toContain("eve@acme.example");
    const { outputText } = transpileModule(taken, { compilerOptions: { module: ModuleKind.CommonJS } });
    project.writeFile("taken.js", outputText);
    project.write(`${engineProgram(program)}\nrequire("./taken.js");`);
    project.writeFile("import.json", readFileSync(join(project.folder, "taken/import.json"), "utf8"));
    await importAndPreview(project, "--protect=false");
    await expectNoChanges(project);
    // Once more is no harm: what is there already stays.
    await importAndPreview(project, "--protect=false");
  });
});
