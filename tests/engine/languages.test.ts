import { withProject } from "../support/engineProject.js";
import { connectionTo, personIn, withSandbox } from "../support/withSandbox.js";
import { ENTERPRISE, membersOf } from "./scenario.js";

jest.setTimeout(240_000);

const company = `
class Team extends pulumi.ComponentResource {
  constructor(name, people, opts) {
    super("test:index:Team", name, {}, opts);
    const group = new ScimGroup(name, { displayName: name }, { parent: this });
    new ScimMembership(name, { group, users: people }, { parent: this });
    this.registerOutputs({});
  }
}
const service = new ScimService("acme", { endpoint: process.env.AT ?? "", tokenEnv: "SCIM_TOKEN" });
const grace = new ScimUser("grace", { userName: "grace@acme.example" }, { provider: service });
const ada = new ScimUser("ada", { userName: "ada@acme.example", manager: grace.id, title: grace.userName }, { provider: service });
new Team("team", [grace, ada], { providers: [service] });`;

const typed = company
  .replace(
    "constructor(name, people, opts)",
    "constructor(name: string, people: ScimUser[], opts: pulumi.ComponentResourceOptions)",
  )
  .concat(`\nexport const title: pulumi.Output<string | undefined> = ada.title.apply((text) => text ?? undefined);`);

it.each([
  ["typescript", `import * as pulumi from "@pulumi/pulumi";`, typed],
  ["esm", `import * as pulumi from "@pulumi/pulumi";`, `${company}\nexport const title = ada.title;`],
] as const)(
  "point 9: a program in %s uses the package, its types, and a component that hands its service on",
  async (language, pulumi, body) => {
    const program = `${pulumi}\nimport { ScimGroup, ScimMembership, ScimService, ScimUser } from "pulumi-scim";\n${body}\n`;
    await withSandbox({}, (sandbox) => {
      const { SCIM_TOKEN } = connectionTo(sandbox);
      return withProject({ program, language, env: { AT: sandbox.url, SCIM_TOKEN } }, async (project) => {
        await project.up();
        expect(await project.outputs()).toEqual({ title: "grace@acme.example" });
        const grace = personIn(sandbox, "grace@acme.example").id;
        expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ [ENTERPRISE]: { manager: { value: grace } } });
        expect(membersOf(sandbox, "team")).toHaveLength(2);
        await project.preview({ args: ["--refresh", "--expect-no-changes"] });
      });
    });
  },
);
