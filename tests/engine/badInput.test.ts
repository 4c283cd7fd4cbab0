import { withProject } from "../support/engineProject.js";
import { personIn } from "../support/withSandbox.js";
import { onSandbox, program, requestsOf, STACK_TRACE } from "./scenario.js";

jest.setTimeout(240_000);

/** Declarations of a resource `wrong`, and what preview has to say of each: the engine stops at the first bad resource. */
const refused: [declaration: string, ...told: string[]][] = [
  [
    `ScimUser("wrong", {
      userName: "a", deparment: "R", name: { givenname: "A" }, onDelete: "remove", active: "yes",
      emails: [{ value: "a@b.example", primary: true }, { value: "no address", primary: true }],
      extensions: { badge: { colour: "blue" }, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "R" } },
    })`,
    "emails[1].value: ",
    `"no address" is no e-mail address; it needs the form name@domain`,
    "deparment is no attribute here; did you mean department?",
    "name.givenname: givenname is no attribute here",
    "did you mean givenName?",
    "onDelete: ",
    `"deactivate"`,
    "active: must be true or false",
    "extensions.badge: ",
    "an extension's name has the form urn:namespace:name",
    "is an argument of its own; give department directly",
  ],
  [
    `ScimUser("wrong", { userName: "a", emails: [{ value: "a@b.example", primary: true }, { value: "c@b.example", primary: true }] })`,
    "emails: ",
    "only one may be",
  ],
  [`ScimUser("wrong", {})`, "userName: is required: give the name"],
  [
    `ScimGroup("wrong", { displayName: "", members: ["a"] })`,
    "must not be empty: give the group's name",
    "are given by ScimMembership",
  ],
  [
    `ScimMembership("wrong", { group: "g", user: "a", users: ["b"], exclusive: true })`,
    "user: ",
    "stands beside users or groups; give user for one person, or users and groups for a set",
    "exclusive: ",
    "goes with a set only",
  ],
  [`ScimMembership("wrong", { group: "g" })`, "names nobody; give user for one person, or users (a list) for a set"],
];

it("names resource, property and way out for each wrong argument in preview, without a request", async () => {
  await onSandbox("", {}, async ({ project, sandbox }) => {
    const requests = await requestsOf(sandbox, async () => {
      for (const [declaration, ...told] of refused) {
        project.write(program(`new ${declaration};`));
        const { output } = await project.preview({ fails: true });
        for (const text of [...told, "resource 'wrong'"]) expect(output).toContain(text);
        expect(output).not.toMatch(STACK_TRACE);
        expect(output).not.toContain(sandbox.token);
      }
    });
    expect(requests).toEqual({});
  });
});

it("refuses a person as their own manager in preview, by id", async () => {
  await onSandbox(`new ScimUser("ada", { userName: "ada@acme.example" });`, {}, async ({ project, sandbox }) => {
    await project.up();
    const { id } = personIn(sandbox, "ada@acme.example");
    project.write(program(`new ScimUser("ada", { userName: "ada@acme.example", manager: "${id}" });`));
    const run = await project.preview({ fails: true });
    expect(run.output).toContain("Could not link user ada@acme.example: a person cannot be their own manager");
    expect(run.output).not.toMatch(STACK_TRACE);
  });
});

it("takes addresses that are not ASCII, as real people have them", async () => {
  const names = ["josé.álvarez@acme.example", "søren@exämple.example"];
  const body = names
    .map((name, at) => `new ScimUser("p${at}", { userName: "${name}", emails: [{ value: "${name}" }] });`)
    .join("\n");
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    expect(
      sandbox
        .dump()
        .Users.map(({ userName }) => userName)
        .sort(),
    ).toEqual(names);
    await project.preview({ args: ["--refresh", "--expect-no-changes"] });
  });
});

const person = `new ScimUser("ada", { userName: "ada@acme.example" });`;
const at = "https://scim.example/v2";
const token = "t0ken-that-nobody-sees";

const connections: [name: string, given: { body?: string; env?: Record<string, string> }, ...told: string[]][] = [
  [
    "none at all",
    {},
    "no endpoint",
    "SCIM_ENDPOINT",
    "pulumi config set scim:endpoint",
    "no token",
    "SCIM_TOKEN",
    "pulumi config set --secret scim:token",
    "ScimService",
  ],
  ["no token", { env: { SCIM_ENDPOINT: at } }, "no token", "SCIM_TOKEN"],
  [
    "plain http to a public host",
    { env: { SCIM_ENDPOINT: "http://scim.example/v2", SCIM_TOKEN: token } },
    "http://scim.example",
    "https",
    "allowHttp",
  ],
  [
    "two authorisations",
    { env: { SCIM_ENDPOINT: at, SCIM_TOKEN: token, SCIM_HEADERS: `{"Authorization":"Basic ${token}"}` } },
    "a token (SCIM_TOKEN) and the header Authorization (SCIM_HEADERS); keep one of them",
  ],
  [
    "an unknown dialect",
    { env: { SCIM_ENDPOINT: at, SCIM_TOKEN: token, SCIM_DIALECT: "oktopus" } },
    "SCIM_DIALECT",
    "rfc7644",
  ],
  [
    "a number that is none",
    { env: { SCIM_ENDPOINT: at, SCIM_TOKEN: token, SCIM_TIMEOUT_SECONDS: "soon" } },
    "SCIM_TIMEOUT_SECONDS",
  ],
  [
    "a ScimService without a token",
    {
      body: `new ScimUser("ada", { userName: "ada@acme.example" }, { provider: new ScimService("acme-eu", { endpoint: "${at}", tokenEnv: "ACME_TOKEN" }) });`,
      env: { SCIM_TOKEN: token },
    },
    "the ScimService acme-eu",
    "ACME_TOKEN",
    "SCIM_ACME_EU_TOKEN",
  ],
  [
    "an unknown option",
    { body: `new ScimService("acme", { endpont: "${at}" });` },
    `ScimService "acme": unknown argument "endpont"`,
    "endpoint",
  ],
];

it("a connection that is missing or contradictory fails in preview and says every way out", async () => {
  await withProject({ program: program("") }, async (project) => {
    for (const [name, { body = person, env = {} }, ...told] of connections) {
      project.write(program(body));
      const { output } = await project.preview({ env, fails: true });
      for (const text of told) expect(`${name}: ${output}`).toContain(text);
      expect(output).not.toContain(token);
      expect(output).not.toMatch(STACK_TRACE);
    }
  });
});
