import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import {
  type Json,
  type JsonObject,
  type LoggedRequest,
  type Sandbox,
  type SandboxOptions,
} from "../../../sandbox/index.js";
import { type EngineProject, type EngineRun } from "../../support/engineProject.js";
import { type OpenApiWatch, watchOpenApi } from "../../support/openApi.js";
import { type Vendor } from "../../support/openApiDocument.js";
import { onSandbox } from "../scenario.js";

/** One person as the program's data has them; `manager` is a key. */
export interface Employee {
  readonly key: string;
  readonly userName: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
  readonly title: string;
  readonly department: string;
  readonly division: string;
  readonly manager: string | null;
  /** How many managers stand above. */
  readonly depth: number;
  /** Further managers, each by key (a resource in the program) or by a name that the service knows. */
  readonly also?: readonly ({ readonly key: string } | { readonly name: string })[];
}

/** One group and the keys of its members. */
export interface Team {
  readonly key: string;
  readonly displayName: string;
  readonly members: readonly string[];
}

/** What the program reads from `org.json`: an edit of it is an edit of the program. */
export interface Org {
  readonly people: readonly Employee[];
  readonly teams: readonly Team[];
}

interface Row {
  employeeId: string;
  givenName: string;
  familyName: string;
  email: string;
  title: string;
  department: string;
  division: string;
  managerId: string;
}

/** The address without accents: `format: email` of a vendor's document means RFC 5321, which has none. */
function asciiOf(address: string): string {
  return address.normalize("NFD").replace(/\p{Mark}/gu, "");
}

/** The forty people at the top of AdventureWorks on four levels, managers before their people. */
export function fortyPeople(): Employee[] {
  const table = readFileSync(join(__dirname, "../../../examples/orgChart/adventureworks-employees.csv"), "utf8");
  const rows = parse<Row>(table, { columns: true, bom: true, skip_empty_lines: true });
  const people: Employee[] = [];
  const below = (manager: string | null, depth: number): Employee[] =>
    rows
      .filter(({ managerId }) => managerId === (manager ?? ""))
      .map(({ employeeId, givenName, familyName, email, title, department, division }) => ({
        key: employeeId,
        userName: asciiOf(email),
        name: { givenName, familyName },
        title,
        department,
        division,
        manager,
        depth,
      }));
  for (let level = below(null, 0); level.length > 0; level = level.flatMap(({ key, depth }) => below(key, depth + 1)))
    people.push(...level);
  return people.slice(0, 40);
}

/** A program that declares everybody in `org.json`; `args` is a JavaScript expression of `p`, `of` (key → resource) and `also`. */
export function orgProgram(args: string): string {
  return `
const { people, teams } = require("./org.json");
const made = new Map();
const of = (key) => (key === null ? null : (made.get(key) ?? declare(people.find((p) => p.key === key))));
const also = (p) => (p.also ?? []).map(({ key, name }) => (key === undefined ? name : of(key)));
function declare(p) {
  const person = new ScimUser("p" + p.key, ${args});
  made.set(p.key, person);
  return person;
}
for (const { key } of people) of(key);
for (const { key, displayName, members } of teams) {
  // A team that attributes of people make is there before the group, always.
  const dependsOn = people.filter((p) => p.department === displayName || p.division === displayName).map((p) => of(p.key));
  const group = new ScimGroup(key, { displayName }, { dependsOn });
  new ScimMembership(key, { group, users: members.map(of) });
}`;
}

/** The org with some of a person's attributes changed. */
export function changed(org: Org, key: string, change: Partial<Employee>): Org {
  return { ...org, people: org.people.map((one) => (one.key === key ? { ...one, ...change } : one)) };
}

/** The org without a person, and without that person in its teams. */
export function withoutPerson(org: Org, key: string): Org {
  return {
    people: org.people.filter((one) => one.key !== key),
    teams: org.teams.map((team) => ({ ...team, members: team.members.filter((member) => member !== key) })),
  };
}

/** The org with some of a team's attributes changed. */
export function changedTeam(org: Org, key: string, change: Partial<Team>): Org {
  return { ...org, teams: org.teams.map((one) => (one.key === key ? { ...one, ...change } : one)) };
}

export function employee(org: Org, key: string): Employee {
  const found = org.people.find((one) => one.key === key);
  if (found === undefined) throw new Error(`The org has no ${key}.`);
  return found;
}

export function teamOf(org: Org, key: string): Team {
  const found = org.teams.find((one) => one.key === key);
  if (found === undefined) throw new Error(`The org has no team ${key}.`);
  return found;
}

