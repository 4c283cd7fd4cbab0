import { z } from "zod";

/** Checks the switches and fills in the defaults. */
export const absorbSwitches = z.strictObject({
  tokenHeader: z
    .string()
    .min(1)
    .transform((name) => name.toLowerCase())
    .default("authorization"),
  badTokenStatus: z.union([z.literal(401), z.literal(403)]).default(401),
  unknownFields: z.enum(["ignore", "refuse"]).default("ignore"),
  idOnCreate: z.enum(["ignore", "use", "refuse"]).default("ignore"),
  activeOnCreate: z.boolean().default(false),
  absentActiveOnPut: z.enum(["inactive", "keep"]).default("inactive"),
  putAbsent: z.enum(["clear", "keep"]).default("clear"),
  echoPassword: z.boolean().default(false),
  phoneKept: z.enum(["first", "last", "primary"]).default("first"),
  shortAddressCodes: z.boolean().default(true),
  checkEmails: z.boolean().default(true),
  managerMustExist: z.boolean().default(false),
  errorBodies: z.enum(["scim", "text", "none"]).default("scim"),
});
