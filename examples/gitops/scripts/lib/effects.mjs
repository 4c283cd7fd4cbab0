import { createHash } from "node:crypto";
import { Failure } from "./run.mjs";

/**
 * The parts of `pulumi-scim plan --format json` that say what would be done.
 * @typedef {{ name: string, userName?: string, resource: string, stack: string }} Person
 * @typedef {{ attribute: string, before: string, after: string, effect: string }} Attribute
 * @typedef {object} Model
 * @property {1} version
 * @property {{ stack: string, others: Record<string, number> }[]} stacks
 * @property {{ person: Person, how: string, manager?: string, title?: string, teams: string[], privileges: Attribute[] }[]} joiners
 * @property {{ person: Person, end: string }[]} leavers
 * @property {{ person: Person, to: { stack: string, service: string }, end: string }[]} transfers
 * @property {{ person: Person }[]} released
 * @property {{ person: Person, manager?: { from: string, to: string }, teams?: { from: string[], to: string[] } }[]} moves
 * @property {{ person: Person, attributes: Attribute[] }[]} changed
 * @property {{ group: string, stack: string, change: string, from?: string, attributes: Attribute[] }[]} groups
 * @property {{ person: string, userName?: string, gained: string[], lost: string[] }[]} memberships
 * @property {{ what: string, who: string, userName?: string, about: string, stated: string, found: string, up: string }[]} drift
 */

/**
 * Everything that a run would do, one text each: a person joins, an attribute changes from this to that, somebody comes into a
 * group. Two proposals that are merged one after the other have together the effects of both. People whose whole record would be
 * new stand with a digest of it, so that nothing about them changes unseen after an approval.
 * @param {unknown} model what `pulumi-scim plan --format json` prints
 * @param {unknown} preview what `pulumi preview --json` prints
 * @returns {string[]} without doubles, in order of the alphabet
 */
export function effectsOf(model, preview) {
  if (!isModel(model))
    throw new Failure("pulumi-scim plan speaks another version than these scripts. Update them together.");
  const effects = [
    ...model.joiners.flatMap(({ person, how, manager, title, teams, privileges }) => [
      `${nameOf(person)} joins (${how}) as ${title ?? "no title"}, reporting to ${manager ?? "nobody"}`,
      ...teams.map((team) => `${nameOf(person)} comes into ${team}`),
      ...attributes(nameOf(person), privileges),
    ]),
    ...model.leavers.map(({ person, end }) => `${nameOf(person)} leaves (${end})`),
    ...model.transfers.map(({ person, to, end }) => `${nameOf(person)} goes to ${to.stack}, ${to.service} (${end})`),
    ...model.released.map(({ person }) => `${nameOf(person)} is managed no longer`),
    ...model.moves.flatMap(({ person, manager, teams }) => [
      ...(manager === undefined ? [] : [`${nameOf(person)} reports to ${manager.to}, no longer to ${manager.from}`]),
      ...(teams === undefined
        ? []
        : joined(nameOf(person), without(teams.to, teams.from), without(teams.from, teams.to))),
    ]),
    ...model.changed.flatMap(({ person, attributes: changed }) => attributes(nameOf(person), changed)),
    ...model.groups.flatMap(({ group, stack, change, from, attributes: changed }) => [
      `the group ${group} (${stack}) ${change}${from === undefined ? "" : ` from ${from}`}`,
      ...attributes(`the group ${group} (${stack})`, changed),
    ]),
    ...model.memberships.flatMap(({ person, userName, gained, lost }) =>
      joined(`${person} (${userName ?? "?"})`, gained, lost),
    ),
    ...model.drift
      .filter(({ up }) => up !== "nothing" && up !== "keeps")
      .map(
        ({ what, who, userName, about, stated, found, up }) =>
          `${who} (${userName ?? "?"}), by hand: ${what} ${about} ${quote(found)} instead of ${quote(stated)}; ${up}`,
      ),
    ...model.stacks.flatMap(({ stack, others }) =>
      Object.entries(others).map(([step, count]) => `${count} × ${step} of other packages in ${stack}`),
    ),
    ...newRecords(preview),
  ];
  return [...new Set(effects)].sort();
}

/** @param {Person} person */
function nameOf({ name, userName, resource }) {
  return `${name} (${userName ?? resource})`;
}

/**
 * @param {string} whose
 * @param {readonly Attribute[]} changed
 */
function attributes(whose, changed) {
  return changed.map(
    ({ attribute, before, after, effect }) => `${whose}: ${attribute} ${quote(before)} → ${quote(after)} (${effect})`,
  );
}

/**
 * @param {string} whose
 * @param {readonly string[]} gained
 * @param {readonly string[]} lost
 */
function joined(whose, gained, lost) {
  return [
    ...gained.map((team) => `${whose} comes into ${team}`),
    ...lost.map((team) => `${whose} goes out of ${team}`),
  ];
}

/**
 * @param {readonly string[]} items
 * @param {readonly string[]} others
 */
function without(items, others) {
  return items.filter((item) => !others.includes(item));
}

/** @param {string} value */
function quote(value) {
  return JSON.stringify(value);
}

/** What the engine adds, and the manager: an id, or unknown as long as the manager is new too. Their name is an effect. */
const notRecord = /^(__.*|manager)$/;

/**
 * A digest of the inputs of each resource that is to be created. Secret values are hidden in a preview and so in the digest.
 * @param {unknown} preview
 */
function newRecords(preview) {
  if (typeof preview !== "object" || preview === null || !("steps" in preview) || !Array.isArray(preview.steps))
    return [];
  /** @type {{ op?: unknown, urn?: unknown, newState?: { inputs?: Record<string, unknown> } }[]} */
  const steps = preview.steps;
  return steps
    .filter(({ op, urn }) => op === "create" && String(urn).includes("pulumi-nodejs:dynamic/scim:User::"))
    .map(({ urn, newState }) => {
      const inputs = Object.entries(newState?.inputs ?? {}).filter(([name]) => !notRecord.test(name));
      const digest = createHash("sha256")
        .update(JSON.stringify(sorted(Object.fromEntries(inputs))))
        .digest("hex");
      return `${String(urn).split("::").at(-1) ?? ""} is created with the record ${digest.slice(0, 16)}`;
    });
}

/**
 * The same value with the keys of its objects in order.
 * @param {unknown} value
 * @returns {unknown}
 */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/**
 * @param {unknown} model
 * @returns {model is Model}
 */
function isModel(model) {
  return typeof model === "object" && model !== null && "version" in model && model.version === 1;
}
