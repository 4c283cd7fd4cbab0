import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JsonObject, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { readOrg } from "../../../sdk/orgChart/orgFile/org.js";
import { providerText } from "../../../sdk/tokens.js";
import { providerText as writtenText } from "../../support/pluginProcess.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A person as a seed has one. */
function user(id: string, attributes: JsonObject = {}, manager?: string): JsonObject {
  const link = manager === undefined ? {} : { [ENTERPRISE]: { department: "Sales", manager: { value: manager } } };
  return { schemas: [USER, ENTERPRISE], id, userName: `${id}@acme.example`, active: true, ...link, ...attributes };
}

const group = (id: string, displayName: string, ...members: string[]): JsonObject => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
  id,
  displayName,
  members: members.map((value) => ({ value })),
});

let folder: string;
let sandbox: Sandbox;
let token: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-scim-import-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await sandbox.close();
});

async function serve(Users: JsonObject[], Groups: JsonObject[] = []): Promise<void> {
  sandbox = await startSandbox({ port: 0, seed: { Users, Groups } });
  token = sandbox.token;
}

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = ["-r", join(__dirname, "../typescript.cjs"), join(__dirname, "../../../cli/main.ts"), "import"];
  const env = {
    ...process.env,
    SCIM_ENDPOINT: sandbox.url,
    SCIM_TOKEN: token,
    NODE_OPTIONS: "--max-old-space-size=256",
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [...command, "--out", folder, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr });
    });
  });
}
const text = (name: string) => readFileSync(join(folder, name), "utf8");

/** The resources of the import file. */
function resources(): {
  type: string;
  name: string;
  logicalName: string;
  id: string;
  inputs?: JsonObject;
  outputs: JsonObject;
}[] {
  return (JSON.parse(text("import.json")) as { resources: ReturnType<typeof resources> }).resources;
}

const handlerOf = { User: "user", Group: "group", Membership: "membership" } as const;

it.each(["User", "Group", "Membership"] as const)(
  "the import file names the provider of a %s as the program does",
  async (kind) => {
    await serve([]);
    expect(providerText(kind)).toBe(writtenText(handlerOf[kind]));
  },
);

describe("who is taken in", () => {
  const company = () =>
    serve(
      [
        user("ceo"),
        user("ada", {}, "ceo"),
        user("bob", { active: false }, "ceo"),
        user("svc-sync", { displayName: "Sync" }),
        user("eve", { title: "Agent" }, "ada"),
      ],
      [group("g1", "Sales", "ada", "bob", "eve"), group("g2", "Board", "ceo")],
    );

  it.each<[string[], string[], string[]]>([
    [[], ["ada", "ceo", "eve", "svc-sync"], ["board", "sales"]],
    [["--inactive"], ["ada", "bob", "ceo", "eve", "svc-sync"], ["board", "sales"]],
    [
      ["--exclude", "SVC-*", "e?e@*"],
      ["ada", "ceo"],
      ["board", "sales"],
    ],
    [["--group", "sales"], ["ada", "eve"], ["sales"]],
    [
      ["--group", "g2", "Sales", "--exclude", "ceo*"],
      ["ada", "eve"],
      ["board", "sales"],
    ],
    [["--filter", 'title eq "agent"'], ["eve"], ["sales"]],
    [["--filter", `${ENTERPRISE}:department eq "sales"`, "--no-groups"], ["ada", "eve"], []],
  ])("%j", async (args, people, teams) => {
    await company();
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const org = readOrg(join(folder, "org.yaml"));
    expect([...org.people.keys()]).toEqual(people);
    expect([...org.teams.keys()]).toEqual(teams);
  });

  it("a manager who is not taken in is looked up, or said to be left where nobody can", async () => {
    await company();
    const { stderr } = await run("--group", "Sales", "--inactive", "--exclude", "ada*");
    const { people, lookup } = readOrg(join(folder, "org.yaml"));
    expect(people.get("eve")?.manager).toBe("ada");
    expect(people.get("bob")).toMatchObject({ manager: "ceo", attributes: { active: false } });
    expect([...lookup.keys()]).toEqual(["ada", "ceo"]);
    expect(stderr).toContain("2 people are looked up, as managers who are not imported themselves.");
  });

  it("who may be no person is named", async () => {
    await company();
    expect((await run()).stderr).toContain(
      "1 may be no people: svc-sync@acme.example. --exclude PATTERN leaves such out.",
    );
  });
});

