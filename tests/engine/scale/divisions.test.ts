import { type Json, type Sandbox } from "../../../sandbox/index.js";
import { withProject, type EngineProject } from "../../support/engineProject.js";
import { connectionTo, personIn, requestCounts } from "../../support/withSandbox.js";
import { ENTERPRISE, expectNoChanges, onSandbox, program, requestsOf, resourceNamed, writesOf } from "../scenario.js";

const person = (key: string, rest = "", options = "") =>
  `new ScimUser("${key}", { userName: "${key}@acme.example", externalId: "${key}", name: { givenName: "${key}", familyName: "Acme" }${rest} }${options})`;
const board = `const grace = ${person("grace")};
  exports.managers = { grace: grace.id };`;
const reference = `const board = new pulumi.StackReference("organization/board/test");`;

/** A stack of a division, in a project of its own, with the state in the folder that all of them share. */
async function withDivision(
  sandbox: Sandbox,
  division: string,
  body: string,
  run: (project: EngineProject) => Promise<void>,
  backend: string,
): Promise<void> {
  const runtime = { name: "nodejs", options: { typescript: false } };
  const files = { "Pulumi.yaml": JSON.stringify({ name: division, main: "index.js", runtime }) };
  await withProject({ program: program(body), env: connectionTo(sandbox), backend, files }, run);
}

/** Two divisions of one company. */
async function onDivisions(
  [first, second]: readonly [string, string],
  run: (divisions: { sandbox: Sandbox; first: EngineProject; second: EngineProject }) => Promise<void>,
): Promise<void> {
  await onSandbox("", {}, async ({ project: { folder }, sandbox }) => {
    const backend = `${folder}/shared-state`;
    await withDivision(
      sandbox,
      "board",
      first,
      (one) => withDivision(sandbox, "research", second, (two) => run({ sandbox, first: one, second: two }), backend),
      backend,
    );
  });
}

function managerOf(sandbox: Sandbox, userName: string): Json | undefined {
  const extension = personIn(sandbox, userName)[ENTERPRISE];
  const manager = isObject(extension) ? extension["manager"] : undefined;
  return isObject(manager) ? manager["value"] : undefined;
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null;
}

const adaIn = (rest: string, options = "") => `${reference}
  ${person("ada", `, ${rest}`, options)};`;

it("a division's people have managers of another stack that is there before them", async () => {
  await onDivisions(
    [board, adaIn(`manager: board.requireOutput("managers").apply((ids) => ids.grace)`)],
    async (all) => {
      const { sandbox, first, second } = all;
      await first.up();
      await second.previewAndUp();
      expect(managerOf(sandbox, "ada@acme.example")).toBe(personIn(sandbox, "grace@acme.example").id);
      await expectNoChanges(second);
      await expectNoChanges(first);
    },
  );
});

it("while the managers' stack has no such output, requireOutput and a look-up stop the preview, and null waits for it", async () => {
  await onDivisions(
    [board, adaIn(`manager: board.requireOutput("managers").apply((ids) => ids.grace)`)],
    async (all) => {
      const { sandbox, first, second } = all;
      const required = await second.preview({ fails: true });
      expect(required.problems.join("\n")).toMatch(/[Rr]equired output 'managers' does not exist on stack/);

      second.write(program(`exports.none = new pulumi.StackReference("organization/nobody/test").getOutput("x");`));
      expect((await second.preview({ fails: true })).problems.join("\n")).toContain("unknown stack");

      second.write(
        program(`const boss = ScimUser.lookup("boss", { externalId: "grace" });
      ${person("ada", ", manager: boss")};`),
      );
      const unknown = await second.preview({ fails: true });
      expect(unknown.problems.join("\n")).toContain("grace");
      expect(requestCounts(sandbox.requests())["POST /Users"]).toBeUndefined();

      second.write(program(adaIn(`manager: board.getOutput("managers").apply((ids) => ids?.grace ?? null)`)));
      await second.up();
      expect(managerOf(sandbox, "ada@acme.example")).toBeUndefined();
      await first.up();
      expect(await writesOf(sandbox, () => second.up())).toEqual({ "PATCH /Users/…": 1 });
      expect(managerOf(sandbox, "ada@acme.example")).toBe(personIn(sandbox, "grace@acme.example").id);

      second.write(
        program(`const boss = ScimUser.lookup("boss", { externalId: "grace" });
      ${person("ada", ", manager: boss")};`),
      );
      expect(await writesOf(sandbox, () => second.up())).toEqual({});
      await expectNoChanges(second);
    },
  );
});

it("somebody who moves to another division's stack stays the same person, given up by retainOnDelete and adopted", async () => {
  const boss = person("boss");
  await onDivisions([`${boss};\n${person("ada")};`, ""], async ({ sandbox, first, second }) => {
    await first.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    first.write(program(`${boss};\n${person("ada", "", ", { retainOnDelete: true }")};`));
    await first.up();
    first.write(program(`${boss};`));
    expect(await writesOf(sandbox, () => first.up())).toEqual({});
    second.write(program(person("ada", `, title: "Lead"`)));
    const adopted = await requestsOf(sandbox, () => second.up());
    expect(adopted).toMatchObject({ "PATCH /Users/…": 1 });
    expect(adopted).not.toHaveProperty("DELETE /Users/…");
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, title: "Lead", active: true });
    await expectNoChanges(first);
    await expectNoChanges(second);
  });
});

it("somebody whose entry moves by `pulumi state move` costs the service no write", async () => {
  const boss = person("boss");
  await onDivisions([`${boss};\n${person("ada")};`, person("bea")], async ({ sandbox, first, second }) => {
    await first.up();
    await second.up();
    const { urn, id } = await resourceNamed(first, "ada");
    const stacks = ["--source", "organization/board/test", "--dest", "organization/research/test"];
    await first.pulumi(["state", "move", "--yes", ...stacks, urn]);
    first.write(program(`${boss};`));
    second.write(program(`${person("bea")};\n${person("ada")};`));
    expect(await writesOf(sandbox, () => first.up())).toEqual({});
    expect(await writesOf(sandbox, () => second.up())).toEqual({});
    expect((await resourceNamed(second, "ada")).id).toBe(id);
    await expectNoChanges(second);
  });
});
