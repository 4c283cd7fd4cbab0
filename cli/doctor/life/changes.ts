import { type Clear } from "../../../provider/dialects/index.js";
import { type Json } from "../../../provider/scim/json.js";
import { claimOf } from "../checks/discovery.js";
import { isAbsent } from "../probe.js";
import { type Outcome, type Subject, type Surrounding, type Way } from "./subject.js";

const CLEARS: readonly Clear[] = ["patchRemove", "putOmit", "patchNull", "patchEmpty", "putNull", "putEmpty"];
const NOTHING = { Remove: "remove", Null: "null", Empty: "empty", Omit: "omit" } as const;

/** Texts that the ways are tried on, the first that the service keeps. */
const TRIED = ["title", "displayName", "nickName", "name.familyName"];

/** How a person is changed: the ways that work, the best one first. */
export async function tryWays(surrounding: Surrounding, person: Subject): Promise<Way[]> {
  const { visit, belief } = surrounding;
  const { findings, probe, config } = visit;
  const key = TRIED.find((each) => person.hasAny(each)) ?? "title";
  let turn = 0;
  const next = (): string => `Doctor ${++turn}`;
  const say = ({ reply, done, kept }: Outcome): string =>
    kept ? `${probe.words(reply)}, kept` : `${probe.words(reply)}${done ? `, but ${key} is as before` : ""}`;

  const ways: Way[] = [];
  const first = belief.user.patch;
  const kinds =
    first === "partialResource" ? (["partialResource", "patchOp"] as const) : (["patchOp", "partialResource"] as const);
  const tried: string[] = [];
  let absent = first === "none";
  for (const way of absent ? [] : kinds) {
    let outcome = await person.write(way, key, next());
    tried.push(`${way === "patchOp" ? "PatchOp" : "a partial resource"}: ${say(outcome)}`);
    if (way === "partialResource" && !outcome.kept && !isAbsent(outcome.reply)) {
      const always = belief.user.always.patch;
      belief.user.always.patch = ["userName"];
      outcome = await person.write(way, key, next());
      tried.push(`with the userName: ${say(outcome)}`);
      if (outcome.kept) findings.learn("user.always.patch", ["userName"]);
      else belief.user.always.patch = always;
    }
    absent = isAbsent(outcome.reply);
    if (outcome.kept) ways.push(way);
    if (outcome.kept || absent) break;
  }
  const patch = ways[0] === undefined ? "none" : ways[0] === "partialResource" ? "partialResource" : "patchOp";
  belief.user.patch = patch;
  const claim = claimOf(config?.["patch"]);
  const claimed = claim === true && patch === "none" ? "ServiceProviderConfig claims it; " : "";
  const means = patch === "none" ? `${claimed}changes go by PUT of the whole person` : "";
  if (first === "none") findings.ok("PATCH", "not tried, the dialect says that there is none");
  else findings.compare("user.patch", patch, "PATCH", tried.join("; "), means);
  if (patch === "patchOp") await operations(surrounding, person, key, next, say);

  if (belief.user.put) {
    const whole = await putInTurn(surrounding, person, key, next);
    if (whole.outcome.kept) ways.push("put");
    const put = whole.outcome.kept;
    const seen = `${whole.what}: ${say(whole.outcome)}`;
    findings.learn("user.putBody", belief.user.putBody);
    findings.compare("user.put", put, "PUT", seen, put ? "" : patch === "none" ? "" : "all changes go by PATCH");
    belief.user.put = put;
  } else findings.ok("PUT", "not tried, the dialect says that there is none");
  if (ways.length === 0)
    findings.wrong("change", "neither PATCH nor PUT changes a person", "people can be made, never changed");
  return ways;
}

/** What else a PATCH can be (RFC 7644 section 3.5.2). */
async function operations(
  { visit, ask }: Surrounding,
  person: Subject,
  key: string,
  next: () => string,
  say: (outcome: Outcome) => string,
): Promise<void> {
  const { findings } = visit;
  const { path } = person.field(key);
  const value = next();
  const reply = await ask("PATCH", person.path, {
    body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [{ op: "add", path, value }] },
  });
  await person.read();
  const added = { reply, done: reply.status < 300, kept: person.shows(key, value) };
  findings.add(added.kept ? "ok" : "note", "PATCH add", say(added), "");
  const pathless = await person.write("patchOp", key, next(), { isPathless: true });
  findings.add(pathless.kept ? "ok" : "note", "PATCH without a path", say(pathless), "");
  const inExtension = ["department", "costCenter", "employeeNumber"].find((name) => person.hasAny(name));
  if (inExtension === undefined) return;
  const before = person.inputs[inExtension] ?? "";
  const outcome = await person.write("patchOp", inExtension, inExtension === "employeeNumber" ? next() : before);
  findings.add(
    outcome.kept ? "ok" : "note",
    "PATCH in an extension",
    say(outcome),
    outcome.kept ? "" : "other forms are tried for it",
  );
}

