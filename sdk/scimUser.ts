import * as pulumi from "@pulumi/pulumi";
import { isKind, properties, readOptions, type ReadOptions } from "./dynamicResource.js";
import { isLookup, lookupId } from "./lookups.js";
import { isLater, reference, references, whenKnown } from "./references.js";
import { Secrets } from "./secrets.js";
import { endStacksAtProgram } from "./stackTraces.js";
import { typeToken } from "./tokens.js";
import { type Attribute, type Extensions } from "./types/common.js";
import {
  type AddressArgs,
  type EmailArgs,
  type EntitlementArgs,
  type ImArgs,
  type PhoneNumberArgs,
  type PhotoArgs,
  type RoleArgs,
  type X509CertificateArgs,
} from "./types/multiValued.js";
import { type LookupArgs, type NameArgs, type ScimUserArgs } from "./types/userArgs.js";
import { type Absorb, type Ironclad, type Leapsome } from "./types/vendors.js";

const attributes = [
  "userName",
  "externalId",
  "name",
  "displayName",
  "nickName",
  "profileUrl",
  "title",
  "userType",
  "preferredLanguage",
  "locale",
  "timezone",
  "active",
  "password",
  "emails",
  "phoneNumbers",
  "ims",
  "photos",
  "addresses",
  "entitlements",
  "roles",
  "x509Certificates",
  "employeeNumber",
  "costCenter",
  "organization",
  "division",
  "department",
  "manager",
  "extensions",
  "leapsome",
  "absorb",
  "ironclad",
] as const;

/**
 * One person (RFC 7643 sections 4.1 and 4.3) in a SCIM service. Attributes that the program leaves out are not managed.
 * Nothing replaces a person: all changes are made in place.
 */
export class ScimUser extends pulumi.CustomResource {
  declare public readonly userName: pulumi.Output<string>;
  declare public readonly externalId: Attribute<string>;
  declare public readonly name: Attribute<pulumi.Unwrap<NameArgs>>;
  declare public readonly displayName: Attribute<string>;
  declare public readonly nickName: Attribute<string>;
  declare public readonly profileUrl: Attribute<string>;
  declare public readonly title: Attribute<string>;
  declare public readonly userType: Attribute<string>;
  declare public readonly preferredLanguage: Attribute<string>;
  declare public readonly locale: Attribute<string>;
  declare public readonly timezone: Attribute<string>;
  declare public readonly active: pulumi.Output<boolean | undefined>;
  /** The password that the program gave; services never tell theirs. */
  declare public readonly password: pulumi.Output<string | undefined>;
  declare public readonly emails: Attribute<pulumi.Unwrap<EmailArgs>[]>;
  declare public readonly phoneNumbers: Attribute<pulumi.Unwrap<PhoneNumberArgs>[]>;
  declare public readonly ims: Attribute<pulumi.Unwrap<ImArgs>[]>;
  declare public readonly photos: Attribute<pulumi.Unwrap<PhotoArgs>[]>;
  declare public readonly addresses: Attribute<pulumi.Unwrap<AddressArgs>[]>;
  declare public readonly entitlements: Attribute<pulumi.Unwrap<EntitlementArgs>[]>;
  declare public readonly roles: Attribute<pulumi.Unwrap<RoleArgs>[]>;
  declare public readonly x509Certificates: Attribute<pulumi.Unwrap<X509CertificateArgs>[]>;
  declare public readonly employeeNumber: Attribute<string>;
  declare public readonly costCenter: Attribute<string>;
  declare public readonly organization: Attribute<string>;
  declare public readonly division: Attribute<string>;
  declare public readonly department: Attribute<string>;
  /** Id of the manager. */
  declare public readonly manager: Attribute<string>;
  /** Attributes of further schemas, by URN. */
  declare public readonly extensions: Attribute<Extensions>;
  declare public readonly leapsome: Attribute<Leapsome>;
  declare public readonly absorb: Attribute<Absorb>;
  declare public readonly ironclad: Attribute<Ironclad>;
  /**
   * The service's own id of the person, the same as `id`. In the state of a look-up `id` is the question
   * (`lookup:userName=…`) and this is the answer.
   */
  declare public readonly scimId: pulumi.Output<pulumi.ID>;

  /** Declares a person. With `opts.id` and no arguments it reads one who exists: see {@link ScimUser.get}. */
  public constructor(name: string, args: ScimUserArgs, opts?: pulumi.CustomResourceOptions);
  public constructor(name: string, args: undefined, opts: ReadOptions);
  public constructor(name: string, args: ScimUserArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    const read = opts.id === undefined ? undefined : isLookup(opts.id) ? "lookup" : "get";
    const outputs = read === "lookup" ? [...attributes, "scimId"] : attributes;
    const secrets = new Secrets(args?.secretAttributes);
    const inputs = args === undefined ? {} : secrets.wrap(resolve(name, args));
    const hidden = new Set([...(opts.additionalSecretOutputs ?? []), ...secrets.outputs(attributes)]);
    const restoreStacks = endStacksAtProgram();
    try {
      // Pulumi tells no provider of it, which must not count those who stay among the leavers (`maxLeavers`).
      const retained = read === undefined && opts.retainOnDelete === true ? { __retainOnDelete: true } : {};
      super(typeToken("User"), name, properties("User", outputs, { ...inputs, ...retained }, read), {
        ...opts,
        additionalSecretOutputs: [...hidden],
      });
    } finally {
      restoreStacks();
    }
    if (read === "lookup") Object.assign(this, { id: this.scimId });
    else this.scimId = this.id;
  }

  /** Reads a person by the id in the service. Never written; preview fails when there is nobody. */
  public static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScimUser {
    return new ScimUser(name, undefined, readOptions(`ScimUser.get "${name}"`, id, opts));
  }

  /**
   * Finds somebody who exists, by exactly one of userName, externalId and email. Never written. Nobody, more than one
   * or somebody inactive is an error, in preview already. `id` and `scimId` are the service's id of the person found.
   */
  public static lookup(name: string, by: LookupArgs, opts?: pulumi.CustomResourceOptions): ScimUser {
    return new ScimUser(name, undefined, { ...opts, id: lookupId(name, by) });
  }

  /** Tells a ScimUser, also one that another copy of this package made. */
  public static override isInstance(value: unknown): value is ScimUser {
    return isKind("User", value);
  }
}

/** Puts ids in place of people. */
function resolve(name: string, args: ScimUserArgs): object {
  const place = `ScimUser "${name}"`;
  return {
    ...args,
    ...("manager" in args ? { manager: reference(`${place}: manager`, "User", args.manager) } : {}),
    ...withBlock(args.leapsome, "leapsome", (block) =>
      "additionalManagers" in block
        ? {
            ...block,
            additionalManagers: references(`${place}: leapsome.additionalManagers`, "User", block.additionalManagers),
          }
        : block,
    ),
    ...withBlock(args.ironclad, "ironclad", (block) =>
      "departmentHead" in block
        ? {
            ...block,
            departmentHead: reference(`${place}: ironclad.departmentHead`, "User", block.departmentHead, (head) =>
              ScimUser.isInstance(head) ? head.userName : head.id,
            ),
          }
        : block,
    ),
  };
}

/** A vendor block, or an Input of one, with its references resolved; nothing where the program gives none. */
function withBlock(block: unknown, key: string, change: (block: object) => object): object {
  const changed = (now: unknown): unknown => (typeof now === "object" && now !== null ? change(now) : now);
  if (block === undefined) return {};
  return { [key]: isLater(block) ? whenKnown(block, changed) : changed(block) };
}
