import { outcome } from "./screen.mjs";

/** @typedef {import("./company.mjs").Company} Company */
/** @typedef {import("./service.mjs").Person} Person */
/** @typedef {import("./service.mjs").Group} Group */

/** What the demo claims, each claim with what was really found. */
export class Proofs {
  /** @type {{ claim: string, good: boolean }[]} */
  #claims = [];

  /**
   * @param {string} claim
   * @param {boolean} good
   * @param {string} [found] what was found instead, shown when the claim does not hold
   */
  add(claim, good, found = "") {
    const text = good || found === "" ? claim : `${claim}: found ${found}`;
    this.#claims.push({ claim: text, good });
    if (!good) outcome(false, text);
  }

  /** Prints all claims; returns how many do not hold. */
  report() {
    for (const { claim, good } of this.#claims) outcome(good, claim);
    return this.#claims.filter(({ good }) => !good).length;
  }
}

/**
 * How the service's people differ from the table, one line a difference; empty when it holds exactly the table's people.
 * @param {Company} company
 * @param {readonly Person[]} people
 */
export function differences(company, people) {
  const byId = new Map(people.map((person) => [person.id, person]));
  const byKey = new Map(people.map((person) => [person.externalId, person]));
  const found = people
    .filter(({ externalId }) => !company.employees.has(externalId))
    .map(({ userName }) => `${userName} is not in the table`);
  if (byKey.size !== people.length) found.push(`${people.length} people with ${byKey.size} different keys`);
  for (const { employeeId, email, managerId, ...attributes } of company.employees.values()) {
    const person = byKey.get(employeeId);
    if (person === undefined) {
      found.push(`${email} is missing`);
      continue;
    }
    const manager = byId.get(person.managerId)?.externalId ?? person.managerId;
    const wanted = Object.entries({ ...attributes, userName: email, manager: managerId });
    const is = /** @type {Record<string, string>} */ ({ ...person, manager });
    for (const [attribute, value] of wanted) {
      if (is[attribute] !== value) found.push(`${email}: ${attribute} is "${is[attribute] ?? ""}", not "${value}"`);
    }
  }
  return found;
}

/**
 * How the service's groups differ from the table's departments; empty when they hold exactly their people.
 * @param {Company} company
 * @param {readonly Person[]} people
 * @param {readonly Group[]} groups
 */
export function groupDifferences(company, people, groups) {
  const keys = new Map(people.map(({ id, externalId }) => [id, externalId]));
  const departments = company.departments();
  const found = groups
    .filter(({ displayName }) => !departments.has(displayName))
    .map(({ displayName }) => `group ${displayName} is no department`);
  for (const [department, employees] of departments) {
    const same = groups.filter(({ displayName }) => displayName === department);
    const wanted = employees.map(({ employeeId }) => employeeId).sort();
    const members = same.flatMap((group) => group.members.map((id) => keys.get(id) ?? id)).sort();
    if (same.length !== 1) found.push(`${same.length} groups named ${department}`);
    else if (wanted.join() !== members.join())
      found.push(`${department} has ${members.length} of ${wanted.length} members`);
  }
  return found;
}
