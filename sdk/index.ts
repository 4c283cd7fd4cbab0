/**
 * What a Pulumi program imports. Everything else under sdk/ is private: reference resolution, secrets, look-up ids and
 * the text that loads the provider.
 */
export { ScimGroup, type ScimGroupArgs } from "./scimGroup.js";
export {
  ScimMembership,
  type ScimMembershipArgs,
  type LeapsomeMembershipArgs,
  type SetMembershipArgs,
  type SingleMembershipArgs,
} from "./scimMembership.js";
export { tokenVariable } from "./options.js";
export { type DialectArgs, ScimService, type ScimServiceArgs } from "./scimService.js";
export { ScimUser } from "./scimUser.js";
export { type Extensions, type ExtensionsArgs, type Optional, type Unsupported } from "./types/common.js";
export {
  type AddressArgs,
  type EmailArgs,
  type EntitlementArgs,
  type ImArgs,
  type MultiValuedArgs,
  type PhoneNumberArgs,
  type PhotoArgs,
  type RoleArgs,
  type X509CertificateArgs,
} from "./types/multiValued.js";
export {
  type CoreUserArgs,
  type EnterpriseUserArgs,
  type LookupArgs,
  type NameArgs,
  type ScimUserArgs,
  type UserPolicyArgs,
} from "./types/userArgs.js";
export {
  type Absorb,
  type AbsorbArgs,
  type AbsorbCustomFieldArgs,
  type AbsorbManagedDepartmentArgs,
  type AbsorbUserManagementSettingsArgs,
  type Ironclad,
  type IroncladArgs,
  type Leapsome,
  type LeapsomeArgs,
} from "./types/vendors.js";
export { OrgChart } from "./orgChart/orgChart.js";
export {
  type OrgChartArgs,
  type OrgInCode,
  type OrgPersonArgs,
  type OrgPolicies,
  type OrgSource,
  type OrgTableArgs,
  type OrgTeamArgs,
  type OrgTeamsByArgs,
} from "./orgChart/orgChartArgs.js";
export { type Org, type OrgOptions, type OrgPerson, type OrgTeam } from "./orgChart/orgFile/org.js";
