/** Whom a report speaks of. Texts are as the stack has them: whoever shows them has to escape them. */
export interface Person {
  readonly name: string;
  readonly userName?: string | undefined;
  /** Logical name in the program. */
  readonly resource: string;
  readonly stack: string;
  /** The service, as people call it. */
  readonly service: string;
}

/** One value that another takes the place of; an empty text for none. Secret values are `[secret]` on both sides. */
export interface AttributeChange {
  /** Path as the program gives it: `title`, `name.familyName`, `absorb.location`. */
  readonly attribute: string;
  readonly before: string;
  readonly after: string;
  /**
   * `set`: written; `cleared`: taken away; `letGo`: not managed from now on, and left as it is; `policy`: steers later
   * runs, nothing is sent; `unfinished`: a step that failed before is made up for.
   */
  readonly effect: "set" | "cleared" | "letGo" | "policy" | "unfinished";
  /** Gives or takes rights: roles, entitlements, admin flags. */
  readonly isPrivilege: boolean;
  /** Somebody has changed it by hand in the service, too: `before` is what they made of it. */
  readonly isAlsoDrift: boolean;
}

/** What a look into the service says of a person or a group to be created (`--live`). */
export interface LiveAnswer {
  /**
   * `conflict`: the run would fail there; `adopts` and `reactivates`: somebody, or a group, that is there already; `unknown`: the
   * service could not be asked.
   */
  readonly answer: "new" | "adopts" | "reactivates" | "conflict" | "unknown";
  readonly says: string;
}

/** Somebody who gets an account, or an active one again. */
export interface Joiner {
  readonly person: Person;
  readonly how: "creates" | "reactivates";
  readonly manager?: string | undefined;
  readonly title?: string | undefined;
  readonly teams: readonly string[];
  /** Rights given from the first day. */
  readonly privileges: readonly AttributeChange[];
  readonly live?: LiveAnswer | undefined;
}

/** Somebody whose account ends. */
export interface Leaver {
  readonly person: Person;
  readonly end: "delete" | "deactivate";
  readonly isIrreversible: boolean;
  /** What happens to the account, in words. */
  readonly says: string;
  /** The account was inactive already: somebody ended the person by hand before. */
  readonly wasInactive: boolean;
  /** Names of those who report to them after the run, too. */
  readonly reports: readonly string[];
  readonly teams: readonly string[];
}

/** Somebody whom the stack lets go, and who stays in the service. */
export interface Released {
  readonly person: Person;
  readonly says: string;
}

/** Another manager, or another team. */
export interface Move {
  readonly person: Person;
  readonly manager?: { readonly from: string; readonly to: string } | undefined;
  readonly teams?: { readonly from: readonly string[]; readonly to: readonly string[] } | undefined;
  /** The manager of before leaves in this run. */
  readonly isFollowUp: boolean;
}

/** New values of somebody who stays. */
export interface Changed {
  readonly person: Person;
  readonly attributes: readonly AttributeChange[];
}

/** What becomes of a group. */
export interface GroupChange {
  readonly group: string;
  readonly stack: string;
  readonly change: "starts" | "ends" | "renamed" | "changed" | "released";
  /** Name of before, of `renamed` only. */
  readonly from?: string | undefined;
  readonly members: number;
  readonly says: string;
  /** Of `starts` only. */
  readonly live?: LiveAnswer | undefined;
  readonly attributes: readonly AttributeChange[];
}

