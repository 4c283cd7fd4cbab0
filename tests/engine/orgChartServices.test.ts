import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox } from "../../sandbox/index.js";
import { withProject } from "../support/engineProject.js";
import { personIn, withSandbox } from "../support/withSandbox.js";
import { ENTERPRISE, expectNoChanges, onSandbox, program, STACK_TRACE, writesOf } from "./scenario.js";

jest.setTimeout(400_000);

const IRONCLAD = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const userNames = (sandbox: Sandbox) =>
  sandbox
    .dump()
    .Users.map(({ userName }) => userName)
    .sort();

it("one file feeds two services, each with whom and what it is to have, and says once what it leaves out", async () => {
  const body = `const { OrgChart } = require("pulumi-scim");
  for (const dialect of ["leapsome", "ironclad"]) {
    const provider = new ScimService(dialect, { dialect, endpoint: process.env["ENDPOINT_" + dialect] });
    new OrgChart(dialect, { file: "org.yaml", service: dialect }, { provider });
  }`;
  const org = `people:
  from: people.csv
  columns:
    { key: id, userName: email, name.givenName: given, name.familyName: family, nickName: nick, costCenter: cost,
      userType: type, department: department, manager: boss, services: services,
      ironclad.departmentHead: head, leapsome.additionalManagers: others }
teams: { by: department }
services:
  leapsome: { include: { userType: Employee } }
  ironclad: {}
`;
  const people = [
    "id,email,given,family,nick,cost,type,department,boss,services,head,others",
    "ceo,ceo@acme.example,Chief,Executive,,,Employee,Board,,,ceo,",
    "cto,cto@acme.example,Techno,Chief,T,9,Contractor,Research,ceo,,ceo,",
    "dev,dev@acme.example,Dev,Eloper,D,,Employee,Research,cto,,cto,ops",
    "ops,ops@acme.example,Ops,Erator,,7,Employee,Research,cto,leapsome,cto,",
    "ext,ext@acme.example,Exter,Nal,,,Contractor,Research,dev,ironclad,cto,",
  ].join("\n");
  await withSandbox({ dialect: "leapsome" }, (leapsome) =>
    withSandbox({ dialect: "ironclad" }, async (ironclad) => {
      const env = {
        ENDPOINT_leapsome: leapsome.url,
        ENDPOINT_ironclad: ironclad.url,
        SCIM_LEAPSOME_TOKEN: leapsome.token,
        SCIM_IRONCLAD_TOKEN: ironclad.token,
      };
      const files = { "org.yaml": org, "people.csv": people };
      await withProject({ program: program(body), env, files }, async (project) => {
        const { output, problems } = await project.previewAndUp();
        expect(userNames(leapsome)).toEqual(["ceo@acme.example", "dev@acme.example", "ops@acme.example"]);
        expect(userNames(ironclad)).toEqual(["ceo", "cto", "dev", "ext"].map((name) => `${name}@acme.example`).sort());
        const id = (name: string) => personIn(leapsome, `${name}@acme.example`).id;
        const dev = personIn(leapsome, "dev@acme.example");
        expect(dev).toMatchObject({ manager: { value: id("ceo") } });
        expect(dev[ENTERPRISE]).toMatchObject({ additionalManagers: [{ managerId: id("ops") }] });
        expect(personIn(ironclad, "dev@acme.example")[IRONCLAD]).toMatchObject({ departmentHead: "cto@acme.example" });
        expect(personIn(ironclad, "ceo@acme.example")[IRONCLAD]).toMatchObject({ departmentHead: "ceo@acme.example" });

        const warnings = problems.filter((text) => text.includes("left out") || text.includes("people.csv"));
        expect(warnings.map((text) => text.trim()).sort()).toEqual([
          "left out, since Ironclad does not keep them: of people userType, nickName, costCenter, manager.",
          "left out, since Leapsome does not keep them: of people userType, nickName.",
          'people.csv:3:1: "cto" is not included, which leaves "ceo" as the manager of 2 reports.',
        ]);
        expect(output).not.toContain("scim: left out"); // the provider has nothing left to leave out
        await expectNoChanges(project);
      });
    }),
  );
});

it("who is to stay inactive is never created, is made inactive when they leave, and comes back as the same person", async () => {
  const body = `const { OrgChart } = require("pulumi-scim");
  new OrgChart("acme", { file: "org.yaml", leavers: "inactive" });`;
  const org = (ada: string) => `people:
  ceo: { userName: ceo@acme.example }
  gone: { userName: gone@acme.example, status: leaver }
  ada: { userName: ada@acme.example, manager: ceo, status: ${ada} }
`;
  await onSandbox(body, { files: { "org.yaml": org("active") } }, async ({ project, sandbox }) => {
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "POST /Users": 2 });
    expect(userNames(sandbox)).toEqual(["ada@acme.example", "ceo@acme.example"]);
    const { id } = personIn(sandbox, "ada@acme.example");

    project.writeFile("org.yaml", org("leaver"));
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "PATCH /Users/…": 1 });
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, active: false });
    await expectNoChanges(project);

    project.writeFile("org.yaml", org("active"));
    await project.up();
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ id, active: true });
    expect(sandbox.dump().Users).toHaveLength(2);
  });
});

it("a preview of a file that is wrong in many ways tells all of them, each with its place and value", async () => {
  const fixtures = join(__dirname, "../sdk/orgChart/orgFile/fixtures");
  const files = Object.fromEntries(
    ["broken.yaml", "broken.csv"].map((name) => [name, readFileSync(join(fixtures, name), "utf8")]),
  );
  const body = `const { OrgChart } = require("pulumi-scim");
  new OrgChart("acme", { file: "broken.yaml", today: "2026-11-22" });`;
  await onSandbox(body, { files }, async ({ project, sandbox }) => {
    const writes = await writesOf(sandbox, async () => {
      const { output } = await project.preview({ fails: true });
      const told = [...output.matchAll(/^ *(broken\.(?:yaml|csv):\d+:\d+): .+/gm)].map(([line]) => line.trim());
      expect(new Set(told).size).toBe(20);
      const values = ["03/04/2026", "10l", "Ann@acme.io", "46115", "2020-02-30", "gus@@acme.io", "1.08E+05", "#REF!"];
      for (const value of [...values, "Actve", "titel", "Departement", "colour", "givenNam", "105 → 106 → 105"])
        expect(told.filter((line) => line.includes(`"${value}"`) || line.includes(value))).not.toEqual([]);
      expect(output).not.toMatch(STACK_TRACE);
    });
    expect(writes).toEqual({});
  });
});

it("two people of one userName after transform are told, and nobody is made", async () => {
  const body = `const { OrgChart } = require("pulumi-scim");
  const people = { ada: { userName: "a" }, bob: { userName: "b" }, eve: { userName: "c" } };
  new OrgChart("acme", { people, transform: (args, { key }) => key === "ada" ? args : { ...args, userName: "Same" } });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    const { output } = await project.up({ fails: true });
    expect(output).toContain('the userName "Same" of "eve" is also that of "bob".');
    expect(output).not.toMatch(STACK_TRACE);
    expect(sandbox.dump().Users).toEqual([]);
  });
});