/** PUT of all that a GET shows; where that is refused, of what the service takes only. */
async function putInTurn(
  { belief }: Surrounding,
  person: Subject,
  key: string,
  next: () => string,
): Promise<{ outcome: Outcome; what: string }> {
  const bodies = belief.user.putBody === "whole" ? (["whole", "attributes"] as const) : (["attributes"] as const);
  let last: { outcome: Outcome; what: string } | undefined;
  for (const putBody of bodies) {
    belief.user.putBody = putBody;
    const outcome = await person.write("put", key, next());
    const what = putBody === "whole" ? "the whole person" : "the known attributes";
    last = { outcome, what };
    if (outcome.kept || isAbsent(outcome.reply)) break;
  }
  if (last === undefined) throw new Error("No form of a PUT was tried.");
  // A PUT that is not there says nothing of bodies.
  if (!last.outcome.kept) belief.user.putBody = bodies[0];
  return last;
}

/** Whether a PUT of the whole person is still taken now that there is a manager, whom services show in more places than one. */
export async function tryPutAgain(
  { visit, belief }: Surrounding,
  person: Subject,
  ways: readonly Way[],
): Promise<void> {
  const key = TRIED.find((each) => person.hasAny(each)) ?? "title";
  if (!ways.includes("put") || belief.user.putBody === "attributes") return;
  const whole = await person.write("put", key, "Doctor again");
  if (whole.kept) return;
  belief.user.putBody = "attributes";
  const { reply, kept } = await person.write("put", key, "Doctor once more");
  if (!kept) belief.user.putBody = "whole";
  const { findings, probe } = visit;
  const seen = `the whole person: ${probe.words(whole.reply)}; the known attributes: ${probe.words(reply)}`;
  findings.compare("user.putBody", belief.user.putBody, "PUT with a manager", seen, "");
}

/** How a value is taken away. */
export async function tryClear(surrounding: Surrounding, person: Subject, ways: readonly Way[]): Promise<void> {
  const { visit, belief } = surrounding;
  const { findings } = visit;
  const key = ["nickName", "title", "displayName"].find(
    (each) => person.hasAny(each) && belief.user.unsupported[each] === undefined,
  );
  const [best] = ways;
  if (key === undefined || best === undefined) {
    findings.unknown("clear a value", "there is none to clear");
    return;
  }
  const said = belief.user.clear;
  const order = [...said, ...CLEARS.filter((clear) => !said.includes(clear))];
  const failed: Clear[] = [];
  for (const clear of order) {
    const patch = ways.find((way) => way !== "put");
    const way = clear.startsWith("put") ? ways.find((each) => each === "put") : patch;
    if (way === undefined || (way === "partialResource" && clear === "patchRemove")) continue;
    const value = "To be cleared";
    const isThere = person.shows(key, value) || (await person.write(best, key, value)).kept;
    if (!isThere) {
      findings.unknown("clear a value", `${key} could not be given a value first`);
      return;
    }
    const nothing = /(Remove|Null|Empty|Omit)$/.exec(clear)?.[1];
    await person.send(way, key, null, nothing === undefined ? {} : { nothing: NOTHING[nothingOf(nothing)] });
    await person.read();
    if (person.shows(key, value)) {
      failed.push(clear);
      continue;
    }
    const left: Json | undefined = person.hasAny(key) ? person.resource[key] : undefined;
    const seen = `${clear}${left === undefined ? "" : `; ${key} then has a value of the service's own`}`;
    if (left !== undefined) findings.learn(`user.defaults.${key}`, left);
    const works = [clear, ...said.filter((each) => each !== clear && !failed.includes(each))];
    findings.compare(
      "user.clear",
      failed.length === 0 ? said : works,
      "clear a value",
      seen,
      failed.length === 0 ? "" : `not by ${failed.join(", ")}`,
    );
    return;
  }
  findings.compare(
    "user.clear",
    [],
    "clear a value",
    `nothing takes ${key} away`,
    "a value can be changed, not taken away",
  );
}

function nothingOf(name: string): keyof typeof NOTHING {
  return name === "Null" || name === "Empty" || name === "Omit" ? name : "Remove";
}
