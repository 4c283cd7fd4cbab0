import { type Company, LATER_KEY } from "../facts/company.js";
import { type Fate } from "../facts/fates.js";
import { byNames, type Pair, type Pairs } from "../facts/pairs.js";
import { type Drift, type MembershipChange } from "./model.js";

/** Who comes into groups and goes out of them, by key of the person. */
export interface MembershipFacts {
  /** Groups that joiners come into, and leavers go out of. */
  readonly teamsOf: ReadonlyMap<string, readonly string[]>;
  /** Of everybody else, by key. */
  readonly changes: ReadonlyMap<string, MembershipChange & { readonly lostKeys: readonly string[] }>;
  readonly drift: readonly Drift[];
}

/** Compares the pairs of the three moments; what was taken away or added by hand and is put right is drift alone. */
export function membershipFacts(company: Company, pairs: Pairs, fates: ReadonlyMap<string, Fate>): MembershipFacts {
  const { stated, found, planned } = pairs;
  const teamsOf = new Map<string, string[]>();
  const changes = new Map<
    string,
    { person: string; userName?: string | undefined; gained: string[]; lost: string[]; lostKeys: string[] }
  >();
  const drift: Drift[] = [];
  const { isRefreshed } = company.run;
  const note = (pair: Pair, isGain: boolean): void => {
    const { key, name } = pair.member;
    const fate = fates.get(key)?.fate;
    if (key.startsWith(LATER_KEY)) return;
    if ((isGain && fate === "joins") || (!isGain && fate === "leaves")) {
      teamsOf.set(key, [...(teamsOf.get(key) ?? []), pair.group.name]);
      return;
    }
    const change = changes.get(key) ?? {
      person: name,
      userName: company.member(key)?.userName,
      gained: [],
      lost: [],
      lostKeys: [],
    };
    (isGain ? change.gained : change.lost).push(pair.group.name);
    if (!isGain) change.lostKeys.push(pair.group.key);
    changes.set(key, change);
  };
  for (const [key, pair] of [...new Map([...stated, ...found, ...planned])].sort(([, a], [, b]) => byNames(a, b))) {
    const [was, is, willBe] = [stated.has(key), found.has(key), planned.has(key)];
    const isGone = fates.get(pair.member.key)?.fate === "gone";
    if (isRefreshed && was !== is && !(isGone && was)) drift.push(driftOf(pair, is, willBe));
    const isBack = isRefreshed && was !== is && was === willBe;
    if (is === willBe || isBack || (isGone && willBe)) continue;
    note(pair, willBe);
  }
  return { teamsOf, changes, drift };
}

function driftOf({ group, member }: Pair, isThere: boolean, willBeThere: boolean): Drift {
  const about = group.name;
  const who = {
    who: member.name,
    userName: "userName" in member && typeof member.userName === "string" ? member.userName : undefined,
  };
  if (isThere) {
    const says = willBeThere ? "leaves them in: the program says the same" : "takes them out again";
    return {
      what: "member added",
      ...who,
      about,
      stated: "not in it",
      found: "in it",
      up: willBeThere ? "keeps" : "reverts",
      says,
    };
  }
  const says = willBeThere ? "puts them in again" : "nothing: the program does not have them in it any more either";
  return {
    what: "member removed",
    ...who,
    about,
    stated: "in it",
    found: "not in it",
    up: willBeThere ? "reverts" : "nothing",
    says,
  };
}
