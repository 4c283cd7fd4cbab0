import { z } from "zod";

/** A text that may be emptied: null is "managed and empty". */
const text = (description: string) => z.string().nullable().optional().meta({ description });
const flag = (description: string) => z.boolean().nullable().optional().meta({ description });
/** A key, or a value of a table: a number counts as the text that it was written as. */
const key = z.union([z.string(), z.number()]);
const keys = z.union([key, z.array(key)]);
const values = z.union([key, z.boolean(), z.array(z.union([key, z.boolean()]))]);

const item = {
  value: z.string(),
  type: z.string().optional(),
  display: z.string().optional(),
  primary: z.boolean().optional(),
};
const items = (description: string) =>
  z
    .array(z.strictObject(item))
    .nullable()
    .optional()
    .meta({ description: `${description} The list is managed whole.` });
const address = z.strictObject({
  formatted: z.string().optional(),
  streetAddress: z.string().optional(),
  locality: z.string().optional(),
  region: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
  type: z.string().optional(),
  primary: z.boolean().optional(),
});

/** The attributes of a person that an org file may give: those of ScimUser, without the manager and the policies. */
const attributes = {
  userName: z.string().optional().meta({ description: "Unique name in the service, often an email address." }),
  externalId: text("Key of the person in the services. Left out: the person's key in this file."),
  name: z
    .strictObject({
      formatted: text("The whole name, ready for display."),
      familyName: text("Last name."),
      givenName: text("First name."),
      middleName: text("Middle names."),
      honorificPrefix: text('Title before the name, such as "Dr.".'),
      honorificSuffix: text('What stands after the name, such as "III".'),
    })
    .nullable()
    .optional(),
  displayName: text("Name to show."),
  nickName: text("Casual name."),
  profileUrl: text("URL of a page about the person."),
  title: text("Job title."),
  userType: text('Relation to the organization, such as "Employee" or "Contractor".'),
  preferredLanguage: text('Preferred languages, such as "en-US".'),
  locale: text('Locale for dates and numbers, such as "en-US".'),
  timezone: text('IANA time zone, such as "Europe/Berlin".'),
  active: z
    .boolean()
    .optional()
    .meta({ description: "Whether the person may use the service. Left out: not managed." }),
  emails: items("Mail addresses."),
  phoneNumbers: items("Telephone numbers."),
  ims: items("Instant messaging addresses."),
  photos: items("Pictures."),
  addresses: z
    .array(address)
    .nullable()
    .optional()
    .meta({ description: "Postal addresses. The list is managed whole." }),
  entitlements: z
    .array(z.strictObject(item))
    .nullable()
    .optional()
    .meta({ description: "Rights. Only the given items are managed." }),
  roles: z
    .array(z.strictObject(item))
    .nullable()
    .optional()
    .meta({ description: "Roles. Only the given items are managed." }),
  x509Certificates: items("Certificates."),
  employeeNumber: text("Number that the organization gave to the person."),
  costCenter: text("Cost center."),
  organization: text("Organization."),
  division: text("Division."),
  department: text("Department."),
  extensions: z
    .record(z.string(), z.record(z.string(), z.unknown()).nullable())
    .optional()
    .meta({ description: "Attributes of further schemas, by URN." }),
  leapsome: z
    .strictObject({
      additionalManagers: z.array(z.string()).nullable().optional().meta({ description: "Keys of further managers." }),
      level: text("Seniority or career level."),
      location: text("Place of work."),
      startDate: text("First day, YYYY-MM-DD."),
      endDate: text("Last day, YYYY-MM-DD."),
      birthday: text("YYYY-MM-DD."),
      gender: z.enum(["male", "female", "diverse"]).nullable().optional(),
      customAttributes: z.record(z.string(), z.string().nullable()).nullable().optional(),
    })
    .nullable()
    .optional()
    .meta({ description: "What Leapsome alone has; ignored at other services." }),
  absorb: z
    .strictObject({
      location: text("Place of work."),
      dateHired: text("Date and time of hire, RFC 3339."),
      gender: z.number().nullable().optional(),
      customFields: z
        .array(z.strictObject({ type: text("Kind."), display: text("Name."), value: z.unknown() }))
        .nullable()
        .optional(),
      userManagementSettings: z.record(z.string(), z.unknown()).nullable().optional(),
    })
    .nullable()
    .optional()
    .meta({ description: "What Absorb alone has; ignored at other services." }),
  ironclad: z
    .strictObject({
      departmentHead: text("Key of the head of the department."),
      allowProviderConversion: flag("Lets sign-in by password turn into sign-in by Google."),
      sendManager: z.boolean().optional(),
    })
    .nullable()
    .optional()
    .meta({ description: "What Ironclad alone has; ignored at other services." }),
};

/** What `defaults` may hold: attributes that a person has who does not say otherwise. */
export const defaultsShape = z.strictObject(attributes);

/** One person of the map `people`. */
export const personShape = z.strictObject({
  ...attributes,
  manager: key.nullable().optional().meta({ description: "Key of the manager. Nobody, or the person: a root." }),
  teams: keys.optional().meta({ description: "Keys of the teams that the person is in." }),
  was: keys.optional().meta({ description: "Keys that the person had before." }),
  status: key.optional().meta({ description: "Whoever is not active is a leaver." }),
  startDate: z.string().optional().meta({ description: "First day, YYYY-MM-DD; not created before." }),
  endDate: z.string().optional().meta({ description: "Last day, YYYY-MM-DD; a leaver from the next day on." }),
  services: keys.optional().meta({ description: "Services that the person is in. Left out: all." }),
});

