import { z } from "zod";
import { nearest } from "../../nearest.js";
import { checkShape } from "./checkShape.js";
import { Calendar, givenDay, todayIn } from "./calendar.js";
import { type Draft, type Drafts } from "./draft.js";
import { checkOneRoot, type Managers, managersFirst, managersOf, nearestManagers, Proposals } from "./hierarchy.js";
import { listedPeople } from "./listed.js";
import { checkFormerKeys, type OrgPerson, peopleOf } from "./people.js";
import { lineOf, type Located, type Origin, type Problem, type Problems } from "./problems.js";
import { condition, Services } from "./selection.js";
import { lookupShape, settingsShapes } from "./shape.js";
import { leaverByStatus, statusColumn } from "./status.js";
import { isMapped, isTable, tabledPeople } from "./table.js";
import { type OrgTeam, teamsOf } from "./teams.js";
import { folded, hidesSomething, nameOf } from "./texts.js";
import { checkPattern } from "./userNames.js";
import { child, fieldsOf, originAt, plain, textOf, type Value } from "./values.js";
import { VendorReferences } from "./vendorReferences.js";

/** How an org file is read. */
export interface OrgOptions {
  /** The day that counts as today, `YYYY-MM-DD`. @default today in the file's `timeZone`, or in UTC */
  today?: string | undefined;
  /** One of the services that the file lists: only those who go there are read. @default everybody */
  service?: string | undefined;
  /**
   * Overrides the file's `leavers`: what becomes of them in the service. `"inactive"` makes `onDelete` deactivate, which
   * counts for those who leave after a run with it. Nobody is created for either. @default "end"
   */
  leavers?: "end" | "inactive" | undefined;
}

/** How a manager of another system is found. */
export type Lookup = { userName: string } | { externalId: string } | { email: string };

/** An org chart whose every reference has been resolved. */
export interface Org {
  /** The people, in the order of the file. */
  readonly people: ReadonlyMap<string, OrgPerson>;
  /** Keys of the people, managers before their reports. */
  readonly managersFirst: readonly string[];
  readonly teams: ReadonlyMap<string, OrgTeam>;
  /** Managers of another system. */
  readonly lookup: ReadonlyMap<string, Lookup>;
  /** Keys of the leavers. */
  readonly leavers: readonly string[];
  /** What becomes of leavers in the service: ended as `onDelete` says, or kept there, inactive. */
  readonly leaversBecome: "ended" | "inactive";
  /** Keys of those whose startDate is still ahead. */
  readonly later: readonly string[];
  /** Services that the file lists. */
  readonly services: readonly string[];
  /** The day that counted as today, `YYYY-MM-DD`. */
  readonly today: string;
  /** What is worth a look but no error. */
  readonly warnings: readonly Problem[];
  /** What the file was read with: the day, how many join later and have left. */
  readonly notes: readonly string[];
}

/** Where an org chart comes from. `isFile` is false for code, whose types say what fits. */
interface From {
  readonly file: string;
  readonly folder: string;
  readonly isFile: boolean;
}

const settings = z.looseObject(settingsShapes);

/** The keys of an org file. */
export const orgKeys: readonly string[] = ["people", "teams", ...Object.keys(settingsShapes)];

/** One reading of an org file, from its values to the people, teams and managers that they mean. */
export class Resolution {
  readonly #proposals = new Proposals();

  public constructor(
    private readonly root: Value,
    private readonly from: From,
    private readonly options: OrgOptions,
    private readonly problems: Problems,
  ) {}

