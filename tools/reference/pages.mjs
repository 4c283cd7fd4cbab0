/**
 * What stands on which page of the reference, in this order. `of` names declarations whose members make one table.
 * @typedef {{ heading?: string, text?: string, of?: readonly string[], first?: string, code?: string, isOutputs?: boolean,
 *   valuesAt?: readonly string[], describes?: readonly string[] }} Section
 *   `valuesAt`: where the dialect that others extend has the fields. `describes`: types that links to this section mean; the heading if left out.
 * @typedef {{ file: string, title: string, about: string, types: readonly string[], sections: readonly Section[] }} Page
 *   `types`: exported names that the page describes; each has to be on one.
 */

const anyInput =
  "Every argument may be an [Input](https://www.pulumi.com/docs/iac/concepts/inputs-outputs/). What is left out is [not managed](../concepts.md#managed-unmanaged-null); `null` means managed and empty.";

const item = "Items of lists are matched by (`type`, `value`). A sub-attribute that is not given is ignored.";

/** @type {readonly Page[]} */
export const pages = [
  {
    file: "user.md",
    title: "ScimUser",
    about: "one person",
    types: [
      "ScimUser",
      "ScimUserArgs",
      "CoreUserArgs",
      "EnterpriseUserArgs",
      "UserPolicyArgs",
      "NameArgs",
      "LookupArgs",
      "MultiValuedArgs",
      "EmailArgs",
      "PhoneNumberArgs",
      "ImArgs",
      "PhotoArgs",
      "X509CertificateArgs",
      "EntitlementArgs",
      "RoleArgs",
      "AddressArgs",
      "ExtensionsArgs",
      "Extensions",
      "Optional",
      "Unsupported",
      "LeapsomeArgs",
      "Leapsome",
      "AbsorbArgs",
      "Absorb",
      "AbsorbCustomFieldArgs",
      "AbsorbManagedDepartmentArgs",
      "AbsorbUserManagementSettingsArgs",
      "IroncladArgs",
      "Ironclad",
    ],
    sections: [
      {
        code: "new ScimUser(name: string, args: ScimUserArgs, opts?: pulumi.CustomResourceOptions);\nScimUser.get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScimUser;\nScimUser.lookup(name: string, by: LookupArgs, opts?: pulumi.CustomResourceOptions): ScimUser;\nScimUser.isInstance(value: unknown): value is ScimUser;",
        text: "`get` reads a person by the id in the service, `lookup` finds one by exactly one of `userName`, `externalId` and `email`. Neither ever writes or ends anybody. Nobody, more than one person, or (for `lookup`) somebody inactive is an error, in preview already. `isInstance` also knows a person that another copy of the package made.",
      },
      { heading: "Arguments", text: anyInput, of: ["CoreUserArgs"] },
      {
        heading: "Enterprise extension",
        text: "Arguments of the extension `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User`, which are flat here.",
        of: ["EnterpriseUserArgs"],
      },
      {
        heading: "Policies",
        text: "How one person is handled. None of these is an attribute in the service.",
        of: ["UserPolicyArgs"],
      },
      { heading: "Further arguments", of: ["ScimUserArgs"] },
      {
        heading: "Outputs",
        text: "The attributes as the service has them, `manager` as an id; and",
        of: ["ScimUser"],
        first: "Output",
        isOutputs: true,
      },
      { heading: "NameArgs", of: ["NameArgs"], first: "Part" },
      {
        heading: "Items of lists",
        describes: [
          "EmailArgs",
          "PhoneNumberArgs",
          "ImArgs",
          "PhotoArgs",
          "X509CertificateArgs",
          "EntitlementArgs",
          "RoleArgs",
        ],
        text: `${item} Canonical types (RFC 7643 section 4.1.2): of emails \`work\`, \`home\`, \`other\`; of phone numbers \`work\`, \`home\`, \`mobile\`, \`fax\`, \`pager\`, \`other\`; of ims \`aim\`, \`gtalk\`, \`icq\`, \`xmpp\`, \`msn\`, \`skype\`, \`qq\`, \`yahoo\`; of photos \`photo\`, \`thumbnail\`. A service may know more.`,
        of: ["MultiValuedArgs"],
        first: "Part",
      },
      { heading: "AddressArgs", of: ["AddressArgs"], first: "Part" },
      {
        heading: "ExtensionsArgs",
        text: "Attributes of other schemas (RFC 7643 section 3.3), by schema URN, as they stand in the SCIM body. Only the attributes given are managed; `null` for a URN empties that extension. The enterprise extension and the blocks below have arguments of their own and are refused here.",
        code: 'extensions: { "urn:acme:params:scim:schemas:badge:1.0:User": { badge: "42" } }',
      },
      {
        heading: "LeapsomeArgs",
        of: ["LeapsomeArgs"],
        text: "Used on a connection of the dialect `leapsome`, ignored on others. Outputs also have `employmentType` and `attachments`, which are read only.",
      },
      {
        heading: "AbsorbArgs",
        of: ["AbsorbArgs"],
        text: "Used on a connection of the dialect `absorb`, ignored on others.",
      },
      {
        heading: "AbsorbCustomFieldArgs",
        of: ["AbsorbCustomFieldArgs"],
        text: "Fields are told apart by `type` and `display`; only those given are managed.",
      },
      {
        heading: "AbsorbUserManagementSettingsArgs",
        of: ["AbsorbUserManagementSettingsArgs"],
        text: "Managed part by part.",
      },
      { heading: "AbsorbManagedDepartmentArgs", of: ["AbsorbManagedDepartmentArgs"] },
      {
        heading: "IroncladArgs",
        of: ["IroncladArgs"],
        text: "Used on a connection of the dialect `ironclad`, ignored on others. Outputs also have `provider`, which is read only.",
      },
    ],
  },
  {
    file: "group.md",
    title: "ScimGroup",
    about: "one group, without its members",
    types: ["ScimGroup", "ScimGroupArgs"],
    sections: [
      {
        code: "new ScimGroup(name: string, args: ScimGroupArgs, opts?: pulumi.CustomResourceOptions);\nScimGroup.get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScimGroup;\nScimGroup.isInstance(value: unknown): value is ScimGroup;",
        text: "`get` reads a group by the id in the service; it is never written, and preview fails when there is none. Members are given by [ScimMembership](membership.md).",
      },
      { heading: "Arguments", text: anyInput, of: ["ScimGroupArgs"] },
      { heading: "Outputs", of: ["ScimGroup"], first: "Output", isOutputs: true },
    ],
  },
  {
    file: "membership.md",
    title: "ScimMembership",
    about: "who is in a group",
    types: [
      "ScimMembership",
      "ScimMembershipArgs",
      "SingleMembershipArgs",
      "SetMembershipArgs",
      "LeapsomeMembershipArgs",
    ],
    sections: [
      {
        code: "new ScimMembership(name: string, args: ScimMembershipArgs, opts?: pulumi.CustomResourceOptions);\nScimMembership.get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScimMembership;",
        text: "Give `user` for one person, or `users` and/or `groups` for a set. Do not name one person in two memberships of a group. `get` takes `<group id>/<user id>` for one person and `<group id>` for a set; what it reads is never written. When the group is a ScimGroup of the same program that will surely be deleted, the membership is [deletedWith](https://www.pulumi.com/docs/iac/concepts/options/deletedwith/) it, unless the options have the key `deletedWith` (`undefined`: never).",
      },
      { heading: "Arguments of both forms", of: ["MembershipArgs"] },
      { heading: "One person", of: ["SingleMembershipArgs"] },
      { heading: "A set", of: ["SetMembershipArgs"] },
      {
        heading: "LeapsomeMembershipArgs",
        text: "How members are taken out of a group at Leapsome, which can only be sent all who stay, a hundred at a time.",
        of: ["LeapsomeMembershipArgs"],
      },
      { heading: "Outputs", of: ["ScimMembership"], first: "Output", isOutputs: true },
    ],
  },
  {
    file: "service.md",
    title: "ScimService",
    about: "one connection to one service",
    types: ["ScimService", "ScimServiceArgs", "tokenVariable"],
    sections: [
      {
        code: "new ScimService(name: string, args: ScimServiceArgs, opts?: pulumi.ResourceOptions);\ntokenVariable(name: string): string; // acme-eu → SCIM_ACME_EU_TOKEN",
        text: "`SCIM_*` options of the environment never apply to it; the variables that do are in [environment and configuration](environment.md). An argument that does not exist is an error in the program.",
      },
      { heading: "Arguments", of: ["ScimServiceArgs"] },
    ],
  },
  {
    file: "org-chart.md",
    title: "OrgChart",
    about: "people and teams of a whole company from a file or from code",
    types: [
      "OrgChart",
      "OrgChartArgs",
      "OrgSource",
      "OrgInCode",
      "OrgPersonArgs",
      "OrgTableArgs",
      "OrgTeamArgs",
      "OrgTeamsByArgs",
      "OrgPolicies",
      "OrgOptions",
      "Org",
      "OrgPerson",
      "OrgTeam",
    ],
    sections: [
      {
        code: 'new OrgChart(name: string, args: OrgChartArgs, opts?: pulumi.ComponentResourceOptions);\n\nnew OrgChart("acme", { file: "org.yaml" });',
        text: "Give either `file`, the path of an [org file](org-file.md), or `people` in code. Beside it go the options and policies below, and `transform(args, person)`: it gets the arguments of each [ScimUser](user.md) and what the file says of the person, and what it gives back is what counts.",
      },
      { heading: "Options", of: ["OrgOptions"] },
      {
        heading: "Policies",
        text: "Beside these the [policies of ScimUser](user.md#policies), for everybody.",
        of: ["OrgPolicies"],
      },
      { heading: "The chart in code", text: "The same keys as in an org file.", of: ["OrgInCode"] },
      { heading: "OrgPersonArgs", text: "Beside these every attribute of [ScimUser](user.md).", of: ["OrgPersonArgs"] },
      { heading: "OrgTableArgs", of: ["OrgTableArgs"] },
      { heading: "OrgTeamArgs", of: ["OrgTeamArgs"] },
      { heading: "OrgTeamsByArgs", of: ["OrgTeamsByArgs"] },
      {
        heading: "Properties",
        text: "`users` and `groups` hold the resources that the chart declared.",
        of: ["OrgChart"],
        first: "Property",
        isOutputs: true,
      },
      { heading: "Org", of: ["Org"], first: "Property" },
      { heading: "OrgPerson", of: ["OrgPerson"], first: "Property" },
      { heading: "OrgTeam", of: ["OrgTeam"], first: "Property" },
    ],
  },
  {
    file: "dialect.md",
    title: "The dialect object",
    about: "what a service can do, for one that the package does not know",
    types: ["DialectArgs"],
    sections: [
      {
        text: "The option `dialect` takes a name (`rfc7644`, `leapsome`, `absorb`, `ironclad`) or an object that says what the service does differently. What it leaves out is as in the dialect that `extends` names, `rfc7644` if none. Objects are given member by member, lists whole, and `null` takes a part away. In the environment (`SCIM_DIALECT`) and in stack configuration (`scim:dialect`) the object is JSON. [Unknown service](../guides/unknown-service.md) tells how to find out what to put in.",
        code: 'new ScimService("acme", {\n  endpoint: "https://acme.example/scim/v2",\n  dialect: { extends: "rfc7644", title: "Acme", filter: { users: ["userName"] }, members: { perRequest: 50 } },\n});',
      },
      { heading: "Dialect", of: ["Dialect"], first: "Field", valuesAt: [""] },
      {
        heading: "UserCapabilities",
        text: "`user` has these fields and those of [WriteCapabilities](#writecapabilities).",
        of: ["UserCapabilities"],
        first: "Field",
        valuesAt: ["user"],
      },
      {
        heading: "GroupCapabilities",
        text: "`group` has these fields and those of [WriteCapabilities](#writecapabilities).",
        of: ["GroupCapabilities"],
        first: "Field",
        valuesAt: ["group"],
      },
      {
        heading: "WriteCapabilities",
        text: "How attributes of a person or a group are written. Keys are those of arguments: `title`, `name.givenName`, `absorb.location`.",
        of: ["WriteCapabilities"],
        first: "Field",
        valuesAt: ["user", "group"],
      },
      {
        heading: "Clear",
        text: 'One way to take an attribute\'s value away: a PATCH that removes it (`"patchRemove"`), or sets it to null (`"patchNull"`) or to an empty text (`"patchEmpty"`); a PUT that leaves it out (`"putOmit"`), or has null (`"putNull"`) or an empty text (`"putEmpty"`) in its place.',
      },
      { heading: "MemberCapabilities", of: ["MemberCapabilities"], first: "Field", valuesAt: ["members"] },
      { heading: "FilterCapabilities", of: ["FilterCapabilities"], first: "Field", valuesAt: ["filter"] },
      { heading: "Rate", of: ["Rate"], first: "Field" },
      { heading: "ConnectionNeeds", of: ["ConnectionNeeds"], first: "Field", valuesAt: ["connection"] },
      { heading: "ReferenceForm", of: ["ReferenceForm"], first: "Field" },
      { heading: "Limit", of: ["Limit"], first: "Field" },
      {
        heading: "VendorBlock",
        text: "Only for a service that extends a vendor's dialect.",
        of: ["VendorBlock"],
        first: "Field",
      },
    ],
  },
];
