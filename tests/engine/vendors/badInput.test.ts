import { type Vendor } from "../../support/openApiDocument.js";
import { personIn } from "../../support/withSandbox.js";
import { onSandbox, program, requestsOf, type Scenario, STACK_TRACE, writesOf } from "../scenario.js";
import { messagesOf } from "./company.js";

jest.setTimeout(400_000);

const vendors = ["leapsome", "absorb", "ironclad"] as const;
const ada = `userName: "ada@acme.example", name: { givenName: "Ada", familyName: "Lovelace" }`;

const tooShort = "Fifteen-Chars-9";

/** What a program declares at a vendor, and what preview has to say of it: the attribute, the service, the way out. */
const refused: Readonly<Record<Vendor, [declaration: string, ...told: string[]][]>> = {
  leapsome: [
    [`ScimGroup("wrong", { displayName: "${"x".repeat(129)}" })`, "displayName: Leapsome takes at most 128 characters"],
    [
      `ScimUser("wrong", { ${ada}, emails: [{ value: "ada@acme.example" }] })`,
      'emails: Leapsome takes no emails (the address is userName); leave it out, or set unsupported: "ignore"',
    ],
    [`ScimUser("wrong", { ${ada}, manager: "ADA@acme.example" })`, "a person cannot be their own manager"],
  ],
  absorb: [
    [`ScimGroup("wrong", { displayName: "Engineering" })`, "Absorb has no groups"],
    [`ScimMembership("wrong", { group: "g", user: "u" })`, "Absorb has no groups"],
  ],
  ironclad: [
    [`ScimUser("wrong", { ${ada}, password: "${tooShort}" })`, "password: Ironclad needs at least 16 characters"],
    [
      `ScimUser("wrong", { ${ada}, active: false })`,
      "active: Ironclad removes people who are not active",
      "remove the resource",
    ],
    [`ScimUser("wrong", { ${ada}, manager: "1" })`, "Ironclad documents no manager", "ironclad.departmentHead"],
  ],
};

it.each(vendors)("%s: what it cannot hold fails in preview, with attribute and way out, before any request", (vendor) =>
  at(vendor, async ({ project, sandbox }) => {
    const requests = await requestsOf(sandbox, async () => {
      for (const [declaration, ...told] of refused[vendor]) {
        project.write(program(`new ${declaration};`));
        const { output } = await project.preview({ fails: true });
        for (const text of [...told, "resource 'wrong'"]) expect(output).toContain(text);
        expect(output).not.toMatch(STACK_TRACE);
        expect(output).not.toContain(tooShort);
      }
    });
    expect(requests).toEqual({});
  }),
);

it.each(["leapsome", "absorb"] as const)("%s: a person as their own manager, by id, fails in preview", (vendor) =>
  at(vendor, async ({ project, sandbox }) => {
    project.write(program(`new ScimUser("ada", { ${ada} });`));
    await project.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    project.write(program(`new ScimUser("ada", { ${ada}, manager: "${id}" });`));
    const writes = await writesOf(sandbox, async () => {
      const { output } = await project.preview({ fails: true });
      expect(output).toContain("Could not link user ada@acme.example: a person cannot be their own manager");
      expect(output).toContain("Give another person, or null for nobody");
      expect(output).not.toMatch(STACK_TRACE);
    });
    expect(writes).toEqual({});
  }),
);

it.each([
  ["the resources", `unsupported: "ignore",`, {}],
  ["the connection", "", { SCIM_UNSUPPORTED: "ignore" }],
])('leapsome: emails are left out with one warning where %s say unsupported: "ignore"', (_, policy, env) =>
  at("leapsome", async ({ project, sandbox }) => {
    project.setEnvironment(env);
    const person = (name: string) =>
      `new ScimUser("${name}", { ${policy} userName: "${name}@acme.example", emails: [{ value: "${name}@acme.example" }] });`;
    project.write(program(person("ada") + person("bob")));
    const warning = ["scim: left out, since Leapsome does not keep them: emails."];
    expect(messagesOf(await project.preview())).toEqual(warning);
    const writes = await writesOf(sandbox, async () => {
      expect(messagesOf(await project.up())).toEqual(warning);
    });
    expect(writes).toEqual({ "POST /Users": 2, "PATCH /Users/…": 2 });
    expect(sandbox.dump().Users.map(({ userName }) => userName)).toEqual(
      expect.arrayContaining(["ada@acme.example", "bob@acme.example"]),
    );
    await project.preview({ args: ["--refresh", "--expect-no-changes"] });
  }),
);

/** An empty program whose default connection is a vendor's sandbox. */
function at(vendor: Vendor, run: (scenario: Scenario) => Promise<void>): Promise<void> {
  return onSandbox("", { sandbox: { dialect: vendor } }, (scenario) => {
    scenario.project.setEnvironment({ SCIM_DIALECT: vendor });
    return run(scenario);
  });
}
