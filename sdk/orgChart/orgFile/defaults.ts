import { isRecord } from "./draft.js";

/** The attributes of a person over those that all have who do not say otherwise; maps are filled part by part. */
export function withDefaults(attributes: Record<string, unknown>, defaults: unknown): Record<string, unknown> {
  const filled = { ...attributes };
  if (!isRecord(defaults)) return filled;
  for (const [key, value] of Object.entries(defaults)) {
    const own = filled[key];
    if (own === undefined) filled[key] = value;
    else if (isRecord(own) && isRecord(value)) filled[key] = withDefaults(own, value);
  }
  return filled;
}
