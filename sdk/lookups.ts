import * as pulumi from "@pulumi/pulumi";
import { whenKnown } from "./references.js";
import { nearest } from "./nearest.js";

const keys = ["userName", "externalId", "email"] as const;

/** Ids that {@link lookupId} made; a resource that is given one reads by look-up. */
const lookups = new WeakSet();

/**
 * The synthetic id by which the provider finds a person: `lookup:userName=grace%40acme.io`. Throws unless `by` has
 * exactly one of the three keys; a value that turns out empty fails when it is known.
 */
export function lookupId(name: string, by: object): pulumi.Output<string> {
  const place = `ScimUser.lookup "${name}"`;
  const given: [string, unknown][] = Object.entries(by);
  const entries = given.filter(([, value]) => value !== undefined && value !== null);
  const unknown = entries.find(([key]) => !keys.some((known) => known === key));
  if (unknown !== undefined) {
    throw new pulumi.RunError(`${place}: unknown key "${unknown[0]}".${nearest(unknown[0], keys)}`);
  }
  const [entry, ...others] = entries;
  if (entry === undefined || others.length > 0) {
    const got = entries.map(([key]) => key).join(" and ") || "none";
    throw new pulumi.RunError(`${place}: give exactly one of ${keys.join(", ")}; got ${got}.`);
  }
  const [key, value] = entry;
  const id = whenKnown(value, (text) => {
    if (typeof text === "string" && text.trim() !== "") return `lookup:${key}=${encodeURIComponent(text)}`;
    throw new pulumi.RunError(`${place}: ${key} is empty. Give the ${key} of somebody who exists.`);
  });
  lookups.add(id);
  return id;
}

/** Whether an `opts.id` was made by {@link lookupId}. */
export function isLookup(id: unknown): boolean {
  return typeof id === "object" && id !== null && lookups.has(id);
}
