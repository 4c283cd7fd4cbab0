import { z } from "zod";
import { type Dialect, type VendorBlock } from "../../dialects/index.js";
import { type Attribute } from "../../scim/schemas.js";
import { isWritable } from "../block.js";
import { userKind } from "../kinds.js";
import { id, text } from "./formats.js";
import { userInputs } from "./objects.js";

const ofDialects = new WeakMap<Dialect, z.ZodObject>();

/** The arguments of ScimUser on a connection of that dialect: those of its own block are checked, other blocks are anything. */
export function userInputsOf(dialect: Dialect): z.ZodObject {
  const known = ofDialects.get(dialect);
  if (known) return known;
  const { block } = dialect;
  const schema: z.ZodObject = block ? userInputs.extend({ [block.name]: blockInputs(block) }) : userInputs;
  ofDialects.set(dialect, schema);
  return schema;
}

function blockInputs(block: VendorBlock): z.ZodType {
  const shape: Record<string, z.ZodType> = {};
  for (const attribute of block.attributes.filter(isWritable)) {
    const isPeople = block.references[attribute.name] !== undefined;
    shape[attribute.name] = isPeople ? people(attribute) : inputOf(attribute);
  }
  if (block.rest !== undefined) shape[block.rest] = rest(block);
  for (const optIn of Object.keys(block.optIns)) shape[optIn] = z.boolean().optional();
  return z.strictObject(shape).nullable().optional();
}

function people({ multiValued }: Attribute): z.ZodType {
  return (multiValued ? z.array(id) : id).nullable().optional();
}

function inputOf(attribute: Attribute): z.ZodType {
  const one = valueOf(attribute);
  return (attribute.multiValued ? z.array(one) : one).nullable().optional();
}

function valueOf(attribute: Attribute): z.ZodType {
  switch (attribute.type) {
    case "boolean":
      return z.boolean();
    case "integer":
      return z.int("must be a whole number");
    case "decimal":
      return z.number();
    case "dateTime":
      return z.iso.datetime({ offset: true, error: "must be a date and time such as 2024-05-01T09:00:00Z (RFC 3339)" });
    case "json":
      return z.json();
    case "complex":
      return z.strictObject(
        Object.fromEntries((attribute.subAttributes ?? []).map((part) => [part.name, inputOf(part)])),
      );
    default:
      return z.string();
  }
}

/** Attributes of names that no schema knows; one that has an argument of its own is not repeated here. */
function rest({ attributes, name: argument, rest: own = "" }: VendorBlock): z.ZodType {
  const flat = new Set(userKind.fields.enterprise.map((name) => name.toLowerCase()));
  const within = new Set(attributes.map(({ name }) => name.toLowerCase()));
  return z
    .record(z.string(), text)
    .superRefine((given, context) => {
      for (const name of Object.keys(given)) {
        const lower = name.toLowerCase();
        const message = flat.has(lower)
          ? `is an argument of its own; give ${name} directly`
          : within.has(lower)
            ? `is an argument of its own; give ${argument}.${name}, not within ${own}`
            : undefined;
        if (message !== undefined) context.addIssue({ code: "custom", path: [name], message });
      }
    })
    .nullable()
    .optional();
}
