/**
 * The CLI's own closing lines: what changed or would change.
 * @param {string} output
 */
export function summaryOf(output) {
  const lines = output.split("\n");
  const start = lines.findLastIndex((text) => text.startsWith("Resources:"));
  return lines.slice(start + 1).flatMap((text) => (/^ {4}\S/.test(text) ? [text.trim()] : []));
}

/**
 * The CLI's plan as it prints it, without ids of the stack, with names in place of people's ids and beside their keys.
 * @param {string} output of a preview with --diff
 * @param {readonly import("./service.mjs").Person[]} people
 */
export function readable(output, people) {
  const names = new Map(people.map(({ id, givenName, familyName }) => [id, `${givenName} ${familyName}`]));
  const keys = new Map(people.map(({ externalId, id }) => [`company-${externalId}`, names.get(id)]));
  const named = (/** @type {string} */ name) => (keys.has(name) ? `${name} (${keys.get(name) ?? ""})` : name);
  const lines = output.split("\n");
  // First comes what the refresh found, then the plan.
  const start = lines.findIndex((text) => /^\s+pulumi:pulumi:Stack: \(same\)/.test(text));
  const end = lines.findIndex((text) => text.startsWith("Resources:"));
  return lines
    .slice(start + 2, end)
    .filter((text) => !/^\s*(\[id=|@ previewing)/.test(text))
    .map((text) =>
      text.replace(/\[urn=.*::(.*)\]/, (_, /** @type {string} */ name) => named(name)).replace(/^ {4}/, ""),
    )
    .map((text) => text.replace(/"([^"]*)"/g, (quoted, /** @type {string} */ id) => names.get(id) ?? quoted))
    .concat(summaryOf(output));
}

/**
 * "324 requests (306 POST, 17 PATCH, 1 GET)"
 * @param {Record<string, number>} requests
 */
export function byVerb(requests) {
  const verbs = Object.entries(requests).sort(([, a], [, b]) => b - a);
  return verbs.length === 0
    ? "0"
    : `${total(requests)} (${verbs.map(([verb, count]) => `${count} ${verb}`).join(", ")})`;
}

/** @param {Record<string, number>} requests */
function total(requests) {
  return Object.values(requests).reduce((sum, count) => sum + count, 0);
}

/** @param {Record<string, number>} requests */
export function writes(requests) {
  return Object.entries(requests).reduce((sum, [verb, count]) => (verb === "GET" ? sum : sum + count), 0);
}

/**
 * The average size of a person in the state, in bytes.
 * @param {string} state
 */
export function averageSize(state) {
  /** @type {unknown} */
  const exported = JSON.parse(state);
  const { deployment } = /** @type {{ deployment: { resources: { type: string }[] } }} */ (exported);
  const people = deployment.resources.filter(({ type }) => type.endsWith("scim:User"));
  return Buffer.byteLength(JSON.stringify(people)) / people.length;
}