it("what is secret, what services make and what nobody knows is left out unless it is asked for", async () => {
  const more = {
    phoneNumbers: [{ value: "+4930901820" }],
    photos: [{ value: "https://acme.example/a.png", type: "photo" }],
    nickName: "Countess",
    name: { formatted: "Ada King", givenName: "Ada", familyName: "King" },
    emails: [{ value: "ADA@acme.example", primary: true }],
  };
  await serve([user("ada", more)]);
  expect((await run()).stderr).toBe(
    "Left out, and so not managed: phoneNumbers (1), photos (1). --with NAME takes one in.\n",
  );
  const [component, ada] = resources();
  expect(component).toEqual({ type: "scim:index:OrgChart", name: "component", logicalName: "org", component: true });
  expect(ada?.inputs).toEqual({
    userName: "ada@acme.example",
    name: { givenName: "Ada", familyName: "King" },
    nickName: "Countess",
    manager: null,
    __provider: providerText("User"),
  });
  expect(text("import.json")).not.toContain("901820");
  await run("--force", "--with", "phoneNumbers", "active", "--without", "nickname");
  expect(readOrg(join(folder, "org.yaml")).people.get("ada")?.attributes).toEqual({
    userName: "ada@acme.example",
    name: { givenName: "Ada", familyName: "King" },
    phoneNumbers: [{ value: "+4930901820" }],
    active: true,
  });
  expect(resources()[1]?.inputs?.["phoneNumbers"]).toHaveProperty("plaintext");
});

it("keys of the service that are no keys of the file are written, and none is sent where nobody has one", async () => {
  await serve(
    [user("ada", { externalId: "ada" }), user("bob", { externalId: "7" }), user("eve")],
    [group("g", "Sales", "ada")],
  );
  await run();
  expect(text("index.ts")).not.toContain("externalId");
  const { people, teams } = readOrg(join(folder, "org.yaml"));
  const keys = [...people.values()].map(({ attributes }) => attributes["externalId"]);
  expect([...keys, teams.get("sales")?.externalId]).toEqual([undefined, "7", null, null]);
  const sent = resources().flatMap(({ logicalName, inputs }) =>
    inputs?.["externalId"] === undefined ? [] : [[logicalName, inputs["externalId"]]],
  );
  expect(sent).toEqual([
    ["org-ada", "ada"],
    ["org-bob", "7"],
    ["org-eve", null],
    ["org-sales", null],
  ]);
});

it("texts that another reader may take for something else come back as they are", async () => {
  const odd = [
    "yes",
    "1.0",
    "~",
    "# no comment",
    "a: b",
    "- x",
    "\u202eevil",
    "line\nbreak",
    "'\"`${x}",
    "ключ",
    "0x1F",
    " space ",
  ];
  await serve(odd.map((title, at) => user(`p${at}`, { title })));
  await run();
  const titles = [...readOrg(join(folder, "org.yaml")).people.values()].map(({ attributes }) => attributes["title"]);
  expect(new Set(titles)).toEqual(new Set(odd));
  await run("--force", "--as", "typescript");
  expect(text("index.ts")).not.toContain("\u202e");
});

it("an address that no org file takes is said, and what the command line said is named", async () => {
  await serve([user("ada", { userName: "a da@acme.example" }), user("bob")]);
  const { code, stdout, stderr } = await run("--endpoint", sandbox.url, "--dialect", "rfc7644");
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toMatch(/org\.yaml:\d+:\d+: the userName "a da@acme\.example" of "a-da" is not an e-mail address/);
  expect(stderr).toContain("or use --as typescript.");
  const typescript = await run("--force", "--as", "typescript", "--endpoint", sandbox.url, "--dialect", "rfc7644");
  expect(typescript.code).toBe(0);
  expect(typescript.stdout).toContain(
    `Now:\n  pulumi config set scim:endpoint ${sandbox.url}\n  pulumi config set scim:dialect rfc7644\n  pulumi import `,
  );
});

