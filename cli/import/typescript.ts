import { type Json, isObject } from "../../provider/scim/json.js";
import { type ServiceArgs } from "./form.js";

const WIDTH = 120;

/** A piece of TypeScript that stands among values as it is. */
export class Code {
  constructor(readonly text: string) {}
}

/** Values of a program: JSON, and code at any place. */
export type Written = Json | Code | readonly Written[] | { readonly [key: string]: Written };

/** Writes a value as TypeScript, on one line where it fits behind what stands before it on its line. */
export function typescript(value: Written, indent = 0, before = 0): string {
  const flat = oneLine(value);
  if (before + flat.length <= WIDTH || value === null || typeof value !== "object" || value instanceof Code)
    return flat;
  const space = " ".repeat(indent + 2);
  const end = " ".repeat(indent);
  if (Array.isArray(value)) {
    const items = value.map((item: Written) => `${space}${typescript(item, indent + 2, indent + 3)},\n`);
    return `[\n${items.join("")}${end}]`;
  }
  const members = Object.entries(value).map(([key, below]: [string, Written]) => {
    const start = `${space}${property(key)}: `;
    return `${start}${typescript(below, indent + 2, start.length + 1)},\n`;
  });
  return `{\n${members.join("")}${end}}`;
}

function oneLine(value: Written): string {
  if (value instanceof Code) return value.text;
  if (Array.isArray(value)) return `[${value.map((item: Written) => oneLine(item)).join(", ")}]`;
  if (!isObject(value)) return literal(value);
  const members = Object.entries(value).map(([key, below]: [string, Written]) => `${property(key)}: ${oneLine(below)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Line separators and marks that turn the direction of text are escaped: code must read as it runs. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== "__proto__" ? key : literal(key);
}

/** One statement `new Class("name", args, options)`, perhaps with a variable. */
export function declaration(
  variable: string | undefined,
  constructed: string,
  name: string,
  args: { readonly [key: string]: Written },
  service: string | undefined,
): string {
  const start = `${variable === undefined ? "" : `const ${variable} = `}${constructed}(${literal(name)}, `;
  const end = service === undefined ? ");" : `, { provider: ${service} });`;
  return `${start}${typescript(args, 0, start.length + end.length)}${end}\n`;
}

/** The declaration of the program's ScimService. */
export function serviceDeclaration(variable: string, { name, endpoint, dialect }: ServiceArgs): string {
  const args = { endpoint, ...(dialect === undefined ? {} : { dialect }) };
  return declaration(variable, "new ScimService", name, args, undefined);
}
