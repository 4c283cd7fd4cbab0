import { z } from "zod";

const limit = z.union([z.int().positive(), z.literal(false)]);

/** Checks the switches and fills in the defaults. */
export const ironcladSwitches = z.strictObject({
  actor: z.enum(["optional", "required"]).default("optional"),
  unknownActor: z.enum(["refuse", "ignore"]).default("refuse"),
  badTokenStatus: z.union([z.literal(401), z.literal(403)]).default(403),
  saml: z.boolean().default(true),
  passwordOnPut: z.boolean().default(false),
  unknownFields: z.enum(["ignore", "refuse"]).default("ignore"),
  advertised: z.enum(["ignore", "take"]).default("ignore"),
  stringValuesOnly: z.boolean().default(true),
  valueOfRemove: z.enum(["refuse", "ignore"]).default("refuse"),
  checkUserName: z.boolean().default(true),
  departmentHeadMustExist: z.boolean().default(true),
  departmentHeadFollows: z.boolean().default(false),
  takenNameStatus: z.union([z.literal(400), z.literal(409)]).default(400),
  groupPatchStatus: z.union([z.literal(200), z.literal(204)]).default(200),
  putWithoutMembers: z.enum(["empty", "keep"]).default("empty"),
  changesLimit: limit.default(50),
  otherLimit: limit.default(600),
  rateWindowMs: z.int().positive().default(60_000),
  retryAfter: z.boolean().default(false),
});