/** `people` as a table in a file beside. */
export const tableShape = z.strictObject({
  from: z.string().meta({ description: "A CSV file with a header row, UTF-8, beside this one." }),
  columns: z
    .record(z.string(), z.string())
    .meta({ description: "Which column holds what: attribute (or key, manager, teams, status, …) → header." }),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, "one character, which is no double quote and no line break")
    .optional()
    .meta({ description: "What stands between cells. Left out: told from the header." }),
  separator: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'What stands between several keys in a cell. Left out: ";".' }),
  was: z.record(z.string(), keys).optional().meta({ description: "Keys that changed: new key → old key." }),
});

/** One team of the map `teams`. */
export const teamShape = z.strictObject({
  displayName: z.string().optional().meta({ description: "Name of the group. Left out: the key." }),
  externalId: text("Key of the group in the services. Left out: the team's key."),
  parent: key.optional().meta({ description: "Key of the team that this one is inside of." }),
  was: keys.optional().meta({ description: "Keys that the team had before." }),
  extensions: attributes.extensions,
});

/** `teams` as one team per value of one or several attributes or columns. */
export const teamsByShape = z.strictObject({
  by: z
    .union([z.string(), z.array(z.string()).min(1)])
    .meta({ description: "Attribute (or header of a column) whose values are the teams; the outermost first." }),
  names: z
    .record(
      z.string(),
      z.strictObject({
        displayName: z.string().optional().meta({ description: "Name of the group. Left out: the value." }),
        was: key
          .optional()
          .meta({ description: "The value that this one was before it was renamed: the group stays." }),
        key: key.optional().meta({ description: "Key of the team. Left out: made from the value." }),
      }),
    )
    .optional()
    .meta({ description: "Values that were renamed, or that a group should not be named after." }),
  merge: z
    .boolean()
    .optional()
    .meta({ description: "Makes one team of equal values in several columns; otherwise they are an error." }),
});

/** How a person's status is read. */
export const statusShape = z.strictObject({
  column: z.string().optional().meta({ description: "Header of the column." }),
  values: z
    .record(z.string(), z.enum(["active", "leaver"]))
    .meta({ description: "Every value that occurs, and whether it means active or leaver." }),
});

/** Who of the file is meant: attribute (or header of a column) → the values that are. */
export const includeShape = z.record(z.string(), values);

/** Which services the file feeds, and who goes where. */
export const servicesShape = z.record(z.string(), z.strictObject({ include: includeShape.optional() }).nullable());

/** A manager who is no person of the file but exists in the service. */
export const lookupShape = z.union([
  z.strictObject({ userName: z.string() }),
  z.strictObject({ externalId: z.string() }),
  z.strictObject({ email: z.string() }),
]);

/** The keys of an org file other than people and teams. */
export const settingsShapes = {
  defaults: defaultsShape.optional().meta({ description: "Attributes of everybody who does not say otherwise." }),
  domain: z.string().min(1).optional().meta({
    description:
      'Makes a userName for who has none: "acme.io" or a pattern such as "{name.givenName}.{name.familyName}@acme.io".',
  }),
  status: statusShape.optional().meta({ description: "Which column says who has left, and by which values." }),
  joinDaysBefore: z
    .int()
    .min(0)
    .max(366)
    .optional()
    .meta({ description: "Days before the startDate on which a person is created." }),
  timeZone: z.string().optional().meta({ description: 'IANA time zone in which "today" is told. Left out: UTC.' }),
  leavers: z.enum(["end", "inactive"]).optional().meta({
    description:
      'What becomes of leavers: "end", as the policy onDelete says (the default), or "inactive": they stay in the service, inactive. Nobody is created for it.',
  }),
  include: includeShape.optional().meta({
    description:
      "Who is meant: attribute (or header of a column) → the values that are. Reports of somebody left out go to the next manager above.",
  }),
  services: servicesShape.optional().meta({
    description:
      "The services that the file feeds, each with its own include; the argument service of OrgChart says which one a chart is.",
  }),
  lookup: z
    .record(z.string(), lookupShape)
    .optional()
    .meta({ description: "Managers who are not in this file: key → who that is in the service." }),
  oneRoot: z.boolean().optional().meta({ description: "Makes a second person without a manager a problem." }),
  nestedTeams: z
    .boolean()
    .optional()
    .meta({ description: "Puts groups into groups. Left out: a person is in the team and in all around it." }),
};

/** An org file in full; what the published JSON Schema is made of. */
export const orgFileShape = z
  .strictObject({
    $schema: z.string().optional(),
    people: z
      .union([tableShape, z.record(z.string(), personShape)])
      .meta({ description: "People by key, or a table." }),
    teams: z
      .union([teamsByShape, z.record(z.string(), teamShape.nullable())])
      .optional()
      .meta({ description: "Teams by key, or one per value of an attribute." }),
    ...settingsShapes,
  })
  .meta({ title: "Org file of pulumi-scim", description: "People, managers and teams for OrgChart." });

/** The JSON Schema of an org file, for editors. */
export function orgFileJsonSchema(): object {
  return z.toJSONSchema(orgFileShape, { target: "draft-7", io: "input" });
}
