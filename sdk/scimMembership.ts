import * as pulumi from "@pulumi/pulumi";
import { properties, readOptions, type ReadOptions } from "./dynamicResource.js";
import { reference, references } from "./references.js";
import { endsWithMembers, type ScimGroup } from "./scimGroup.js";
import { type ScimUser } from "./scimUser.js";
import { endStacksAtProgram } from "./stackTraces.js";
import { typeToken } from "./tokens.js";

interface MembershipArgs {
  /** The group: a ScimGroup, the id of a group in the service, or an Input of either. Another group replaces the membership. */
  group: ScimGroup | pulumi.Input<string | ScimGroup>;
  /** Used on a connection of the dialect `leapsome`, ignored on others. */
  leapsome?: pulumi.Input<LeapsomeMembershipArgs | undefined>;
}

/** How members are taken out of a group at Leapsome, which can only be sent all who stay, a hundred at a time. */
export interface LeapsomeMembershipArgs {
  /**
   * Permits a removal that leaves more than 100 members, some of whom this stack does not manage: until the last request
   * they are out of the group, and an interruption may leave those beyond the first 100 out. @default false: such a
   * removal fails
   */
  allowRebuild?: pulumi.Input<boolean | undefined>;
}

/** One person in a group. Do not name one person in two memberships of a group. */
export interface SingleMembershipArgs extends MembershipArgs {
  /** The member: a ScimUser, the id of a person in the service, or an Input of either. */
  user: ScimUser | pulumi.Input<string | ScimUser>;
  users?: never;
  groups?: never;
  exclusive?: never;
}

/** A set of members of a group (RFC 7643 section 4.2, `members`): people, nested groups or both. */
export interface SetMembershipArgs extends MembershipArgs {
  user?: never;
  /** The people: ScimUsers, ids, or Inputs of either. Order does not matter. */
  users?: pulumi.Input<pulumi.Input<string | ScimUser>[] | undefined>;
  /** Groups inside the group: ScimGroups, ids, or Inputs of either. Order does not matter. */
  groups?: pulumi.Input<pulumi.Input<string | ScimGroup>[] | undefined>;
  /**
   * False (default): only the members named here are managed. True: any other person in the group is drift and is
   * removed. Refused where the service does not show members. Never touches nested groups unless `groups` is given.
   */
  exclusive?: pulumi.Input<boolean | undefined>;
}

/** Arguments of {@link ScimMembership}: one `user`, or a set of `users` and `groups`. */
export type ScimMembershipArgs = SingleMembershipArgs | SetMembershipArgs;

const attributes = ["group", "user", "users", "groups", "exclusive", "leapsome"] as const;

/** Who is in a group: one person, or a set of people and nested groups. Its end removes them from the group. */
export class ScimMembership extends pulumi.CustomResource {
  /** Id of the group. */
  declare public readonly group: pulumi.Output<string>;
  /** Id of the one person. */
  declare public readonly user: pulumi.Output<string | undefined>;
  /** Ids of the people. */
  declare public readonly users: pulumi.Output<string[] | undefined>;
  /** Ids of the nested groups. */
  declare public readonly groups: pulumi.Output<string[] | undefined>;
  /** Whether others are removed. */
  declare public readonly exclusive: pulumi.Output<boolean | undefined>;
  /** How members are taken out at Leapsome. */
  declare public readonly leapsome: pulumi.Output<pulumi.Unwrap<LeapsomeMembershipArgs> | undefined>;

  /**
   * Declares a membership. When the group's end surely takes its members along, `deletedWith` is set to it, unless
   * `opts` has the key `deletedWith` (with undefined: never). Throws for a missing group or a resource of a wrong type.
   */
  public constructor(name: string, args: ScimMembershipArgs, opts?: pulumi.CustomResourceOptions);
  public constructor(name: string, args: undefined, opts: ReadOptions);
  public constructor(name: string, args: ScimMembershipArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const read = opts.id === undefined ? undefined : "get";
    const inputs = args === undefined ? {} : resolve(name, args);
    const registered = read === undefined && args !== undefined ? withDeletedWith(args.group, opts) : opts;
    const restoreStacks = endStacksAtProgram();
    try {
      super(typeToken("Membership"), name, properties("Membership", attributes, inputs, read), registered);
    } finally {
      restoreStacks();
    }
  }

  /**
   * Reads a membership by its id: `<group id>/<user id>` for one person, `<group id>` for a set. It is never written;
   * preview fails when there is none.
   */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScimMembership {
    return new ScimMembership(name, undefined, readOptions(`ScimMembership.get "${name}"`, id, opts));
  }
}

function resolve(name: string, args: ScimMembershipArgs): object {
  const place = `ScimMembership "${name}"`;
  const group: unknown = args.group;
  if (group === undefined || group === null) {
    throw new pulumi.RunError(`${place}: group is missing. Give a ScimGroup, or the id of a group.`);
  }
  return {
    ...args,
    group: reference(`${place}: group`, "Group", group),
    ...("user" in args ? { user: reference(`${place}: user`, "User", args.user) } : {}),
    ...("users" in args ? { users: references(`${place}: users`, "User", args.users) } : {}),
    ...("groups" in args ? { groups: references(`${place}: groups`, "Group", args.groups) } : {}),
  };
}

function withDeletedWith(group: unknown, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  if ("deletedWith" in opts || !pulumi.Resource.isInstance(group) || !endsWithMembers(group, opts)) return opts;
  return { ...opts, deletedWith: group };
}
