import type * as pulumi from "@pulumi/pulumi";
import { type ScimUser } from "../scimUser.js";
import { type Optional } from "./common.js";

/**
 * Attributes of a person at Leapsome that its SCIM API keeps in the enterprise extension. Used on a connection of the
 * dialect `leapsome`, ignored on others. `department`, `division`, `costCenter` and `manager` are flat arguments.
 */
export interface LeapsomeArgs {
  /** Further managers: a ScimUser, or an id, email or externalId. May form cycles with `manager`. */
  additionalManagers?: Optional<pulumi.Input<string | ScimUser>[]>;
  /** Seniority or career level. */
  level?: Optional<string>;
  /** Place of work. */
  location?: Optional<string>;
  /** First day, `YYYY-MM-DD`. */
  startDate?: Optional<string>;
  /** Last day, `YYYY-MM-DD`. */
  endDate?: Optional<string>;
  /** `YYYY-MM-DD`. Secret unless `secretAttributes` says otherwise. */
  birthday?: Optional<string>;
  /** Secret unless `secretAttributes` says otherwise. */
  gender?: Optional<"male" | "female" | "diverse">;
  /** Custom attributes by their id (24 hex digits, from the Users & Teams tab). */
  customAttributes?: Optional<Record<string, Optional<string>>>;
}

/** {@link LeapsomeArgs} as the service has them, with what it alone can set. */
export interface Leapsome extends Omit<pulumi.Unwrap<LeapsomeArgs>, "additionalManagers"> {
  /** Ids of the further managers. */
  additionalManagers?: string[] | null | undefined;
  /** `"internal"` or `"external"`; read only. */
  employmentType?: string | null | undefined;
  /** Files on the person's profile; read only. */
  attachments?: { fileName?: string; access?: string[] }[] | null | undefined;
}

/** One custom field of a person at Absorb. */
export interface AbsorbCustomFieldArgs {
  /** Kind of the field. */
  type?: Optional<string>;
  /** Name of the field. */
  display?: Optional<string>;
  /** Any JSON value. */
  value?: unknown;
}

/** A department that a person manages at Absorb. */
export interface AbsorbManagedDepartmentArgs {
  /** Id of the department. */
  departmentId: pulumi.Input<string>;
  /** Whether the departments below it count too. */
  includeSubDepartments?: Optional<boolean>;
}

/** What a person may do at Absorb. */
export interface AbsorbUserManagementSettingsArgs {
  /** Whether the person takes courses. */
  isLearner?: Optional<boolean>;
  /** Whether the person administers. */
  isAdmin?: Optional<boolean>;
  /** Whether the person reviews. */
  isReviewer?: Optional<boolean>;
  /** Whether the person manages others. */
  isManager?: Optional<boolean>;
  /** Whether the person instructs. */
  isInstructor?: Optional<boolean>;
  /** Roles as an administrator. */
  adminRoles?: Optional<pulumi.Input<string>[]>;
  /** Roles as a manager. */
  managerRoles?: Optional<pulumi.Input<string>[]>;
  /** Which people are managed; a number whose meaning Absorb's page does not give. */
  userManagementType?: Optional<number>;
  /** Id of the group that is managed; answers of the service spell it `mangedGroupId`. */
  managedGroupId?: Optional<string>;
  /** Departments that are managed. */
  managedDepartments?: Optional<pulumi.Input<AbsorbManagedDepartmentArgs>[]>;
}

/**
 * Attributes of a person in Absorb's own extension. Used on a connection of the dialect `absorb`, ignored on others.
 */
export interface AbsorbArgs {
  /** Place of work. */
  location?: Optional<string>;
  /** Date and time of hire, RFC 3339. */
  dateHired?: Optional<string>;
  /** A number whose meaning Absorb's page does not give. Secret unless `secretAttributes` says otherwise. */
  gender?: Optional<number>;
  /** Custom fields. */
  customFields?: Optional<pulumi.Input<AbsorbCustomFieldArgs>[]>;
  /** Roles and what they reach. */
  userManagementSettings?: Optional<AbsorbUserManagementSettingsArgs>;
}

/** {@link AbsorbArgs} as the service has them. */
export type Absorb = pulumi.Unwrap<AbsorbArgs>;

/**
 * Attributes of a person in Ironclad's own extension. Used on a connection of the dialect `ironclad`, ignored on others.
 */
export interface IroncladArgs {
  /** The head of the person's department: a ScimUser, or that person's userName (an email address). */
  departmentHead?: Optional<string | ScimUser>;
  /** Lets sign-in by password (`local`) turn into sign-in by Google. */
  allowProviderConversion?: Optional<boolean>;
  /**
   * Sends the argument `manager` as the enterprise extension has it: Ironclad's /Schemas advertises it, no documented
   * body has it. A service that does not keep it fails the step. @default false: `manager` is refused in preview
   */
  sendManager?: pulumi.Input<boolean | undefined>;
}

/** {@link IroncladArgs} as the service has them, with what it alone can set. */
export interface Ironclad {
  /** userName of the department's head. */
  departmentHead?: string | null | undefined;
  /** See {@link IroncladArgs}. */
  allowProviderConversion?: boolean | null | undefined;
  /** How the person signs in: `local`, `magicLink`, `saml` or `google`; read only. */
  provider?: string | null | undefined;
}
