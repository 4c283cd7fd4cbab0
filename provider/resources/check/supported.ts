import { type Directory } from "../../directory/directory.js";
import { isObject, type Json, type JsonObject } from "../../scim/json.js";
import { managedFields, putAt, valueAt } from "../fields.js";
import { type Kind } from "../kinds.js";
import { failure, written, type Failure } from "./issues.js";

/** Something given that the service does not take, and how to leave it out. */
interface Refused {
  property: string;
  reason: string;
  /** Name in the notice. */
  key: string;
  takeOut: (inputs: JsonObject) => void;
}

/** Refuses what the service does not keep, or leaves it out with one notice where the program says `ignore`. */
export function withoutUnsupported(
  directory: Directory,
  kind: Kind,
  inputs: JsonObject,
  failures: Failure[],
): JsonObject {
  const { dialect, unsupported } = directory.connection;
  const refused = refusedIn(kind, dialect[kind.noun].unsupported, inputs);
  if (refused.length === 0) return inputs;
  const policy = inputs["unsupported"] ?? unsupported;
  if (policy !== "ignore") {
    for (const { property, reason } of refused)
      failures.push(failure(property, `${dialect.title} ${reason}; leave it out, or set unsupported: "ignore"`));
    return inputs;
  }
  const kept = structuredClone(inputs);
  for (const { takeOut } of refused) takeOut(kept);
  const names = [...new Set(refused.map(({ key }) => key))];
  directory.noticeOnce(`left out, since ${dialect.title} does not keep them: ${names.join(", ")}.`);
  return kept;
}

function refusedIn(kind: Kind, unsupported: Readonly<Record<string, string>>, inputs: JsonObject): Refused[] {
  const lifted = liftedBy(kind, inputs);
  const refused: Refused[] = [];
  for (const { key, input } of managedFields(kind.fields, inputs)) {
    const value = valueAt(inputs, input);
    const reason = lifted.includes(key) ? undefined : (unsupported[key] ?? unsupported[input[0] ?? ""]);
    if (reason !== undefined && isGiven(value)) {
      refused.push({
        key,
        reason,
        property: written(input),
        takeOut: (kept) => {
          putAt(kept, input, undefined);
        },
      });
    } else if (Array.isArray(value)) refused.push(...refusedParts(key, value, unsupported));
  }
  return refused;
}

/** Sub-attributes of a list's items. */
function refusedParts(key: string, items: Json[], unsupported: Readonly<Record<string, string>>): Refused[] {
  return items.flatMap((item, at) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([name, value]): Refused[] => {
      const reason = unsupported[`${key}.${name}`];
      if (reason === undefined || !isGiven(value)) return [];
      const takeOut = (kept: JsonObject) => {
        const list = kept[key];
        const there = Array.isArray(list) ? list[at] : undefined;
        if (isObject(there)) putAt(there, [name], undefined);
      };
      return [{ key: `${key}.${name}`, reason, property: written([key, at, name]), takeOut }];
    }),
  );
}

/** Attributes whose refusal the program has lifted in the block of the connection's service. */
function liftedBy({ fields: { block } }: Kind, inputs: JsonObject): string[] {
  const given = block && inputs[block.name];
  if (!block || !isObject(given)) return [];
  return Object.entries(block.optIns).flatMap(([optIn, keys]) => (given[optIn] === true ? keys : []));
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
