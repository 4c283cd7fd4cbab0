import * as pulumi from "@pulumi/pulumi";
import { isKind } from "./dynamicResource.js";
import { type Kind } from "./tokens.js";

/** Which argument of which resource is being read, for messages: `ScimUser "ada": manager`. */
export type Place = string;

/**
 * Turns a reference into an Input of a plain text: a resource of `kind` gives its id (or what `pick` takes from it), a
 * text stays, null and undefined stay. Values of other forms are left to the provider's check, except a resource of
 * another kind, which check could not tell: that throws.
 */
export function reference(
  place: Place,
  kind: Kind,
  value: unknown,
  pick: (resource: pulumi.CustomResource) => pulumi.Input<unknown> = (resource) => resource.id,
): pulumi.Input<unknown> {
  if (isLater(value)) return whenKnown(value, (now) => plain(place, kind, now, pick));
  return plain(place, kind, value, pick);
}

/**
 * Turns a list of references, or an Input of one, into a list of Inputs of ids. An undefined or null item throws: on
 * the wire it could not be told from a forgotten one.
 */
export function references(place: Place, kind: Kind, value: unknown): pulumi.Input<unknown> {
  if (isLater(value)) return whenKnown(value, (now) => plainList(place, kind, now));
  return plainList(place, kind, value);
}

/** An Output or a Promise. */
export function isLater(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** What `then` makes of a value once it is known; Outputs inside the result are waited for. */
export function whenKnown<T>(value: unknown, then: (now: unknown) => T): pulumi.Output<pulumi.Unwrap<T>> {
  const output: pulumi.Output<unknown> = pulumi.output(value);
  return output.apply((now) => pulumi.output(then(now)));
}

function plain(
  place: Place,
  kind: Kind,
  value: unknown,
  pick: (resource: pulumi.CustomResource) => pulumi.Input<unknown>,
): pulumi.Input<unknown> {
  if (!pulumi.Resource.isInstance(value)) return value;
  if (isKind(kind, value) && pulumi.CustomResource.isInstance(value)) return pick(value);
  throw new pulumi.RunError(
    `${place} takes a Scim${kind} or an id, but got a resource of another type (${typeOf(value)}).`,
  );
}

function plainList(place: Place, kind: Kind, value: unknown): pulumi.Input<unknown> {
  if (pulumi.Resource.isInstance(value)) {
    throw new pulumi.RunError(`${place} takes a list, but got one resource. Put it in brackets: [it].`);
  }
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown, index) => {
    const at = `${place}[${index}]`;
    if (item === undefined || item === null) {
      throw new pulumi.RunError(`${at} is ${String(item)}. Give a Scim${kind} or an id, or leave the item out.`);
    }
    return reference(at, kind, item);
  });
}

function typeOf(resource: object): string {
  return "__pulumiType" in resource ? String(resource.__pulumiType) : "unknown";
}
