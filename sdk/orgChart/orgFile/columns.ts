import { nearest } from "../../nearest.js";
import { isRecord } from "./draft.js";
import { type Origin, type Problems } from "./problems.js";
import { defaultsShape } from "./shape.js";

/** What a column may hold other than attributes. */
export const special = ["key", "manager", "teams", "status", "startDate", "endDate", "services", "was"] as const;
export type Special = (typeof special)[number];

/** How a text becomes the value of an attribute; undefined where it cannot. */
type Form = "text" | "texts" | "flag" | "number";

/** One attribute that a column holds. */
export interface AttributeColumn {
  readonly path: string;
  readonly form: Form;
  /** All values that there are; undefined: any of the form. */
  readonly choices?: readonly string[] | undefined;
  /** Puts the value into the attributes of a person. */
  set(attributes: Record<string, unknown>, value: unknown): void;
}

const multiValued = new Set(["emails", "phoneNumbers", "ims", "photos", "entitlements", "roles", "x509Certificates"]);
const nameParts = Object.keys(defaultsShape.shape.name.unwrap().unwrap().shape).map((part) => `name.${part}`);
const known = [...special, ...Object.keys(defaultsShape.shape), ...nameParts, "emails.work", "phoneNumbers.mobile"];

/** Whether a name is of {@link special}. */
export function isSpecial(name: string): name is Special {
  return special.some((one) => one === name);
}

/**
 * The attribute that `columns` names: a path with dots (`name.givenName`, `leapsome.location`), a list with the type of its
 * one item (`emails`, `emails.work`, `addresses.work.locality`), or an extension (`extensions.<URN>.<attribute>`). An
 * unknown one is a problem at `origin`.
 */
export function attributeColumn(path: string, origin: Origin, problems: Problems): AttributeColumn | undefined {
  const set = setter(path);
  const sample: Record<string, unknown> = {};
  set?.(sample, "x");
  const issues = set === undefined ? [] : (defaultsShape.safeParse(sample).error?.issues ?? []);
  if (set === undefined || issues.some(({ code }) => code === "unrecognized_keys" || code === "invalid_union")) {
    problems.add(origin, `a person has no attribute "${path}".${nearest(path, known)}`, path);
    return undefined;
  }
  const [issue] = issues;
  if (issue?.code === "invalid_value") return { path, form: "text", set, choices: issue.values.map(String) };
  if (issue?.code !== "invalid_type" || issue.expected === "string") return { path, form: "text", set };
  if (issue.expected === "boolean") return { path, form: "flag", set };
  if (issue.expected === "number") return { path, form: "number", set };
  const list: Record<string, unknown> = {};
  set(list, ["x"]);
  if (defaultsShape.safeParse(list).success) return { path, form: "texts", set };
  problems.add(origin, `the attribute "${path}" is more than a text. Name one of its parts: "${path}.…".`, path);
  return undefined;
}

/** The texts between the separators of a cell. */
export function splitCell(text: string, separator: string): string[] {
  const parts = text.split(separator).map((part) => part.trim());
  return parts.filter((part) => part !== "");
}

/** The value that a cell stands for; undefined where it is not of the form. */
export function cellValue(form: Form, text: string, separator: string): unknown {
  if (form === "text") return text;
  if (form === "texts") return splitCell(text, separator);
  if (form === "number") return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}

function setter(path: string): AttributeColumn["set"] | undefined {
  const [first = "", ...rest] = path.split(".");
  if (rest.includes("")) return undefined;
  if (first === "extensions") {
    const end = path.lastIndexOf(".");
    const urn = path.slice("extensions.".length, end);
    return urn === "" || end <= "extensions".length ? undefined : deep(["extensions", urn, path.slice(end + 1)]);
  }
  if (multiValued.has(first)) {
    const type = rest.join(".");
    return (attributes, value) => {
      item(attributes, first, type === "" ? { value, primary: true } : { value, type });
    };
  }
  if (first === "addresses") {
    const part = rest.at(-1);
    if (part === undefined || rest.length > 2) return undefined;
    const type = rest.length === 2 ? rest[0] : undefined;
    return (attributes, value) => {
      address(attributes, type, part, value);
    };
  }
  return deep([first, ...rest]);
}

function deep(path: readonly string[]): AttributeColumn["set"] {
  const last = path.at(-1) ?? "";
  const outer = path.slice(0, -1);
  return (attributes, value) => {
    let at = attributes;
    for (const step of outer) {
      const there = Object.hasOwn(at, step) ? at[step] : undefined;
      const next = isRecord(there) ? there : {};
      define(at, step, next);
      at = next;
    }
    define(at, last, value);
  };
}

/** Also sets `__proto__` as a key like any other. */
function define(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") record[key] = value;
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

function item(attributes: Record<string, unknown>, list: string, value: Record<string, unknown>): void {
  const there = attributes[list];
  attributes[list] = Array.isArray(there) ? [...Array.from<unknown>(there), value] : [value];
}

function address(attributes: Record<string, unknown>, type: string | undefined, part: string, value: unknown): void {
  const there: unknown = attributes["addresses"];
  const list: unknown[] = Array.isArray(there) ? there : [];
  const same = list.find((one) => isRecord(one) && one["type"] === type);
  if (isRecord(same)) same[part] = value;
  else attributes["addresses"] = [...list, type === undefined ? { [part]: value } : { type, [part]: value }];
}
