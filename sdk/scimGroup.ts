import * as pulumi from "@pulumi/pulumi";
import { deletesGroups } from "../provider/dialects/index.js";
import { isKind, properties, readOptions, type ReadOptions } from "./dynamicResource.js";
import { dialectOf } from "./scimService.js";
import { endStacksAtProgram } from "./stackTraces.js";
import { typeToken } from "./tokens.js";
import {
  type Attribute,
  type Extensions,
  type ExtensionsArgs,
  type Optional,
  type Unsupported,
} from "./types/common.js";

/** Arguments of {@link ScimGroup}. Members are never part of it: see {@link ScimMembership}. */
export interface ScimGroupArgs {
  /** Name of the group (RFC 7643 section 4.2). It can be changed in place. */
  displayName: pulumi.Input<string>;
  /** The program's own key of the group (RFC 7643 section 3.1); what adoption goes by. Dropped later: let go. */
  externalId?: Optional<string>;
  /** Attributes of further schemas, by URN. */
  extensions?: pulumi.Input<ExtensionsArgs | undefined>;
  /**
   * Which group that exists already is taken over instead of being created: `"externalId"` (default) one with our
   * externalId, `"userName"` also one with our displayName, `"never"` none.
   */
  adopt?: pulumi.Input<"externalId" | "userName" | "never" | undefined>;
  /** What happens in the service when the resource is deleted: `"delete"` or `"retain"`. Default by dialect. */
  onDelete?: pulumi.Input<"delete" | "retain" | undefined>;
  /** Overrides the connection's `unsupported` for this group. */
  unsupported?: pulumi.Input<Unsupported | undefined>;
}

const attributes = ["displayName", "externalId", "extensions"] as const;

/** What the program knows about the groups that it manages. */
const managed = new WeakMap<object, { args: ScimGroupArgs; opts: pulumi.CustomResourceOptions }>();

/** One group (RFC 7643 section 4.2) in a SCIM service, without its members. */
export class ScimGroup extends pulumi.CustomResource {
  /** The group's name in the service. */
  declare public readonly displayName: pulumi.Output<string>;
  /** The key that the service holds for the group. */
  declare public readonly externalId: Attribute<string>;
  /** Attributes of further schemas, by URN. */
  declare public readonly extensions: Attribute<Extensions>;
  /** The service's own id of the group; the same as `id`. */
  public readonly scimId: pulumi.Output<pulumi.ID>;

  /** Declares a group. With `opts.id` and no arguments it reads one that exists: see {@link ScimGroup.get}. */
  public constructor(name: string, args: ScimGroupArgs, opts?: pulumi.CustomResourceOptions);
  public constructor(name: string, args: undefined, opts: ReadOptions);
  public constructor(name: string, args: ScimGroupArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const read = opts.id === undefined ? undefined : "get";
    const restoreStacks = endStacksAtProgram();
    try {
      super(typeToken("Group"), name, properties("Group", attributes, args ?? {}, read), opts);
    } finally {
      restoreStacks();
    }
    this.scimId = this.id;
    if (args !== undefined && read === undefined && opts.urn === undefined) managed.set(this, { args, opts });
  }

  /** Reads a group by its id in the service. It is never written; preview fails when there is none. */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScimGroup {
    return new ScimGroup(name, undefined, readOptions(`ScimGroup.get "${name}"`, id, opts));
  }

  /** Tells a ScimGroup, also one that another copy of this package made. */
  public static override isInstance(value: unknown): value is ScimGroup {
    return isKind("Group", value);
  }
}

/**
 * Whether the end of `group` surely takes its members along in the service, so that a membership with the options
 * `membership` need not be removed first. False when in doubt: Pulumi would skip the removal and people would stay in.
 */
export function endsWithMembers(group: unknown, membership: pulumi.CustomResourceOptions): boolean {
  if (!ScimGroup.isInstance(group)) return false;
  const known = managed.get(group);
  if (known === undefined) return false;
  const { args, opts } = known;
  if (opts.retainOnDelete === true || !keepsOptions(opts)) return false;
  if (opts.retainOnDelete === undefined && !sharesParent(group, opts, membership)) return false;
  if (args.onDelete !== undefined && args.onDelete !== "delete") return false;
  const dialect = dialectOf(group.getProvider(typeToken("Group")));
  return dialect !== undefined && deletesGroups(dialect);
}

/** False where Pulumi may put other values in place of the program's before they reach the state. */
function keepsOptions(opts: pulumi.CustomResourceOptions): boolean {
  const altered = opts.transforms ?? opts.transformations ?? [];
  return altered.length === 0 && !(opts.ignoreChanges ?? []).some((path) => path === "*" || path === "onDelete");
}

/**
 * A child inherits `retainOnDelete` from its parent, whose options cannot be seen. Harmless where the membership
 * inherits the same.
 */
function sharesParent(group: object, opts: pulumi.ResourceOptions, membership: pulumi.ResourceOptions): boolean {
  if (opts.parent === undefined) return true;
  if (membership.retainOnDelete === false) return false;
  return membership.parent === opts.parent || membership.parent === group;
}
