import { memberList } from "../../../provider/directory/members.js";
import { resourcePath } from "../../../provider/scim/client.js";
import { idOf, isObject, type Json, textOf } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER_ATTRIBUTES, USER_ATTRIBUTES } from "../../../provider/scim/schemas.js";
import { valueAt } from "../../../provider/resources/fields.js";
import { tryFilter, valueOf } from "../checks/filters.js";
import { isDone } from "../probe.js";
import { type Born, ENTERPRISE, type Stored } from "./birth.js";
import { type Subject, type Surrounding, type Way } from "./subject.js";

/** What became of each attribute: kept on create, kept by a change only, never kept. */
export async function tryAttributes(
  surrounding: Surrounding,
  person: Subject,
  { born, seen: { missing, otherwise }, ways }: { born: Born; seen: Stored; ways: readonly Way[] },
): Promise<void> {
  const { visit, belief } = surrounding;
  const { findings } = visit;
  const open = new Map([...born.unsent].filter(([key]) => key !== "manager"));
  for (const key of missing) if (key !== "manager") open.set(key, born.sent.get(key) ?? null);
  const later: string[] = [];
  const never: string[] = [];
  for (const [key, value] of open) {
    const isKept = await keptBy(person, key, value, ways);
    (isKept ? later : never).push(key);
  }
  const kept = born.sent.size - missing.length - otherwise.length;
  const seen = `${kept} of ${born.sent.size} attributes as sent`;
  const fields = [
    ...(later.length === 0 ? [] : [`later: ${later.join(", ")}`]),
    ...(never.length === 0 ? [] : [`not kept: ${never.join(", ")}`]),
    ...(otherwise.length === 0 ? [] : [`shown otherwise: ${otherwise.join(", ")}`]),
  ];
  const means = never.length === 0 ? "" : 'leave these out, or set unsupported: "ignore"';
  findings.add(never.length === 0 ? "ok" : "note", "attributes", [seen, ...fields].join("; "), means);
  const dropped = later.filter((key) => born.sent.has(key));
  if (dropped.length > 0 && belief.user.createFields === undefined) {
    findings.learn("user.createFields", creatable([...dropped, ...never, ...Object.keys(belief.user.unsupported)]));
  }
  for (const key of never) belief.user.unsupported[key] = `keeps no ${key}`;
  if (never.length > 0) findings.learn("user.unsupported", { ...belief.user.unsupported });
  if (never.includes("externalId")) {
    belief.user.externalId = false;
    findings.learn("user.externalId", false);
  }
  await person.read();
  await groupsFromAttributes(surrounding, person);
}

/** Groups that the person is in because of an attribute; one that was made for it is there to stay, unless it can be deleted. */
async function groupsFromAttributes(surrounding: Surrounding, person: Subject): Promise<void> {
  const { visit, belief, leftovers, ask, tag } = surrounding;
  const { findings } = visit;
  const from = new Set<string>();
  for (const { id } of memberList({ members: person.resource["groups"] ?? null }) ?? []) {
    const name = textOf((await ask("GET", resourcePath("/Groups", id))).body?.["displayName"]);
    const key = ENTERPRISE.find((each) => name !== undefined && person.inputs[each] === name);
    if (name === undefined || key === undefined) continue;
    from.add(key);
    // Only a name that carries this visit's tag is surely no one else's.
    if (name.includes(tag)) leftovers.settle("/Groups", name, id);
  }
  if (from.size === 0) return;
  belief.members.fromAttributes = [...new Set([...belief.members.fromAttributes, ...from])];
  const seen = `${[...from].join(", ")} put people into the group of that name`;
  findings.compare("members.fromAttributes", belief.members.fromAttributes, "groups from attributes", seen, "");
}

async function keptBy(person: Subject, key: string, value: Json, ways: readonly Way[]): Promise<boolean> {
  for (const way of ways) if ((await person.write(way, key, value)).kept) return true;
  return false;
}

/** All that a program can give, but for these. */
function creatable(others: readonly string[]): string[] {
  const writable = USER_ATTRIBUTES.filter(({ mutability }) => mutability !== "readOnly");
  const keys = [{ name: "externalId", subAttributes: undefined }, ...writable, ...ENTERPRISE_USER_ATTRIBUTES].flatMap(
    ({ name, subAttributes }) => (name === "name" ? (subAttributes ?? []).map((part) => `name.${part.name}`) : [name]),
  );
  return keys.filter((key) => !others.includes(key));
}

