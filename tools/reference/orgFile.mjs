import { table } from "./markdown.mjs";

/**
 * @typedef {{
 *   type?: string | string[], description?: string, properties?: Record<string, Schema>, required?: string[], anyOf?: Schema[],
 *   items?: Schema, enum?: string[], additionalProperties?: Schema | boolean,
 * }} Schema
 */

/** Sections of the page: heading, what stands before the table, where in the schema. */
const intro = `The file that [OrgChart](org-chart.md) reads: YAML or JSON. Its JSON Schema is \`pulumi-scim/org.schema.json\`
(in \`node_modules/pulumi-scim/dist/org.schema.json\`); editors with a YAML language server use it after the first line
\`# yaml-language-server: $schema=./node_modules/pulumi-scim/dist/org.schema.json\`. A key that the schema does not have is an error.
[Org files from HR](../guides/org-files-from-hr.md) shows them at work.`;

/** @param {Schema} schema the JSON Schema of an org file */
export function orgFilePage(schema) {
  const { people = {}, teams = {} } = schema.properties ?? {};
  const [tableOfPeople = {}, mapOfPeople = {}] = people.anyOf ?? [];
  const [teamsBy = {}, mapOfTeams = {}] = teams.anyOf ?? [];
  return [
    "# The org file",
    intro,
    "## Keys of the file",
    keyTable(schema),
    "## A person",
    "A value of the map `people`. The key of the map is the person's key: keep it, whatever else changes (or see `was`).",
    keyTable(valueOf(mapOfPeople)),
    "## People in a table",
    "`people` as a CSV file beside the org file.",
    keyTable(tableOfPeople),
    "## A team",
    "A value of the map `teams`.",
    keyTable(valueOf(mapOfTeams)),
    "## Teams by attribute",
    "`teams` as one team for each value.",
    keyTable(teamsBy),
  ].join("\n\n");
}

/** @param {Schema} schema */
function keyTable(schema) {
  return table(["Key", "Type", "Meaning"], rowsOf(schema, ""));
}

/** @param {Schema} schema @param {string} before @returns {string[][]} */
function rowsOf({ properties = {}, required = [] }, before) {
  return Object.entries(properties).flatMap(([key, schema]) => {
    if (key === "$schema") return [];
    const inner = withoutNull(schema);
    const description = schema.description ?? inner.description ?? "";
    const meaning = required.includes(key) ? `${description} Required.`.trim() : description;
    const isParent = inner.properties !== undefined && !["defaults"].includes(key);
    const own = [`\`${before}${key}\``, typeOf(schema), meaning];
    return isParent && inner.properties !== undefined ? [own, ...rowsOf(inner, `${before}${key}.`)] : [own];
  });
}

/** The schema of the values of a map. @param {Schema} schema @returns {Schema} */
function valueOf({ additionalProperties }) {
  return typeof additionalProperties === "object" ? withoutNull(additionalProperties) : {};
}

/** @param {Schema} schema @returns {Schema} */
function withoutNull(schema) {
  const others = schema.anyOf?.filter(({ type }) => type !== "null") ?? [];
  return others.length === 1 && others[0] !== undefined ? { ...others[0], ...pick(schema.description) } : schema;
}

/** @param {string | undefined} description */
function pick(description) {
  return description === undefined ? {} : { description };
}

/** @param {Schema} schema @returns {string} */
function typeOf(schema) {
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(", ");
  if (schema.anyOf !== undefined) {
    return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  }
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  if (schema.type === "array") return `list of ${schema.items === undefined ? "anything" : typeOf(schema.items)}`;
  if (schema.type !== "object") return schema.type === "integer" ? "whole number" : (schema.type ?? "anything");
  const names = Object.keys(schema.properties ?? {});
  if (names.length > 0) return names.length > 9 ? "map" : `\`{ ${names.join(", ")} }\``;
  const { additionalProperties } = schema;
  return typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0
    ? `map of ${typeOf(additionalProperties)}`
    : "map";
}
