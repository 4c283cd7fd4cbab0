import { attributeAt, type Draft, isRecord } from "./draft.js";
import { type Managers, type Proposals } from "./hierarchy.js";
import { type Origin, type Problems } from "./problems.js";
import { folded, nameOf } from "./texts.js";

/** What vendors' blocks say of people by key, and by whom somebody who is not here is replaced there. */
const places = [
  { block: "leapsome", attribute: "additionalManagers", isReplaced: false },
  { block: "ironclad", attribute: "departmentHead", isReplaced: true },
] as const;
type VendorPlace = (typeof places)[number];

/** Where a key of a person stands: `ironclad.departmentHead`, `leapsome.additionalManagers.0`. */
type Use = VendorPlace & { readonly path: string };

/**
 * The attributes with what `of` makes of each key in a vendor's block; undefined takes an item out of its list and makes a
 * single one null. What is no text (a resource, an Output) stays.
 */
export function withReferences(
  attributes: Record<string, unknown>,
  of: (key: string, use: Use) => unknown,
): Record<string, unknown> {
  const changed = { ...attributes };
  for (const place of places) {
    const block = changed[place.block];
    const value = isRecord(block) ? block[place.attribute] : undefined;
    if (!isRecord(block) || value === undefined || value === null) continue;
    const path = `${place.block}.${place.attribute}`;
    const one = (item: unknown, at: string) => (typeof item === "string" ? of(item, { ...place, path: at }) : item);
    const now = Array.isArray(value)
      ? Array.from<unknown>(value).flatMap((item, index) => {
          const found = one(item, `${path}.${index}`);
          return found === undefined ? [] : [found];
        })
      : (one(value, path) ?? null);
    changed[place.block] = { ...block, [place.attribute]: now };
  }
  return changed;
}

/** Who is known, who is here, and who stands in for somebody who is not. */
interface Known {
  readonly people: ReadonlyMap<string, Draft>;
  /** Where an attribute stands that a person has by default. */
  byDefault(path: string): Origin;
  isThere(key: string): boolean;
  standIn(key: string): string | null;
  why(key: string): string;
}

/** The people whom vendors' blocks name, with everything that is wrong with them. */
export class VendorReferences {
  /** Key of a person → keys that the person's blocks name. */
  readonly #named = new Map<string, string[]>();
  #byUserName: Map<string, string> | undefined;
  /** Unknown keys that the defaults name: told once, not for everybody. */
  readonly #told = new Set<string>();
  /** People who are not here, for each place where a block names them. */
  readonly #absent = new Map<string, { key: string; block: string; origin: Origin; uses: number; now: string }>();

  public constructor(
    private readonly known: Known,
    private readonly proposals: Proposals,
    private readonly problems: Problems,
  ) {}

  /** The attributes of a person with keys of people who are here, each of them known. */
  public resolved(draft: Draft, attributes: Record<string, unknown>): Record<string, unknown> {
    const named: string[] = [];
    const resolved = withReferences(attributes, (key, use) => {
      const found = this.#resolve(key, use, draft);
      if (found !== undefined && found !== draft.key) named.push(found);
      return found;
    });
    if (named.length > 0) this.#named.set(draft.key, named);
    return resolved;
  }

  /** Tells who is named and not here, and cycles, in which nobody could be created before the others. */
  public check(managers: Managers): void {
    for (const { key, block, origin, uses, now } of this.#absent.values()) {
      const times = uses === 1 ? "once" : `${uses} times`;
      const message = `"${key}" is ${this.known.why(key)}, but named in ${block} (${times}); ${now}.`;
      this.problems.warn(origin, message, key, block);
    }
    if (this.#named.size === 0) return;
    for (const cycle of cyclesIn(managers, this.#named)) {
      const draft = this.known.people.get(cycle[0] ?? "");
      if (draft === undefined || cycle.every((key) => !this.#named.has(key))) continue;
      const path = [...cycle, cycle[0]].join(" → ");
      const message = `nobody of ${path} can be created before the others: managers and people whom blocks of vendors name form a cycle. Take one of them out.`;
      this.problems.add(draft.origin, message, draft.key);
    }
  }

  #resolve(named: string, use: Use, draft: Draft): string | undefined {
    const key = this.#keyOf(named);
    const isOwn = attributeAt(draft.attributes, use.path) !== undefined;
    const origin = isOwn ? draft.at(use.path) : this.known.byDefault(use.path);
    if (this.known.isThere(key)) {
      if (key !== draft.key || use.isReplaced) return key;
      this.problems.add(origin, `"${key}" is named in ${use.block}.${use.attribute} of their own. Take it out.`, key);
      return undefined;
    }
    if (!this.known.people.has(key)) {
      if (!isOwn && this.#told.has(key)) return undefined;
      if (!isOwn) this.#told.add(key);
      const proposal = this.proposals.for(key, this.known.people.keys());
      const wayOut = proposal === "" ? " Correct the key, or say under lookup who that is." : proposal;
      const whose = isOwn ? `of "${draft.key}"` : "of the defaults";
      const message = `"${key}" in ${use.block}.${use.attribute} ${whose} is not in the file.${wayOut}`;
      this.problems.add(origin, message, key);
      return undefined;
    }
    const found = use.isReplaced ? this.known.standIn(key) : null;
    const { block } = use;
    const now = found === null ? "nobody stands in" : `"${found}" stands in`;
    const before = this.#absent.get(`${block}.${key}`);
    this.#absent.set(`${block}.${key}`, { key, block, origin, now, ...before, uses: (before?.uses ?? 0) + 1 });
    return found ?? undefined;
  }

  /** A userName stands for its person too: vendors' own documents give these people by address. */
  #keyOf(written: string): string {
    const named = nameOf(written);
    if (this.known.people.has(named)) return named;
    this.#byUserName ??= new Map(
      [...this.known.people].flatMap(([key, { attributes }]) => {
        const userName = attributeAt(attributes, "userName");
        return typeof userName === "string" ? [[folded(userName), key]] : [];
      }),
    );
    return this.#byUserName.get(folded(named)) ?? named;
  }
}

/** Cycles of managers and of people named: whoever waits for nobody is taken away until none is left. Any depth. */
function cyclesIn(managers: Managers, named: ReadonlyMap<string, readonly string[]>): string[][] {
  const waitsFor = new Map<string, Set<string>>();
  const waiting = new Map<string, string[]>();
  for (const [key, manager] of managers) {
    const above = [...(manager === null ? [] : [manager]), ...(named.get(key) ?? [])].filter((one) =>
      managers.has(one),
    );
    waitsFor.set(key, new Set(above));
    for (const one of above) {
      const others = waiting.get(one);
      if (others === undefined) waiting.set(one, [key]);
      else others.push(key);
    }
  }
  const release = (ready: string[]) => {
    for (const key of ready) {
      waitsFor.delete(key);
      for (const other of waiting.get(key) ?? []) {
        const rest = waitsFor.get(other);
        if (rest?.delete(key) === true && rest.size === 0) ready.push(other);
      }
    }
  };
  release([...waitsFor].filter(([, above]) => above.size === 0).map(([key]) => key));
  const cycles: string[][] = [];
  for (const start of managers.keys()) {
    if (!waitsFor.has(start)) continue;
    const path = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !path.has(at)) {
      path.add(at);
      at = [...(waitsFor.get(at) ?? [])].find((one) => waitsFor.has(one));
    }
    if (at === undefined) continue;
    const cycle = [...path].slice([...path].indexOf(at));
    cycles.push(cycle);
    release([...cycle]);
  }
  return cycles;
}
