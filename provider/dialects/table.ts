import { COMMON, ENTERPRISE_USER_ATTRIBUTES, USER_ATTRIBUTES } from "../scim/schemas.js";
import { type Dialect } from "./dialect.js";
import { type Limit } from "./limits.js";
import { type WriteCapabilities } from "./resources.js";

const WRITTEN = "written";
const SHOWN = "read only";
const ABSENT = "–";

/** What the service does with an attribute that the package has an argument for. */
type Cell = (dialect: Dialect) => string;

/**
 * A Markdown table of every argument that stands for an attribute, by service: written, read only, or not there; with what
 * the service asks of the value. All of it comes from the dialects, so that it says what check does.
 */
export function attributeTable(dialects: readonly Dialect[]): string {
  const rows: [string, Cell][] = [...userRows(), ...dialects.flatMap(blockRows), ...groupRows()];
  const lines = [
    ["Argument", ...dialects.map(({ title }) => title)],
    ["---", ...dialects.map(() => "---")],
    ...rows.map(([name, cell]) => [name, ...dialects.map(cell)]),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function userRows(): [string, Cell][] {
  const externalId = COMMON.filter(({ name }) => name === "externalId");
  const core = USER_ATTRIBUTES.filter(({ mutability }) => mutability !== "readOnly");
  const names = [...externalId, ...core, ...ENTERPRISE_USER_ATTRIBUTES].flatMap(({ name, subAttributes = [] }) =>
    name === "name" ? subAttributes.map((part) => `name.${part.name}`) : [name],
  );
  return [...names, "extensions"].map((key) => [`\`${key}\``, ({ user }) => cellOf(user, key)]);
}

function blockRows(owner: Dialect): [string, Cell][] {
  const { block, user } = owner;
  if (!block) return [];
  const keys = block.attributes.flatMap(({ name, type, multiValued, mutability, subAttributes = [] }) => {
    const parts = type === "complex" && !multiValued ? subAttributes.map((part) => `${name}.${part.name}`) : [name];
    return parts.map((part) => ({ key: `${block.name}.${part}`, isShown: mutability === "readOnly" }));
  });
  if (block.rest !== undefined) keys.push({ key: `${block.name}.${block.rest}`, isShown: false });
  return keys.map(({ key, isShown }) => [
    `\`${key}\``,
    (dialect) => (dialect.block !== block ? ABSENT : isShown ? SHOWN : written(user, key)),
  ]);
}

function groupRows(): [string, Cell][] {
  const attributes = ["displayName", "externalId", "extensions"].map((key): [string, Cell] => [
    `\`ScimGroup.${key}\``,
    ({ group }) => (group.supported ? cellOf(group, key) : ABSENT),
  ]);
  return [...attributes, ["`ScimMembership`", ({ group }) => (group.supported ? WRITTEN : ABSENT)]];
}

function cellOf(can: WriteCapabilities, key: string): string {
  const isRefused = can.unsupported[key] !== undefined;
  if (!isRefused) return written(can, key);
  return can.readOnly.includes(key) ? SHOWN : ABSENT;
}

/** `written`, and what is asked of the value. */
function written({ unsupported, limits }: WriteCapabilities, key: string): string {
  const start = `${key}.`;
  const without = Object.keys(unsupported).flatMap((name) =>
    name.startsWith(start) ? [name.slice(start.length)] : [],
  );
  const parts = Object.entries(limits).flatMap(([name, limit]) =>
    name.startsWith(start) ? wordsOf(limit).map((word) => `${name.slice(start.length)} ${word}`) : [],
  );
  const own = limits[key];
  const words = [...(own ? wordsOf(own) : []), ...parts];
  if (without.length > 0) words.push(`without ${without.join(", ")}`);
  return [WRITTEN, ...words].join("; ");
}

function wordsOf({ min, max, items }: Limit): string[] {
  return [
    ...(min === undefined ? [] : [`at least ${min} characters`]),
    ...(max === undefined ? [] : [`at most ${max} characters`]),
    ...(items === undefined ? [] : [items === 1 ? "one item" : `at most ${items} items`]),
  ];
}
