import { z } from "zod";
import { type FaultAction, type FaultRule } from "./faults.js";

const ALTERNATIVES = ["status", "drop", "halfBody", "html", "empty"] as const;

const actionSchema: z.ZodType<FaultAction> = z
  .strictObject({
    status: z.int().min(200).max(599).optional(),
    body: z.json().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    retryAfter: z.union([z.number().nonnegative(), z.string().min(1)]).optional(),
    drop: z.enum(["before", "after"]).optional(),
    delayMs: z.number().nonnegative().optional(),
    halfBody: z.literal(true).optional(),
    html: z.literal(true).optional(),
    empty: z.literal(true).optional(),
    effect: z.boolean().optional(),
  })
  .superRefine((action, context) => {
    const named = ALTERNATIVES.filter((name) => action[name] !== undefined);
    if (named.length > 1 || (named.length === 0 && action.delayMs === undefined)) {
      const message = `expected one of ${ALTERNATIVES.join(", ")} (or delayMs alone), got ${named.join(", ") || "none"}`;
      context.addIssue({ code: "custom", message });
    }
    const details = (["body", "headers", "retryAfter"] as const).filter((name) => action[name] !== undefined);
    if (details.length > 0 && action.status === undefined) {
      context.addIssue({ code: "custom", message: `${details.join(", ")} only with status` });
    }
  });

/** A fault rule as a file or a caller gives it. */
export const faultRuleSchema: z.ZodType<FaultRule> = z
  .strictObject({
    at: z.int().positive().optional(),
    every: z.int().positive().optional(),
    match: z
      .strictObject({
        method: z.string().min(1).optional(),
        path: z.string().refine(isPattern, "expected a regular expression").optional(),
      })
      .optional(),
    action: actionSchema,
    times: z.int().positive().optional(),
  })
  .refine(({ at, every }) => at === undefined || every === undefined, "expected at or every, not both");

/** A fault file: a list of rules. */
export const faultFileSchema = z.array(faultRuleSchema);

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