  /** Throws OrgFileError with everything that is wrong. */
  public org(): Org {
    const { problems } = this;
    this.#checkRoot();
    const drafts = this.#drafts();
    const byKey = this.#byKey(drafts);
    const everybody: Drafts = { headers: drafts.headers, people: [...byKey.values()] };
    const services = new Services(this.#get("services"), everybody, problems);
    const calendar = this.#calendar();
    const isIncluded = condition(this.#get("include"), everybody, "include", problems);
    const goesTo = services.goesTo(this.#option("service"));
    const status = this.#get("status");
    const hasColumn = statusColumn(status) !== undefined || isMapped(this.#get("people"), "status");
    const hasLeft = leaverByStatus(status, hasColumn, problems);
    const [leavers, later, left] = [new Set<string>(), new Set<string>(), new Set<string>()];
    for (const draft of everybody.people) {
      services.check(draft);
      const presence = calendar.presence(draft);
      // Both are asked, so that what is wrong with either is told.
      if (hasLeft(draft) || presence === "left") leavers.add(draft.key);
      else if (presence === "later") later.add(draft.key);
      else if (!isIncluded(draft) || !goesTo(draft)) left.add(draft.key);
    }
    const here = everybody.people.filter(({ key }) => !leavers.has(key) && !later.has(key) && !left.has(key));
    this.#checkNobody(everybody, here);

    const lookup = this.#lookup(byKey);
    const outside = new Set(lookup.keys());
    const all = managersOf(byKey, outside, ({ key }) => leavers.has(key), this.#proposals, problems);
    const why = (key: string) => (leavers.has(key) ? "a leaver" : later.has(key) ? "not here yet" : "not included");
    const present = new Set(here.map(({ key }) => key));
    const isThere = (key: string) => present.has(key) || outside.has(key);
    const standIn = nearestManagers(all, isThere);
    const managers = this.#nearest(all, byKey, here, standIn, why);
    const oneRoot = this.#get("oneRoot");
    if (oneRoot?.kind === "scalar" && oneRoot.data === true) {
      // Who names a manager that does not exist is told of that alone.
      const sound = here.filter(
        ({ manager }) => manager === undefined || byKey.has(manager.text) || outside.has(manager.text),
      );
      const ofThem = new Map(sound.map(({ key }) => [key, managers.get(key) ?? null]));
      checkOneRoot(ofThem, (key) => byKey.get(key)?.origin ?? this.root.origin, problems);
    }

    const defaults = this.#get("defaults");
    const domain = this.#located("domain");
    const rules = {
      defaults: defaults === undefined ? {} : plain(defaults),
      domain: domain?.text,
      isDomainWrong: domain !== undefined && !checkPattern(domain, problems),
    };
    const byDefault = (path: string) =>
      defaults === undefined ? this.root.origin : originAt(defaults, path.split("."));
    const known = { people: byKey, byDefault, isThere, standIn, why };
    const references = new VendorReferences(known, this.#proposals, problems);
    const people = peopleOf(here, managers, references, rules, problems);
    references.check(managers);
    checkFormerKeys(here, byKey, problems);
    const nested = this.#get("nestedTeams");
    const teams = teamsOf(
      this.#get("teams"),
      everybody,
      here,
      { nested: nested?.kind === "scalar" && nested.data === true, checked: this.from.isFile },
      this.#proposals,
      problems,
    );
    problems.throwIfAny(this.from.file);
    return {
      people,
      managersFirst: managersFirst(managers),
      teams,
      lookup,
      leavers: [...leavers],
      leaversBecome: (this.options.leavers ?? textOf(this.#get("leavers"))) === "inactive" ? "inactive" : "ended",
      later: [...later],
      services: services.names,
      today: calendar.today,
      warnings: problems.warnings,
      notes: this.#notes(everybody, calendar.today, leavers.size, later.size),
    };
  }

  #get(key: string): Value | undefined {
    return child(this.root, key);
  }

  #checkRoot(): void {
    const { problems, root } = this;
    if (root.kind !== "fields") {
      problems.add(root.origin, 'an org file is a map with the key "people".');
      return;
    }
    for (const { key, origin } of fieldsOf(root)) {
      if (orgKeys.includes(key) || key === "$schema") continue;
      problems.add(origin, `an org file has no "${key}".${nearest(key, orgKeys)}`, key);
    }
    // Those that only their own reader knows are checked there.
    const own = new Set(["status", "include", "services", "lookup", "people", "teams"]);
    if (!this.from.isFile) own.add("defaults");
    const rest = new Map([...root.fields].filter(([key]) => !own.has(key)));
    checkShape({ ...root, fields: rest }, settings, "the org file", problems);
  }

  #drafts(): Drafts {
    const people = this.#get("people");
    const nobody: Drafts = { headers: undefined, people: [] };
    if (people === undefined) {
      if (this.root.kind === "fields") this.problems.add(this.root.origin, 'the key "people" is missing.');
      return nobody;
    }
    if (isTable(people)) {
      const drafts = tabledPeople(people, this.from, statusColumn(this.#get("status")), this.problems);
      if (drafts !== undefined && drafts.people.length === 0) this.#empty(people.origin);
      return drafts ?? nobody;
    }
    if (people.kind !== "fields" && !(people.kind === "scalar" && people.data === null)) {
      this.problems.add(people.origin, '"people" must be a map from keys to people, or name a table with "from".');
      return nobody;
    }
    const drafts = listedPeople(people, this.from.isFile, this.problems);
    if (drafts.people.length === 0) this.#empty(people.origin);
    return drafts;
  }

  #empty(origin: Origin): void {
    this.problems.add(origin, "there is nobody in it. That would end everybody; restore the file, or export it again.");
  }

  #checkNobody(everybody: Drafts, here: readonly Draft[]): void {
    if (everybody.people.length === 0 || here.length > 0) return;
    const origin = this.#get("people")?.origin ?? this.root.origin;
    const message = `none of the ${everybody.people.length} people is left: all are leavers, not here yet or not included. That would end everybody; check status, dates, include and services.`;
    this.problems.add(origin, message);
  }

  /** The people by key; a second one of a key, letter case aside, is a problem. */
  #byKey(drafts: Drafts): Map<string, Draft> {
    const byKey = new Map<string, Draft>();
    const first = new Map<string, Draft>();
    for (const draft of drafts.people) {
      if (draft.key.trim() === "") {
        this.problems.add(draft.origin, "a person has no key. Give one that never changes.", draft.key);
        continue;
      }
      if (hidesSomething(draft.key)) {
        const message = `the key "${draft.key}" holds what cannot be seen. Type it anew, in letters and digits.`;
        this.problems.add(draft.origin, message, draft.key);
      }
      const alike = folded(draft.key);
      const before = first.get(alike);
      if (before === undefined) {
        first.set(alike, draft);
        byKey.set(draft.key, draft);
        continue;
      }
      const same = before.key === draft.key ? "" : ` as "${before.key}"`;
      const message = `the key "${draft.key}" stands here twice: first${same} ${lineOf(before.origin)}. Every person needs one key of their own.`;
      this.problems.add(draft.origin, message, draft.key);
    }
    return byKey;
  }

  #calendar(): Calendar {
    const zone = this.#located("timeZone");
    const days = this.#get("joinDaysBefore");
    const given = this.#option("today");
    const today =
      given === undefined ? todayIn(zone, this.problems) : givenDay(given.text, given.origin, this.problems);
    return new Calendar(today, days?.kind === "scalar" && typeof days.data === "number" ? days.data : 0, this.problems);
  }

  #lookup(byKey: ReadonlyMap<string, Draft>): Map<string, Lookup> {
    const found = new Map<string, Lookup>();
    for (const { key: written, value, origin } of fieldsOf(this.#get("lookup"))) {
      const key = nameOf(written);
      const parsed = lookupShape.safeParse(plain(value));
      if (parsed.success) found.set(key, parsed.data);
      else {
        const message = `the lookup "${key}" must have exactly one of userName, externalId and email.`;
        this.problems.add(origin, message, key);
      }
      if (!byKey.has(key)) continue;
      this.problems.add(origin, `"${key}" is a person of the file and somebody to look up. Rename one.`, key);
    }
    return found;
  }

  /** Managers of those who are here: the nearest one who is here too, with a warning for each manager passed over. */
  #nearest(
    all: Managers,
    byKey: ReadonlyMap<string, Draft>,
    here: readonly Draft[],
    standIn: (key: string) => string | null,
    why: (key: string) => string,
  ): Map<string, string | null> {
    const managers = new Map<string, string | null>();
    const replaced = new Map<string, { by: string | null; reports: number }>();
    for (const { key } of here) {
      const given = all.get(key) ?? null;
      const found = standIn(key);
      managers.set(key, found);
      if (given === null || given === found) continue;
      const known = replaced.get(given);
      replaced.set(given, { by: found, reports: (known?.reports ?? 0) + 1 });
    }
    for (const [key, { by, reports }] of replaced) {
      const who = reports === 1 ? "1 report" : `${reports} reports`;
      const now = by === null ? `${who} without a manager` : `"${by}" as the manager of ${who}`;
      const origin = byKey.get(key)?.origin ?? this.root.origin;
      this.problems.warn(origin, `"${key}" is ${why(key)}, which leaves ${now}.`, key);
    }
    return managers;
  }

  #notes(everybody: Drafts, today: string, left: number, later: number): string[] {
    const dated = everybody.people.some(({ startDate, endDate }) => startDate !== undefined || endDate !== undefined);
    if (!dated) return [];
    const zone = textOf(this.#get("timeZone")) ?? "UTC";
    const where = this.options.today === undefined ? ` in ${zone}` : "";
    return [
      `org chart ${this.from.file}: today is ${today}${where}; ${later} of ${everybody.people.length} people join later, ${left} have left.`,
    ];
  }

  #located(key: string): Located | undefined {
    const value = this.#get(key);
    const text = textOf(value);
    return value === undefined || text === undefined ? undefined : { text, origin: value.origin };
  }

  #option(key: "today" | "service"): Located | undefined {
    const text = this.options[key];
    return text === undefined ? undefined : { text, origin: { place: () => ({ file: `option ${key}` }) } };
  }
}