describe("what cannot be done", () => {
  const state = (value: unknown) => {
    writeFileSync(join(folder, "state.json"), JSON.stringify(value));
    return ["--state", join(folder, "state.json")];
  };
  it.each<[string, number, RegExp, () => string[]]>([
    [
      "a filter that cannot be read",
      2,
      /^Could not use --filter: .*Write it as in RFC 7644/,
      () => ["--filter", "title eq"],
    ],
    ["a filter of an unknown attribute", 2, /^Could not use --filter: .*salary/, () => ["--filter", 'salary gt "1"']],
    [
      "a group that does not exist",
      2,
      /^Could not find the group Buyers\. There are Sales\.\n$/,
      () => ["--group", "Buyers"],
    ],
    [
      "nobody left",
      3,
      /^Nobody is left to import of the 2 people at 127\.0\.0\.1:\d+\. 2 people are left out by --exclude/,
      () => ["--exclude", "*", "--no-groups"],
    ],
    ["a name that no URN can hold", 2, /^Could not use --name "a::b"/, () => ["--name", "a::b"]],
    ["a form that does not exist", 2, /Allowed choices are yaml, typescript/, () => ["--as", "python"]],
    ["a dialect that does not exist", 2, /dialect/, () => ["--dialect", "klingon"]],
    [
      "a state that is none",
      2,
      /^Could not read the state .*state\.json: it is not what `pulumi stack export` writes/,
      () => state([]),
    ],
    [
      "an OrgChart that is there",
      2,
      /^Could not import: the stack has an OrgChart org\. Give another --name\.\n$/,
      () =>
        state({
          deployment: {
            resources: [{ urn: "urn:pulumi:t::p::scim:index:OrgChart::org", type: "scim:index:OrgChart" }],
          },
        }),
    ],
    ["a service without a token", 2, /SCIM_OTHER_TOKEN/, () => ["--service", "other", "--endpoint", sandbox.url]],
  ])("%s", async (_, expected, message, args) => {
    await serve([user("ada"), user("bob")], [group("g1", "Sales")]);
    const { code, stdout, stderr } = await run(...args());
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toMatch(message);
    expect(readdirSync(folder).filter((name) => name !== "state.json")).toEqual([]);
    expect(sandbox.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("a token that is refused", async () => {
    await serve([user("ada")]);
    token = "wrong";
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Could not read the service: .*401/);
    expect(stderr).not.toContain("wrong");
  });
});

it("5,000 people are written in little time and memory, by as many requests as there are pages", async () => {
  const people = Array.from({ length: 5000 }, (_, at) =>
    user(
      `p${at}`,
      { externalId: String(at), title: "Agent", name: { givenName: `Given${at}`, familyName: "Family" } },
      at === 0 ? undefined : `p${Math.floor((at - 1) / 8)}`,
    ),
  );
  const teams = Array.from({ length: 25 }, (_, team) =>
    group(
      `g${team}`,
      `Team ${team}`,
      ...people.slice(team * 200, team * 200 + 199).map((_, at) => `p${team * 200 + at}`),
    ),
  );
  await serve(people, teams);
  for (const form of ["yaml", "typescript"]) {
    sandbox.clearRequests();
    const started = performance.now();
    const { code, stdout } = await run("--as", form, "--force");
    const seconds = (performance.now() - started) / 1000;
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(resources().length).toBe(5000 + 25 + 25 + (form === "yaml" ? 1 : 0));
    expect(sandbox.requests().length).toBeLessThanOrEqual(25 + 1 + 1);
    expect(seconds).toBeLessThan(60);
  }
  expect(readOrg(join(folder, "org.yaml")).people.size).toBe(5000);
}, 150_000);
