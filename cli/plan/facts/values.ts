import { SecretAttributes } from "../../../provider/dialects/secretAttributes.js";
import { isUnknown, UNKNOWN } from "../../../provider/resources/check/unknown.js";
import { isMarked } from "../../../provider/resources/hidden.js";
import { policies } from "../../../provider/resources/state.js";
import { isObject, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { type State } from "../input/run.js";

/** What stands for every secret value, and for one that is known only when the run is made. */
export const HIDDEN = "[secret]";
export const LATER = "[known after up]";

/** One value as a report may show it. */
export interface Value {
  readonly text: string;
  readonly isSecret: boolean;
  readonly isUnknown: boolean;
}

/** Inputs that other parts of a report tell: who reports to whom, and what only steers the provider. */
const TOLD_ELSEWHERE: readonly string[] = ["manager", ...policies];

/** The values of a person or a group by path: `name.givenName`, `absorb.location`, `urn:example:badge.colour`. */
export function valuesOf(state: State | undefined): Map<string, Value> {
  const values = new Map<string, Value>();
  if (!state) return values;
  const secrets = new SecretAttributes(state.inputs["secretAttributes"]);
  const add = (path: readonly string[], value: Json, isHidden: boolean): void => {
    const [top = ""] = path;
    const hides =
      isHidden || isSecret(value) || (path.length === 1 ? secrets.hides(top) : secrets.has(path.at(-1) ?? ""));
    if (isObject(value) && !isSecret(value)) {
      for (const [key, below] of Object.entries(value)) add([...path, key], below, hides);
      return;
    }
    const shownPath = top === "extensions" ? path.slice(1) : path;
    values.set(shownPath.join("."), {
      text: hides ? (value === null ? "" : HIDDEN) : textOfValue(value),
      isSecret: hides && value !== null,
      isUnknown: isUnknown(value),
    });
  };
  for (const [key, value] of Object.entries(state.inputs)) {
    if (!key.startsWith("__") && !TOLD_ELSEWHERE.includes(key)) add([key], value, false);
  }
  return values;
}

/** What the state shows under that path beside what the program gave; empty for nothing. */
export function outputAt(state: State | undefined, path: string): Value {
  const inOutputs = state && {
    ...state,
    inputs: { ...state.outputs, secretAttributes: state.inputs["secretAttributes"] ?? null },
  };
  return valuesOf(inOutputs).get(path) ?? NOTHING;
}

export const NOTHING: Value = { text: "", isSecret: false, isUnknown: false };

/** The policies of a resource that the program gives, as texts. */
export function policiesOf(state: State | undefined): Map<string, string> {
  const entries = policies.flatMap((name) => {
    const value = state?.inputs[name];
    return value === undefined || name.startsWith("__") ? [] : [[name, textOfValue(value)] as const];
  });
  return new Map(entries);
}

/** Whether two values differ; of two hidden ones only the paths that the engine calls changed can tell. */
export function differ(a: Value, b: Value, path: string, changed: readonly string[] | undefined): boolean {
  if (a.isSecret && b.isSecret) return (changed ?? []).some((one) => isWithin(one, path));
  return a.isUnknown || b.isUnknown || a.text !== b.text;
}

/** Whether the engine's path (`phoneNumbers[0].value`, `extensions["urn:x"].a`) and that of a value are one inside the other. */
function isWithin(engine: string, path: string): boolean {
  const [a, b] = [engine, path].map((text) =>
    text
      .replace(/\["?|"?\]/g, ".")
      .replace(/^extensions\.+/, "")
      .replace(/\.+/g, "."),
  );
  if (a === undefined || b === undefined) return false;
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** A text for any value; items of lists by their value and what tells them apart. */
export function textOfValue(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (isSecret(value) || value === HIDDEN) return HIDDEN;
  if (value === UNKNOWN) return LATER;
  if (Array.isArray(value)) return value.map(textOfItem).join(", ");
  return isObject(value) ? textOfItem(value) : String(value);
}

function textOfItem(item: Json): string {
  if (!isObject(item) || isSecret(item)) return textOfValue(item);
  const { value, display, type, primary, ...rest } = item;
  const others = Object.entries(rest).map(([key, below]) => `${key}: ${textOfValue(below)}`);
  const head = value === undefined || value === null ? [] : [textOfValue(value)];
  const marks = [display, type].flatMap((mark) => (mark === undefined || mark === null ? [] : [textOfValue(mark)]));
  if (primary === true) marks.push("primary");
  const text = [...head, ...others].join(", ");
  return marks.length === 0 ? text : `${text} (${marks.join(", ")})`;
}

function isSecret(value: Json): boolean {
  return value === HIDDEN || isMarked(value);
}

/** The properties of a resource as names are made from them: what the program gives stands over what the service shows. */
export function propertiesOf(state: State | undefined): JsonObject {
  const properties = { ...state?.outputs, ...state?.inputs };
  const names = properties["secretAttributes"];
  if (!Array.isArray(names)) return properties;
  // A preview made with --show-secrets has them in clear.
  const secrets = new SecretAttributes(names);
  const within = (key: string, value: Json): Json => {
    if (!isObject(value) || isSecret(value)) return secrets.has(key) ? HIDDEN : value;
    return Object.fromEntries(Object.entries(value).map(([part, below]) => [part, within(part, below)]));
  };
  const shown = Object.entries(properties).map(([key, value]): [string, Json] => [
    key,
    secrets.hides(key) ? HIDDEN : within(key, value),
  ]);
  return Object.fromEntries(shown);
}

/** A text that is no secret and known; undefined for all else. */
export function plainText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value !== UNKNOWN && value !== HIDDEN ? value : undefined;
}
