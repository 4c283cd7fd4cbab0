import type * as pulumi from "@pulumi/pulumi";
import { type ScimUser } from "../scimUser.js";
import { type ExtensionsArgs } from "../types/common.js";
import { type ScimUserArgs, type UserPolicyArgs } from "../types/userArgs.js";
import { type OrgOptions, type OrgPerson } from "./orgFile/org.js";

/** One person in code: attributes of ScimUser, and what an org file may say of a person. */
export interface OrgPersonArgs extends Omit<ScimUserArgs, "userName" | "manager" | keyof UserPolicyArgs> {
  /** Left out: made by `domain`. */
  userName?: pulumi.Input<string> | undefined;
  /** Key of the manager, or a ScimUser that is not of this chart. Nobody, or the person's own key: a root. */
  manager?: string | ScimUser | null | undefined;
  /** Keys of the teams that the person is in. */
  teams?: string | string[] | undefined;
  /** Keys that the person had before; the person stays the same one. */
  was?: string | string[] | undefined;
  /** What `status` of the chart gives a meaning; without that, `"active"` or `"leaver"`. */
  status?: string | undefined;
  /** First day, `YYYY-MM-DD`; not created before, but for `joinDaysBefore`. */
  startDate?: string | undefined;
  /** Last day, `YYYY-MM-DD`; a leaver from the next day on. */
  endDate?: string | undefined;
  /** Services of the chart's `services` that the person is in. Left out: all whose `include` fits. */
  services?: string | string[] | undefined;
}

/** People in a CSV file with a header row, in UTF-8. */
export interface OrgTableArgs {
  /** Path of the file, from the program's folder. */
  from: string;
  /** Attribute, or `key`, `manager`, `teams`, `status`, `startDate`, `endDate`, `services`, `was` → header of its column. */
  columns: Record<string, string>;
  /** What stands between cells. @default told from the header */
  delimiter?: string | undefined;
  /** What stands between several keys in one cell. @default ";" */
  separator?: string | undefined;
  /** Keys that changed: new key → old key. */
  was?: Record<string, string | string[]> | undefined;
}

/** One team in code. */
export interface OrgTeamArgs {
  /** Name of the group. @default the team's key */
  displayName?: string | undefined;
  /** Key of the group in the service; null: none. @default the team's key */
  externalId?: string | null | undefined;
  /** Key of the team that this one is inside of. */
  parent?: string | undefined;
  /** Keys that the team had before; the group stays. */
  was?: string | string[] | undefined;
  /** Attributes of further schemas, by URN. */
  extensions?: ExtensionsArgs | undefined;
}

/** One team for each value of an attribute. */
export interface OrgTeamsByArgs {
  /** Attribute, or header of a column; of several, the outermost first. */
  by: string | string[];
  /** Values that were renamed (`was`: the group stays), or whose group has another name or key. */
  names?: Record<string, { displayName?: string; was?: string; key?: string }> | undefined;
  /** Makes one team of equal values in several columns. @default false: they are an error */
  merge?: boolean | undefined;
}

/** The org chart itself: a file, or the same in code. */
export type OrgSource =
  { /** Path of the org file (YAML or JSON), from the program's folder. */ file: string; people?: never } | OrgInCode;

/** An org chart in code; every key means what it means in an org file. */
export interface OrgInCode {
  file?: never;
  /** People by key, or a table. */
  people: Record<string, OrgPersonArgs> | OrgTableArgs;
  /** Teams by key, or one for each value. @default none */
  teams?: Record<string, OrgTeamArgs> | OrgTeamsByArgs | undefined;
  /** Attributes of everybody who does not say otherwise. */
  defaults?:
    Omit<OrgPersonArgs, "manager" | "teams" | "was" | "status" | "startDate" | "endDate" | "services"> | undefined;
  /** Makes a userName for who has none: `acme.io`, or a pattern such as `{name.givenName}@acme.io`. */
  domain?: string | undefined;
  /** Which column the status is in, and what its values mean. */
  status?: { column?: string; values: Record<string, "active" | "leaver"> } | undefined;
  /** Days before the startDate on which somebody is created. @default 0 */
  joinDaysBefore?: number | undefined;
  /** IANA time zone in which "today" is told. @default UTC */
  timeZone?: string | undefined;
  /** Attribute, or header of a column → values: who is meant. @default everybody */
  include?: Record<string, string | string[]> | undefined;
  /** The services that the chart feeds, and who goes where. */
  services?: Record<string, { include?: Record<string, string | string[]> }> | undefined;
  /** Managers who are not in the chart: key → who that is in the service. */
  lookup?: Record<string, { userName: string } | { externalId: string } | { email: string }> | undefined;
  /** Makes a second person without a manager an error. @default false */
  oneRoot?: boolean | undefined;
  /** Puts groups into groups. @default false: a person is in the team and in all around it */
  nestedTeams?: boolean | undefined;
}

/** How the people and groups of a chart are handled; the same as the arguments of ScimUser and ScimGroup. */
export interface OrgPolicies extends UserPolicyArgs {
  /** What a group's end is in the service. @default by dialect */
  onDeleteGroup?: pulumi.Input<"delete" | "retain" | undefined>;
  /** Whether other people in the groups are drift and are removed. @default false */
  exclusive?: boolean | undefined;
  /**
   * Whether keys are sent as `externalId`, which adoption goes by. @default true, except at a service whose dialect is
   * known to keep none
   */
  externalId?: boolean | undefined;
}

/** Arguments of OrgChart. */
export type OrgChartArgs = OrgSource &
  OrgOptions &
  OrgPolicies & {
    /**
     * Changes the arguments of a person, just before the person is declared; `person` is what the file says. The result is
     * what counts: leave an attribute out and it is not managed.
     */
    transform?: ((args: ScimUserArgs, person: OrgPerson) => ScimUserArgs) | undefined;
  };