/** A project whose default connection is a vendor's sandbox that is watched with the vendor's OpenAPI document. */
export interface Life {
  readonly project: EngineProject;
  readonly sandbox: Sandbox;
  readonly watch: OpenApiWatch;
  /** Writes the org and runs `up`; the writes that reached the service, as `writesBy` names them. */
  readonly up: (org: Org, args?: readonly string[]) => Promise<string[]>;
  /** What `preview --refresh` finds that nobody has written in the program: person → attributes. */
  readonly drift: () => Promise<Record<string, string[]>>;
  /** That the program, the state and the service are one, seen by twice as many requests as there are pages at most. */
  readonly expectNoChanges: (org: Org) => Promise<void>;
}

/** Runs a life at a vendor; afterwards no request and no answer may have violated the vendor's document, and
 * no more than `mostRefused` requests, one in a hundred by default, been answered 429. */
export async function onVendor(
  vendor: Vendor,
  org: Org,
  args: string,
  options: { sandbox?: SandboxOptions; env?: Record<string, string>; mostRefused?: number },
  run: (life: Life) => Promise<void>,
): Promise<void> {
  const files = { "org.json": JSON.stringify(org) };
  const sandboxOptions: SandboxOptions = { dialect: vendor, ...options.sandbox };
  await onSandbox(orgProgram(args), { files, sandbox: sandboxOptions }, async ({ project, sandbox }) => {
    project.setEnvironment({ SCIM_DIALECT: vendor, ...options.env });
    const watch = watchOpenApi(sandbox, vendor);
    let tooFast = 0;
    sandbox.watch(({ response }) => {
      if (response?.status === 429) tooFast++;
    });
    await run({
      project,
      sandbox,
      watch,
      up: (next, more = []) => {
        project.writeFile("org.json", JSON.stringify(next));
        return writesBy(sandbox, () => project.up({ args: more }));
      },
      drift: async () => {
        const { steps } = await project.previewJson({ args: ["--refresh"] });
        const found = steps.filter(({ op }) => op !== "same" && op !== "refresh");
        return Object.fromEntries(
          found.map(({ op, urn, diffReasons }) => [`${op} ${urn.split("::").at(-1) ?? ""}`, diffReasons ?? []]),
        );
      },
      expectNoChanges: async ({ people, teams }) => {
        sandbox.clearRequests();
        await project.preview({ args: ["--refresh", "--expect-no-changes"] });
        const requests = counted(sandbox);
        expect(requests.filter(({ method }) => method !== "GET")).toEqual([]);
        expect(requests.length).toBeLessThanOrEqual(2 * (pages(people) + pages(teams)));
      },
    });
    expect(watch.violations()).toEqual([]);
    expect(watch.checked()).toBeGreaterThan(80);
    expect(tooFast).toBeLessThanOrEqual(options.mostRefused ?? 0.01 * watch.checked());
  });
}

/**
 * The writes that `work` makes the sandbox carry out or refuse, but for rate, in order of the alphabet, each with whom it was about: `PATCH ken0@…`,
 * `PATCH Engineering`, `POST /Users`.
 */
export async function writesBy(sandbox: Sandbox, work: () => Promise<unknown>): Promise<string[]> {
  const before = names(sandbox);
  sandbox.clearRequests();
  await work();
  const now = new Map([...before, ...names(sandbox)]);
  return counted(sandbox)
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, status = 0 }) => {
      const [kind = "", id] = path.split("/").slice(path.split("/").findIndex((part) => /^(Users|Groups)$/.test(part)));
      const whom = id === undefined ? `/${kind}` : (now.get(decodeURIComponent(id)) ?? "nobody");
      return `${method} ${whom}${status < 300 ? "" : ` ${status}`}`;
    })
    .sort();
}

/** The requests in the log but for discovery and for those that are sent again since they came too fast. */
export function counted(sandbox: Sandbox): LoggedRequest[] {
  const isCounted = ({ path, status }: LoggedRequest) => status !== 429 && !path.endsWith("/ServiceProviderConfig");
  return sandbox.requests().filter(isCounted);
}

/** How many of a vendor's pages hold so many: none of them is smaller than forty. */
function pages(items: readonly unknown[]): number {
  return Math.ceil(items.length / 40);
}

/** What the provider told the operator in a run. */
export function messagesOf({ events }: EngineRun): string[] {
  const messages = events.flatMap(({ diagnosticEvent }) => diagnosticEvent?.message.trim() ?? []);
  return messages.filter((message) => message.startsWith("scim: "));
}

/** How often each word of a list occurs. */
export function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** userNames and displayNames by id. */
export function names({ dump }: Sandbox): Map<string, string> {
  const { Users, Groups } = dump();
  return new Map([
    ...Users.map((user) => [textOf(user["id"]), textOf(user["userName"])] as const),
    ...Groups.map((group) => [textOf(group["id"]), textOf(group["displayName"])] as const),
  ]);
}

/** An object within an object, or an empty one. */
export function within(resource: JsonObject, key: string): JsonObject {
  const value = resource[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** A text, or "" where there is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The ids of everybody in the service, active or not. */
export function idsIn({ dump }: Sandbox): string[] {
  return dump()
    .Users.map(({ id }) => textOf(id))
    .sort();
}
