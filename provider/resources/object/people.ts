import { type ReferenceForm } from "../../dialects/index.js";
import { type Directory } from "../../directory/directory.js";
import { sameValue } from "../../scim/compare.js";
import { textsOf, type Json, type JsonObject } from "../../scim/json.js";
import { findAttribute } from "../../scim/schemas.js";
import { managedFields, valueAt, type Field } from "../fields.js";
import { fromScim } from "../values.js";
import { type Context } from "./context.js";

/**
 * Reads the people whom a resource refers to by id where the program names them in another way (an e-mail address, an
 * externalId), so that `isNamed` can tell whether they are the same. Somebody who was read in this run, and not written
 * since, is not read again.
 */
export async function getToKnow(
  { directory, kind }: Context,
  inputs: JsonObject,
  fields: readonly Field[],
  resource: JsonObject,
): Promise<void> {
  const referring = [...managedFields(kind.fields, inputs), ...fields].filter(
    ({ reference }) => reference !== undefined && reference.alsoAccepts.length > 0,
  );
  const strangers = new Set<string>();
  for (const field of referring) {
    const wanted = textsIn(valueAt(inputs, field.input));
    const seen = textsIn(fromScim(field, resource));
    if (wanted.every((name) => seen.includes(name))) continue;
    for (const id of seen) if (!wanted.includes(id) && !directory.reads.known("/Users", id)) strangers.add(id);
  }
  await Promise.all([...strangers].map((id) => directory.reads.oneOfMany("/Users", id).catch(() => undefined)));
}

/** Whether the person with that id, as last read in this run, carries that name. */
export function isNamed(directory: Directory, id: string, name: string, { alsoAccepts }: ReferenceForm): boolean {
  const person = directory.reads.known("/Users", id);
  if (!person) return false;
  return alsoAccepts.some((attribute) => sameValue(findAttribute("User", attribute), name, person[attribute] ?? null));
}

function textsIn(value: Json | undefined): string[] {
  return textsOf(Array.isArray(value) ? value : [value]).filter((text) => text !== "");
}
