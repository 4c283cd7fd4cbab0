import { checkShape } from "./checkShape.js";
import { attributeAt, type Draft, type Drafts } from "./draft.js";
import { type Located, type Problems } from "./problems.js";
import { personShape } from "./shape.js";
import { nameOf } from "./texts.js";
import { child, type Field, fieldsOf, originAt, plain, textOf, textsOf, type Value } from "./values.js";

const notAttributes = ["teams", "was", "status", "startDate", "endDate", "services"];

/** People as a map from key to attributes. `checked` is false for people given in code, whose types say what fits. */
export function listedPeople(people: Value, checked: boolean, problems: Problems): Drafts {
  return {
    headers: undefined,
    people: [...fieldsOf(people)].map((field) => {
      if (checked) checkShape(field.value, personShape, `the person ${field.key}`, problems);
      return draft(field);
    }),
  };
}

function draft({ key, value, origin }: Field): Draft {
  const isAttribute = (name: string, given: Value) =>
    !notAttributes.includes(name) && !(name === "manager" && given.kind === "scalar");
  const given = [...fieldsOf(value)].filter((field) => isAttribute(field.key, field.value));
  const attributes: Record<string, unknown> = Object.fromEntries(given.map((one) => [one.key, plain(one.value)]));
  const one = (name: string): Located | undefined => {
    const at = child(value, name);
    const text = textOf(at);
    return at === undefined || text === undefined ? undefined : { text: nameOf(text), origin: at.origin };
  };
  const services = child(value, "services");
  const several = (at: Value | undefined): Located[] =>
    textsOf(at).map(({ text, origin: place }) => ({ text: nameOf(text), origin: place }));
  return {
    key: nameOf(key),
    origin,
    attributes,
    manager: one("manager"),
    teams: several(child(value, "teams")),
    was: several(child(value, "was")),
    status: one("status"),
    startDate: one("startDate"),
    endDate: one("endDate"),
    services: services === undefined ? undefined : several(services),
    value(name) {
      const data = name.includes(".") ? attributeAt(attributes, name) : (attributes[name] ?? one(name)?.text);
      if (typeof data !== "string" && typeof data !== "number" && typeof data !== "boolean") return undefined;
      return { text: String(data), origin: originAt(value, name.split(".")) };
    },
    at: (path) => originAt(value, path.split(".")),
  };
}
