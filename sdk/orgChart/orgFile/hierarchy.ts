import { distance } from "fastest-levenshtein";
import { type Draft } from "./draft.js";
import { type Origin, type Problems } from "./problems.js";
import { folded, trimmed } from "./texts.js";

/** How many unknown keys get a proposal: each one is compared with all that are known. */
const MOST_PROPOSALS = 100;
/** Keys that are longer are compared with none: it would take long, and whoever reads two of them sees no difference. */
const LONGEST = 64;
/** How many proposals a message makes. */
const PROPOSALS = 3;

/** Proposes known keys for unknown ones, at most so many times that a file of 10,000 wrong keys stays fast. */
export class Proposals {
  #made = 0;

  /** The end of a message; `known` are the keys that exist. */
  public for(key: string, known: Iterable<string>): string {
    this.#made += 1;
    if (this.#made > MOST_PROPOSALS) return "";
    const wanted = key.toLowerCase();
    const near: { key: string; away: number }[] = [];
    for (const candidate of known) {
      if (bare(candidate) === bare(key)) {
        return ` There is "${candidate}": a spreadsheet takes zeros off numbers. Format the column as text.`;
      }
      if (Math.abs(candidate.length - key.length) > 2 || key.length > LONGEST) continue;
      const steps = distance(wanted, candidate.toLowerCase());
      const away = steps === 2 && letters(wanted) === letters(candidate.toLowerCase()) ? 1 : steps;
      if (away <= Math.min(2, key.length / 2)) near.push({ key: candidate, away });
    }
    const best = near
      .sort((a, b) => a.away - b.away)
      .slice(0, PROPOSALS)
      .map((one) => `"${one.key}"`);
    return best.length === 0 ? "" : ` Did you mean ${best.join(" or ")}?`;
  }
}

/** Who is whose manager: key of a person → key of the manager, null for nobody. */
export type Managers = ReadonlyMap<string, string | null>;

/**
 * Works out the managers. Somebody who is their own manager is a root. An unknown manager is a problem, unless it is of
 * `outside` (managers of another system) or the person `isLeaver`; cycles are problems that show their whole path.
 */
export function managersOf(
  people: ReadonlyMap<string, Draft>,
  outside: ReadonlySet<string>,
  isLeaver: (draft: Draft) => boolean,
  proposals: Proposals,
  problems: Problems,
): Managers {
  const managers = new Map<string, string | null>();
  let known: ReadonlyMap<string, string> | undefined;
  for (const draft of people.values()) {
    const { key, manager } = draft;
    if (manager === undefined || manager.text === key) {
      managers.set(key, null);
    } else if (people.has(manager.text) || outside.has(manager.text)) {
      managers.set(key, manager.text);
    } else {
      managers.set(key, null);
      if (isLeaver(draft)) continue;
      known ??= keysByName(people);
      const named = known.get(folded(manager.text));
      const proposal =
        named === undefined
          ? proposals.for(manager.text, people.keys())
          : ` That is how "${named}" is called: a manager is named by key.`;
      const wayOut = proposal === "" ? " Correct the key, add the person, or leave it empty for a root." : proposal;
      problems.add(
        manager.origin,
        `the manager "${manager.text}" of "${key}" is not in the file.${wayOut}`,
        manager.text,
      );
    }
  }
  for (const cycle of cycles(managers)) {
    const [first = ""] = cycle;
    const draft = people.get(first);
    if (draft === undefined) continue;
    const path = [...cycle, first].join(" → ");
    const message = `the managers form a cycle: ${path}. Give one of them another manager, or none.`;
    problems.add(draft.manager?.origin ?? draft.origin, message, draft.manager?.text);
  }
  return managers;
}

/** Keys by what else people are called, which HR systems like to export in place of a manager's key. */
function keysByName(people: ReadonlyMap<string, Draft>): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [key, draft] of people) {
    const [given = "", family = ""] = [draft.value("name.givenName")?.text, draft.value("name.familyName")?.text];
    const names = [
      draft.value("userName")?.text,
      draft.value("displayName")?.text,
      draft.value("employeeNumber")?.text,
    ];
    for (const name of [...names, `${given} ${family}`, `${family}, ${given}`]) {
      if (name !== undefined && trimmed(name) !== "" && !keys.has(folded(name))) keys.set(folded(name), key);
    }
  }
  return keys;
}

/** The cycles of managers, each once, beginning with the person whom the file has first. Any depth. */
export function cycles(managers: Managers): string[][] {
  const found: string[][] = [];
  const walkOf = new Map<string, number>();
  const order = new Map([...managers.keys()].map((key, index) => [key, index]));
  let walk = 0;
  for (const start of managers.keys()) {
    walk += 1;
    const path: string[] = [];
    let at: string | null = start;
    while (at !== null && !walkOf.has(at)) {
      walkOf.set(at, walk);
      path.push(at);
      at = managers.get(at) ?? null;
    }
    if (at === null || walkOf.get(at) !== walk) continue;
    const cycle = path.slice(path.indexOf(at));
    const places = cycle.map((key) => order.get(key) ?? 0);
    const first = places.indexOf(minimum(places));
    found.push([...cycle.slice(first), ...cycle.slice(0, first)]);
  }
  return found;
}

/**
 * Finds the nearest manager above somebody who `isThere` (or is of another system); null for nobody. Ends in cycles too, and
 * goes up from nobody twice: above thousands may stand a chain of thousands who left.
 */
export function nearestManagers(managers: Managers, isThere: (key: string) => boolean): (key: string) => string | null {
  const known = new Map<string, string | null>();
  return (key) => {
    const path = new Set<string>();
    let at = key;
    let found: string | null | undefined;
    while (found === undefined) {
      path.add(at);
      const above = managers.get(at) ?? null;
      if (above === null || isThere(above)) found = above;
      else if (path.has(above)) found = null;
      else found = known.get(above);
      at = above ?? at;
    }
    for (const one of path) known.set(one, found);
    return found;
  };
}

/** The keys of people with every manager before the reports, else as near to the order of the file as may be. Any depth. */
export function managersFirst(managers: Managers): string[] {
  const ordered: string[] = [];
  const done = new Set<string>();
  for (const start of managers.keys()) {
    const above: string[] = [];
    let at: string | null = start;
    while (at !== null && managers.has(at) && !done.has(at)) {
      done.add(at);
      above.push(at);
      at = managers.get(at) ?? null;
    }
    for (const key of above.reverse()) ordered.push(key);
  }
  return ordered;
}

/** Makes every root but the first a problem. */
export function checkOneRoot(managers: Managers, originOf: (key: string) => Origin, problems: Problems): void {
  const [first, ...others] = [...managers.keys()].filter((key) => managers.get(key) === null);
  for (const key of others) {
    const message = `"${key}" has no manager, but "${first ?? ""}" has none either, and oneRoot permits one such person. Name a manager.`;
    problems.add(originOf(key), message, key);
  }
}

/** The characters of a key in order: two that are swapped make no difference. */
function letters(key: string): string {
  return Array.from(key).sort().join("");
}

function bare(key: string): string {
  return /^\d+$/.test(key) ? key.replace(/^0+(?=\d)/, "") : key;
}

function minimum(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
}
