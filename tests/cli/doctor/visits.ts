import { createServer, type Server as HttpServer } from "node:http";
import { type AddressInfo } from "node:net";
import { resolveConnection, type Connection } from "../../../provider/directory/connection.js";
import { examine } from "../../../cli/doctor/doctor.js";
import { type Life } from "../../../cli/doctor/life/life.js";
import { type Check, type Report } from "../../../cli/doctor/report.js";
import { startSandbox, type JsonObject, type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";

/** The address that throw-away people have in these tests. */
export const ADDRESS = "doctor@acme.example";

/** Some people, two of whom have a manager, and a group, as every dialect of the sandbox takes them. */
export function company(people = 5): { Users: JsonObject[]; Groups: JsonObject[] } {
  const Users = Array.from({ length: people }, (_, at) => ({
    id: `u${at}`,
    userName: `person${at}@acme.example`,
    name: { givenName: "Person", familyName: String(at) },
    title: "Engineer",
    active: true,
  }));
  return { Users, Groups: [] };
}

/** The same with a manager and members, as the RFC has them. */
export function staffed(people = 5): { Users: JsonObject[]; Groups: JsonObject[] } {
  const Users = company(people).Users.map((person, at) => ({
    ...person,
    externalId: `e${at}`,
    emails: [{ value: `person${at}@acme.example`, type: "work" }],
    ...(at === 0 ? {} : { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: "u0" } } }),
  }));
  return { Users, Groups: [{ id: "g0", displayName: "Everybody", members: [{ value: "u0" }, { value: "u1" }] }] };
}

/** A connection to a service that is only given by its address. */
export function connectionTo(endpoint: string, token: string, options: Record<string, string> = {}): Connection {
  const given: Record<string, string> = { "scim:endpoint": endpoint, "scim:token": token, ...options };
  return resolveConnection(
    (name) => given[name],
    () => undefined,
  );
}

/** What a visit needs. */
export interface Patient {
  readonly sandbox: Sandbox;
  /** Looks at the service, by its own address or by another one. */
  readonly visit: (given?: { dialect?: string | JsonObject; life?: Life; endpoint?: string }) => Promise<Report>;
}

/** Runs a test with a sandbox that has people in it. */
export async function withPatient(options: SandboxOptions, test: (patient: Patient) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ port: 0, seed: company(), ...options });
  try {
    await test({
      sandbox,
      visit: ({ dialect, life, endpoint = sandbox.url } = {}) => {
        const text = typeof dialect === "object" ? JSON.stringify(dialect) : dialect;
        const connection = connectionTo(endpoint, sandbox.token, text === undefined ? {} : { "scim:dialect": text });
        return examine(connection, life === undefined ? {} : { life });
      },
    });
  } finally {
    await sandbox.close();
  }
}

/** The checks of that verdict as `area: check`. */
export function checksThat(report: Report, ...verdicts: Check["verdict"][]): string[] {
  return report.checks.flatMap(({ area, check, verdict }) => (verdicts.includes(verdict) ? [`${area}: ${check}`] : []));
}

/** The check of that name; of several the first. */
export function check(report: Report, name: string): Check {
  const found = report.checks.find((each) => each.check === name || `${each.area}: ${each.check}` === name);
  if (found === undefined) throw new Error(`There is no check ${name}.`);
  return found;
}

/** What passes between a client and the sandbox, for a test to change. */
export interface Passing {
  method: string;
  url: URL;
  headers: Record<string, string>;
  status: number;
  body: JsonObject | undefined;
  /** Headers of the answer; a Content-Length is made anew. */
  answer: Record<string, string>;
}

/** Something between the doctor and the sandbox that makes the service worse. */
export async function between(
  { url }: Sandbox,
  change: { asked?: (passing: Passing) => void; answered?: (passing: Passing) => void },
  test: (endpoint: string) => Promise<void>,
): Promise<void> {
  const server: HttpServer = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === "string" && !["host", "connection", "content-length"].includes(name) ? [[name, value]] : [],
        ),
      );
      const method = request.method ?? "GET";
      const target = new URL(request.url ?? "/", url);
      const passing: Passing = { method, url: target, headers, status: 0, body: undefined, answer: {} };
      change.asked?.(passing);
      const init = {
        method,
        headers: passing.headers,
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      };
      const answer = await fetch(passing.url, init);
      const text = await answer.text();
      passing.status = answer.status;
      passing.body = text === "" ? undefined : (JSON.parse(text) as JsonObject);
      const kept = ["content-type", "etag", "date"].flatMap((name) => {
        const value = answer.headers.get(name);
        return value === null ? [] : [[name, value]];
      });
      passing.answer = Object.fromEntries(kept) as Record<string, string>;
      change.answered?.(passing);
      const sent = passing.body === undefined ? undefined : JSON.stringify(passing.body);
      response.writeHead(passing.status, passing.answer);
      response.end(sent);
    })().catch(() => {
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await test(`http://127.0.0.1:${port}${new URL(url).pathname}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Everything in the service, but for versions and times. */
export function contents(sandbox: Sandbox): string {
  const { Users, Groups } = sandbox.dump();
  const plain = [...Users, ...Groups].map((resource) => ({ ...resource, meta: null }));
  return JSON.stringify(plain, null, 1);
}
