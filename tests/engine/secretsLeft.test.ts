import { join } from "node:path";
import { type FaultAction, type Json, type JsonObject } from "../../sandbox/index.js";
import { authorizationServer } from "../provider/scim/support/authorizationServer.js";
import { json } from "../provider/scim/support/hostileServer.js";
import { type EngineProject, type RunOptions } from "../support/engineProject.js";
import { personIn } from "../support/withSandbox.js";
import { withGate } from "./gate.js";
import { filesBelow, type Leftover, marker, markersIn } from "./markers.js";
import { onSandbox } from "./scenario.js";

jest.setTimeout(300_000);

/** Runs commands of one project and keeps what they print; what they write stays in the project's folder. */
class Watched {
  readonly #printed: Leftover[] = [];

  constructor(readonly project: EngineProject) {}

  async run(kind: "preview" | "up" | "refresh" | "destroy", args: string[], options: RunOptions = {}): Promise<string> {
    const { output } = await this.project[kind]({ ...options, args: [...args, "--diff"] });
    return this.#keep(`${kind} ${args.join(" ")}`, output);
  }

  async command(args: string[], options: RunOptions = {}): Promise<string> {
    const { stdout, stderr } = await this.project.pulumi([...args, "--stack", "test"], options);
    return this.#keep(args.join(" "), stdout + stderr);
  }

  /** All that is left to look through. */
  left(): Leftover[] {
    return [...this.#printed, ...filesBelow(this.project.folder)];
  }

  #keep(where: string, text: string): string {
    this.#printed.push({ where: `${this.#printed.length}: pulumi ${where}`, text });
    return text;
  }
}

const header = (core: string) => `tok+${core}/=`;
const odd = (core: string) => `p&ss "${core}" wö/rd+=`;

it("no secret of a connection is left by any kind of it: bearer, basic, OAuth client, headers, configuration", async () => {
  const tokens = ["config", "secret", "plain", "issued"].map((name) => marker(`token: ${name}`, header));
  const [configured = "", secretToken = "", plainToken = "", issued = ""] = tokens;
  const pair = [marker("basic user", odd), marker("basic password", odd)] as const;
  const [clientSecret, audience, ownHeader] = [
    marker("client", odd),
    marker("audience", odd),
    marker("header", header),
  ];
  const body = `
    const { GATE: endpoint, TOKEN_URL: tokenUrl, ...env } = process.env;
    const connections = {
      stack: undefined,
      secret: new ScimService("secret", { endpoint, token: pulumi.secret(env.SECRET), headers: { "x-key": env.HEADER } }),
      plain: new ScimService("plain", { endpoint, token: env.PLAIN }),
      basic: new ScimService("basic", { endpoint, username: env.USERNAME, password: env.PASSWORD }),
      oauth: new ScimService("oauth", { endpoint, tokenUrl, clientId: "plain-client", clientSecret: env.CLIENT_SECRET,
        tokenParameters: { audience: env.AUDIENCE }, clientAuthentication: "body" }),
    };
    for (const [name, provider] of Object.entries(connections))
      new ScimUser(name, { userName: name + "@acme.example", title: env.TITLE }, provider === undefined ? {} : { provider });`;
  const server = await authorizationServer({
    answer: (response) => {
      json(response, 200, { access_token: issued, token_type: "Bearer", expires_in: 3600 });
      return true;
    },
  });
  await onSandbox(body, { env: {}, config: { "scim:token": { secret: configured } } }, async ({ project, sandbox }) => {
    const basic = `Basic ${Buffer.from(pair.join(":")).toString("base64")}`;
    await withGate(sandbox, [...tokens, basic], async (gate) => {
      project.setEnvironment({
        GATE: gate.url,
        SCIM_ENDPOINT: gate.url,
        TOKEN_URL: server.tokenUrl,
        TITLE: "plain title",
      });
      project.setEnvironment({ SECRET: secretToken, PLAIN: plainToken, HEADER: ownHeader });
      project.setEnvironment({ USERNAME: pair[0], PASSWORD: pair[1], CLIENT_SECRET: clientSecret, AUDIENCE: audience });
      const watched = new Watched(project);
      await watched.run("preview", []);
      await watched.run("up", []);
      expect(sandbox.dump().Users).toHaveLength(5);
      expect(server.asked[0]).toMatchObject({ client_secret: clientSecret, audience });

      // All are refused, each with a 401 that repeats what it was shown.
      gate.tokens.clear();
      project.setEnvironment({ TITLE: "plain other title" });
      const refused = await watched.run("up", ["--continue-on-error", "--debug"], { fails: true });
      expect(refused.match(/was answered with 401: invalid token/g)).toHaveLength(5);
      const stale = await watched.run("refresh", [], { fails: true });
      expect(stale).toContain("--refresh=false");
      for (const credentials of [...tokens, basic]) gate.tokens.add(credentials);
      await watched.run("destroy", []);
      expect(markersIn(watched.left())).toEqual([]);
    });
  }).finally(server.close);
});