/** Whether filters find the new person at once, and an id falls back to an externalId. */
export async function tryLookUps(surrounding: Surrounding, person: Subject): Promise<void> {
  const { visit, belief, ask } = surrounding;
  const { findings, probe } = visit;
  const good: string[] = [];
  const blind: string[] = [];
  const bad: string[] = [];
  for (const attribute of belief.filter.users) {
    if (valueOf(person.resource, attribute) === undefined) continue;
    const { verdict, seen } = await tryFilter(visit, "/Users", attribute, person.resource);
    if (verdict === "good") good.push(attribute);
    else (seen.startsWith("finds nobody") ? blind : bad).push(attribute);
    if (verdict !== "good") findings.note(`find by ${attribute}`, seen, "");
  }
  if (good.length > 0) findings.ok("find", `by ${good.join(", ")}, at once`);
  if (bad.length > 0) {
    belief.filter.users = belief.filter.users.filter((attribute) => !bad.includes(attribute));
    findings.learn("filter.users", belief.filter.users);
  }
  if (blind.length > 0) {
    const means = "somebody new is not found at once; look-ups read all pages besides";
    findings.compare("filter.emptyIsProof", false, "new people in filters", `not found by ${blind.join(", ")}`, means);
  }
  const externalId = textOf(person.resource["externalId"]);
  if (externalId === undefined) return;
  const reply = await ask("GET", resourcePath("/Users", externalId));
  const isFallback = isDone(reply) && reply.body !== undefined && idOf(reply.body) === person.id;
  const seen = `GET by externalId: ${probe.words(reply)}`;
  findings.compare("user.idFallsBack", isFallback, "ids", seen, isFallback ? "an externalId is taken for an id" : "");
}

/** The link to a manager: how it is written and shown, and whether it may stand in the POST. */
export async function tryManager(
  surrounding: Surrounding,
  person: Subject,
  born: Born,
  ways: readonly Way[],
  manager: string | undefined,
): Promise<void> {
  const { visit, belief } = surrounding;
  const { findings, probe } = visit;
  if (belief.user.unsupported["manager"] !== undefined) return;
  if (manager === undefined) {
    findings.unknown("manager", "there is nobody else who could be one");
    return;
  }
  if (born.sent.has("manager") && see()) {
    findings.compare("user.createManager", true, "manager", `kept on create${form()}`, "");
    return;
  }
  const said = belief.user.manager;
  const other = said.write === "object" ? "string" : "object";
  const tried: string[] = [];
  for (const write of [said.write, other] as const) {
    belief.user.manager = { ...said, write };
    for (const way of ways) {
      const { reply } = await person.write(way, "manager", manager);
      if (see()) {
        if (write !== said.write) findings.learn("user.manager.write", write);
        const isSaid = !born.sent.has("manager") && visit.dialect.user.createManager;
        if (isSaid || born.sent.has("manager")) findings.learn("user.createManager", false);
        const verdict = visit.dialect.user.createManager ? "note" : "ok";
        findings.add(verdict, "manager", `kept by a change only${form()}`, "one more request for each person");
        return;
      }
      tried.push(`${write === "object" ? "{ value }" : "text"} by ${way}: ${probe.words(reply)}`);
    }
  }
  belief.user.manager = said;
  belief.user.unsupported["manager"] = "keeps no manager";
  findings.learn("user.unsupported", { ...belief.user.unsupported });
  findings.note("manager", `not kept; ${tried.join("; ")}`, "the org chart cannot be written there");

  /** Whether the link is there, under whichever key it is shown. */
  function see(): boolean {
    if (person.shows("manager", manager ?? "")) return true;
    const shown = valueAt(person.resource, person.field("manager").place);
    if (!isObject(shown)) return false;
    const key = Object.keys(shown).find((each) => shown[each] === manager);
    if (key === undefined) return false;
    belief.user.manager = { ...belief.user.manager, readKeys: [key, ...belief.user.manager.readKeys] };
    findings.learn("user.manager.readKeys", belief.user.manager.readKeys);
    return true;
  }

  function form(): string {
    const { write, readKeys } = belief.user.manager;
    return write === "string" ? " as a text" : `, as { ${readKeys[0] ?? "value"} }`;
  }
}

/** Statuses by which services say that somebody is there. */
const MAY_MEAN_EXISTS: readonly number[] = [400, 409, 412, 422];

/** What a second POST of the same person is answered with. */
export async function tryDouble(
  surrounding: Surrounding,
  person: Subject,
  values: ReadonlyMap<string, Json>,
): Promise<void> {
  const { visit, belief, leftovers, ask } = surrounding;
  const { findings, probe } = visit;
  const userName = textOf(values.get("userName")) ?? "";
  const least = new Map([...values].filter(([key]) => /^(userName|name\.)/.test(key)));
  const { reply, id } = await person.post(userName, person.postBody(least));
  const seen = `POST of the same userName: ${probe.words(reply)}`;
  if (!isDone(reply) && !MAY_MEAN_EXISTS.includes(reply.status)) {
    findings.note("double", seen, "this does not say that somebody is there");
    return;
  }
  if (!isDone(reply)) {
    const conflict = belief.user.conflict.includes(reply.status)
      ? belief.user.conflict
      : [...belief.user.conflict, reply.status];
    findings.compare("user.conflict", conflict, "double", seen, "who is there is recognised");
    return;
  }
  if (id === undefined) {
    leftovers.settle("/Users", userName, person.id);
    findings.compare(
      "user.emptyCreateMeansExists",
      true,
      "double",
      `${seen}, without an id`,
      "it means that somebody is there",
    );
    return;
  }
  const isSame = id === person.id;
  const what = isSame ? "the same person" : "a second person of that name";
  const means = isSame ? "a POST changes who is there" : "the name is taken twice";
  findings.compare("user.lookBeforeCreate", true, "double", `${seen}, ${what}`, `${means}, so a look-up comes first`);
  if (isSame || leftovers.isForeign(id) || !isDone(await ask("DELETE", resourcePath("/Users", id)))) return;
  leftovers.gone("/Users", id);
}
