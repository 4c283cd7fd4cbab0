import * as pulumi from "@pulumi/pulumi";
import "./debugLines.js";
import { warnOfMisspelt } from "./misspelt.js";
import { optionNames } from "./options.js";
import { type Kind, providerText, typeToken } from "./tokens.js";

/** Tells a resource of a kind, also one that another copy of this package made. */
export function isKind(kind: Kind, value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === typeToken(kind)
  );
}

/**
 * The properties to register: `outputs` without a value, so that they resolve from the provider's answer, then the
 * arguments, then what the plugin process needs. A read by id (`opts.id`) of `get` carries a marker, so that the
 * provider fails for a missing id instead of letting Pulumi accept it in silence.
 */
export function properties(
  kind: Kind,
  outputs: readonly string[],
  args: object,
  read: "get" | "lookup" | undefined,
): pulumi.Inputs {
  warnOfMisspelt(optionNames);
  return {
    ...Object.fromEntries(outputs.map((name) => [name, undefined])),
    ...args,
    ...(read === "get" ? { __get: true } : {}),
    __provider: providerText(kind),
  };
}

/** The options of a read by id. Throws for an id that is not there: Pulumi would take such a read for a declaration. */
export function readOptions(
  place: string,
  id: pulumi.Input<pulumi.ID>,
  opts: pulumi.CustomResourceOptions = {},
): ReadOptions {
  const given: unknown = id;
  if (given === undefined || given === null || given === "") {
    throw new pulumi.RunError(`${place}: id is missing. Give the id that the service shows.`);
  }
  return { ...opts, id };
}

/** Options of a resource that is read, not declared. */
export type ReadOptions = pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> };