/** What the attributes of the people below hold, new in each round. */
function attributes(round: string): Record<string, string> {
  const of = (name: string, form?: (core: string) => string) => marker(`${name} (${round})`, form);
  return {
    PASSWORD: of("password", odd),
    TITLE: of("title", odd),
    FAMILY_NAME: of("family name", odd),
    EMAIL: of("email", (core) => `${core}@acme.example`),
    PHONE: of("phone", (core) => `+49 ${core}`),
    STREET: of("street", (core) => `Street ${core}\nBack yard`),
    BIRTHDAY: of("birthday"),
    SALARY: of("salary"),
    BADGE: of("badge"),
  };
}

/** A person who was in the service before, of whom no name but `title` is secret by more than default. */
function stranger(id: string): JsonObject {
  return {
    id,
    userName: `${id}@acme.example`,
    displayName: PLAIN,
    title: marker(`title of ${id}`),
    phoneNumbers: [{ value: marker(`phone of ${id}`) }],
    addresses: [{ streetAddress: marker(`street of ${id}`), type: "work" }],
    [HR]: { birthday: marker(`birthday of ${id}`) },
  };
}

/** Answers that repeat what a request carried: in JSON, in HTML, in base64 and in a URL. */
function echoes(sent: readonly string[]): FaultAction[] {
  const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const html = sent.join(" ").replace(/[&<>"]/g, (character) => escapes[character] ?? character);
  const base64 = sent.slice(0, 5).map((text) => Buffer.from(text).toString("base64"));
  const refusal = (status: number, detail: string): FaultAction => ({ status, body: { detail } });
  return [
    refusal(400, sent.slice(0, 6).join(", ")),
    refusal(401, sent.slice(6).join(", ")),
    { status: 400, headers: { "content-type": "text/html" }, body: `<html><h1>${html}</h1></html>` },
    refusal(403, base64.join(" ")),
    refusal(422, sent.slice(0, 7).map(encodeURIComponent).join("&")),
    { drop: "before" },
  ];
}

/** Throws in the plugin process, from a callback, when it writes. */
const CRASH = `
  if (process.argv.some((text) => text.includes("dynamic-provider")))
    require("node:diagnostics_channel").subscribe("undici:request:create", ({ request }) => {
      if (request.method === "PATCH") setImmediate(() => { throw new Error("nobody catches this"); });
    });`;

const HR = "urn:example:hr:2.0:User";
const BADGE = "urn:example:badge:2.0:User";
const PLAIN = "plain-and-to-be-seen";
const PEOPLE = ["ada", "bob", "cleo", "dan", "eve", "fay"];

const company = `
  const { env } = process;
  const acme = new ScimService("acme", { endpoint: env.GATE, token: env.TOKEN });
  const options = { provider: acme };
  const secretAttributes = ["title", "nickName", "name.familyName", "emails.value", "phoneNumbers", "addresses.streetAddress",
    "Birthday", "${HR}:salary", "${BADGE}"];
  const people = ${JSON.stringify(PEOPLE)}.map((name) => new ScimUser(name, {
    userName: name + "@acme.example", displayName: "${PLAIN}", password: env.PASSWORD, title: env.TITLE, nickName: null,
    name: { givenName: name, familyName: env.FAMILY_NAME }, emails: [{ value: env.EMAIL, type: "work" }],
    phoneNumbers: [{ value: env.PHONE, type: "work" }], addresses: [{ streetAddress: env.STREET, type: "home" }],
    extensions: { "${HR}": { birthday: env.BIRTHDAY, salary: env.SALARY, level: "plain level" }, "${BADGE}": { code: env.BADGE } },
    secretAttributes,
  }, options));
  const later = new ScimUser("later", { userName: "later@acme.example", phoneNumbers: pulumi.output([{ value: env.PHONE }]),
    addresses: pulumi.output(undefined), extensions: { "${HR}": pulumi.output({ gender: env.PHONE }) } }, { ...options, dependsOn: people });
  const group = new ScimGroup("team", { displayName: "Team", extensions: { "urn:example:team": { code: pulumi.secret(env.BADGE) } } }, options);
  new ScimMembership("team", { group, users: [...people, later] }, options);
  const found = ScimUser.lookup("found", { userName: "found@acme.example" }, { ...options, additionalSecretOutputs: ["title"] });
  const seen = ScimUser.get("seen", "seen", { ...options, additionalSecretOutputs: ["title"] });
  module.exports = { ada: people[0], later, group, found, seen, phone: people[0].phoneNumbers, code: group.extensions };`;

it("no secret attribute is left in state, plan, preview, drift, output, event log or error, of people declared, got and looked up", async () => {
  const token = marker("token", header);
  const seed = { Users: [stranger("found"), stranger("seen")] };
  await onSandbox(company, { env: {}, sandbox: { seed }, files: { "crash.cjs": CRASH } }, async (scenario) => {
    const { project, sandbox } = scenario;
    await withGate(sandbox, [token], async (gate) => {
      const watched = new Watched(project);
      const idOf = (name: string) => personIn(sandbox, `${name}@acme.example`).id;
      const edit = (id: string, change: Record<string, Json>) => {
        sandbox.edit("Users", id, (user) => Object.assign(user, change));
      };
      const first = attributes("first");
      project.setEnvironment({ GATE: gate.url, TOKEN: token, ...first });
      const files = ["--save-plan", "plan.json", "--import-file", "import.json"];
      await watched.run("preview", files, { env: { PULUMI_EXPERIMENTAL: "1" } });
      await watched.command(["preview", "--json"]);

      // Creates are refused, each in another way, with all that was sent.
      const posts = echoes([token, ...Object.values(first)]).map((action) =>
        sandbox.fault({ match: { method: "POST", path: "/Users$" }, times: 1, action }),
      );
      const failed = await watched.run("up", ["--continue-on-error"], { fails: true });
      for (const status of [400, 401, 403, 422])
        expect(failed).toMatch(new RegExp(`answered with ${status}: .*hidden`));
      for (const post of posts) post.remove();
      await watched.run("up", [], { env: { NODE_DEBUG: "http,https,net,tls,undici,fetch" } });
      expect(sandbox.passwordOf(idOf("ada"))).toBe(first["PASSWORD"]);

      // Somebody changes what was there, fills in what was empty and takes something away, then puts it back.
      edit(idOf("ada"), {
        title: null,
        nickName: marker("nickname by hand"),
        phoneNumbers: [{ value: marker("phone by hand"), type: "work" }],
        [HR]: { birthday: marker("birthday by hand"), level: "plain level" },
      });
      edit("seen", { title: marker("title of seen by hand") });
      await watched.run("preview", ["--refresh"]);
      await watched.command(["preview", "--refresh", "--json"]);
      const drift = await watched.run("refresh", ["--debug"]);
      expect(drift).toMatch(/nickName\s*:.*\[secret\]/);
      edit(idOf("ada"), {
        title: marker("title by hand"),
        [HR]: { salary: marker("salary by hand"), level: "plain level" },
      });
      await watched.run("refresh", []);

      // Updates are refused, and the plugin meets exceptions that nobody catches.
      const second = attributes("second");
      project.setEnvironment(second);
      const writes = echoes([token, ...Object.values(second)]).flatMap((action, at) => {
        const path = `/Users/${idOf(PEOPLE[at] ?? "")}$`;
        return ["PATCH", "PUT"].map((method) => sandbox.fault({ match: { method, path }, action }));
      });
      await watched.run("up", ["--continue-on-error"], { fails: true });
      for (const write of writes) write.remove();
      for (const args of [["export"], ["output", "--json"], ["--show-ids"], ["history", "--json"]])
        await watched.command(["stack", ...args]);
      const crash = { NODE_OPTIONS: `--require ${join(project.folder, "crash.cjs")}` };
      expect(await watched.run("up", [], { fails: "perhaps", env: crash })).toContain("nobody catches this");
      await watched.run("up", []);
      expect(sandbox.passwordOf(idOf("fay"))).toBe(second["PASSWORD"]);
      await watched.run("destroy", ["-v=7", "--logtostderr", "--logflow"]);
      expect(sandbox.dump().Users.map(({ id }) => id)).toEqual(["found", "seen"]);

      const left = watched.left();
      expect(markersIn(left)).toEqual([]);
      // What is no secret stands in each kind of thing that was looked through.
      const showing = left.filter(({ text }) => text.includes(PLAIN)).map(({ where }) => where);
      for (const kind of ["preview", "up", "refresh", "destroy", "stack export", "stack output", "preview --json"])
        expect(showing).toContainEqual(expect.stringMatching(`: pulumi ${kind}`));
      for (const file of ["plan.json", "events-[0-9]+.json", "history/.*.checkpoint.json", "backups/.*.json"])
        expect(showing).toContainEqual(expect.stringMatching(`/${file}$`));
    });
  });
});