/** Groups that somebody who stays comes into or goes out of. */
export interface MembershipChange {
  readonly person: string;
  readonly userName?: string | undefined;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** Something that was changed by hand in the service, and what `up` does about it. */
export interface Drift {
  readonly what: "changed" | "gone" | "inactive" | "manager" | "member added" | "member removed" | "group gone";
  /** Name of the person or group. */
  readonly who: string;
  readonly userName?: string | undefined;
  /** Attribute or group that it is about; empty for the whole. */
  readonly about: string;
  readonly stated: string;
  readonly found: string;
  readonly up: "reverts" | "overwrites" | "keeps" | "ends" | "nothing";
  readonly says: string;
}

/** The same thing that happens to several people for one reason, in one line. */
export interface FollowUp {
  readonly cause: string;
  readonly says: string;
  readonly people: readonly string[];
}

/** Something that the reader must not miss. */
export interface Warning {
  readonly code:
    | "failed"
    | "conflict"
    | "irreversible"
    | "privilege"
    | "reports"
    | "rebuiltTeam"
    | "transfer"
    | "notKept"
    | "replaced"
    | "unnamed"
    | "guessed"
    | "notLookedUp"
    | "gone";
  readonly says: string;
  /** Whom it is about; of `rebuiltTeam` the group that ends. */
  readonly people: readonly string[];
}

/** Somebody who ends in one stack and begins in another. */
export interface Transfer {
  readonly person: Person;
  readonly to: { readonly stack: string; readonly service: string };
  readonly end: "delete" | "deactivate";
  /** Both in one service: the end would hit the account that the other stack has just taken over. */
  readonly isRefused: boolean;
  readonly says: string;
}

/** One limit that the command line sets, and whether the plan keeps to it. */
export interface Guard {
  /** The option: `--max-leavers`, and `transfer`, which always counts. */
  readonly guard: string;
  readonly limit: string;
  readonly actual: number;
  readonly isTripped: boolean;
  readonly says: string;
  /** Who tripped it. */
  readonly who: readonly string[];
}

/** Accounts of the service that no given stack manages, and what cannot be checked (`--unmanaged`). */
export interface Unmanaged {
  readonly service: string;
  /** Active accounts. */
  readonly accounts: readonly { readonly name: string; readonly userName?: string | undefined; readonly id: string }[];
  readonly inactive: number;
  readonly unchecked: readonly string[];
}

/** One stack's run, as a report names it. */
export interface StackInfo {
  readonly stack: string;
  readonly project: string;
  readonly services: readonly string[];
  readonly kind: "up" | "refresh" | "destroy";
  /** Whether the service was looked at, so that drift would show. */
  readonly isRefreshed: boolean;
  /** Whether everybody is known; otherwise only those whom the run changes. */
  readonly isWhole: boolean;
  /** People of the stack before the run. */
  readonly people: number;
  /** Steps of other packages' resources, by operation. */
  readonly others: Readonly<Record<string, number>>;
}

/** How many of each. */
export interface Counts {
  readonly joiners: number;
  readonly leavers: number;
  readonly moves: number;
  readonly changed: number;
  readonly groups: number;
  /** Of people who stay. */
  readonly membershipsGained: number;
  readonly membershipsLost: number;
  readonly drift: number;
  readonly transfers: number;
}

/** All that a plan says: what `--format json` writes, and what every other format shows. */
export interface PlanReport {
  /** Raised when the meaning of a member changes; new members do not raise it. */
  readonly version: 1;
  readonly stacks: readonly StackInfo[];
  readonly commit?: string | undefined;
  readonly counts: Counts;
  /** Nothing would happen, and nothing was found. */
  readonly isEmpty: boolean;
  readonly guards: readonly Guard[];
  readonly warnings: readonly Warning[];
  readonly joiners: readonly Joiner[];
  readonly leavers: readonly Leaver[];
  readonly transfers: readonly Transfer[];
  readonly released: readonly Released[];
  readonly moves: readonly Move[];
  readonly followUps: readonly FollowUp[];
  readonly changed: readonly Changed[];
  readonly groups: readonly GroupChange[];
  readonly memberships: readonly MembershipChange[];
  readonly drift: readonly Drift[];
  readonly unmanaged?: readonly Unmanaged[] | undefined;
  /** Lines of the provider and of Pulumi: `scim: …`, and diagnostics of the program. */
  readonly notices: readonly string[];
}
