/** @typedef {import("../../json.js").Json} Json */
/** @typedef {import("./state.mjs").Hello} Hello */
/** @typedef {import("./state.mjs").Change} Change */

/**
 * The JSON of a text.
 * @param {string} text
 * @returns {Json}
 */
export function parse(text) {
  /** @type {unknown} */
  const value = JSON.parse(text);
  if (!isJson(value)) throw new TypeError("This is no JSON.");
  return value;
}

/**
 * A JSON object, without keys when it is something else.
 * @param {Json | undefined} value
 * @returns {Record<string, Json>}
 */
export function objectOf(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/**
 * A text, empty when it is something else.
 * @param {Json | undefined} value
 */
export function textOf(value) {
  return typeof value === "string" ? value : "";
}

/**
 * A number, null when it is something else.
 * @param {Json | undefined} value
 */
export function numberOf(value) {
  return typeof value === "number" ? value : null;
}

/**
 * What a `hello` event says.
 * @param {Record<string, Json>} data
 * @returns {Hello}
 */
export function helloOf({ dialect, url, maxRequests }) {
  return { dialect: textOf(dialect), url: textOf(url), maxRequests: numberOf(maxRequests) ?? 0 };
}

/**
 * What a `change` event says.
 * @param {Record<string, Json>} data
 * @returns {Required<Change>}
 */
export function changeOf({ Users, Groups, goneUsers, goneGroups, requests }) {
  return {
    Users: rowsOf(Users, ({ id, name, userName, title, department, manager, active }) => ({
      id: textOf(id),
      name: textOf(name),
      userName: textOf(userName),
      title: textOf(title),
      department: textOf(department),
      manager: typeof manager === "string" ? manager : null,
      active: active !== false,
    })),
    Groups: rowsOf(Groups, ({ id, name, members }) => ({
      id: textOf(id),
      name: textOf(name),
      members: texts(members),
    })),
    goneUsers: texts(goneUsers),
    goneGroups: texts(goneGroups),
    requests: rowsOf(requests, ({ number, at, method, target, status, ms }) => ({
      number: numberOf(number) ?? 0,
      at: numberOf(at) ?? 0,
      method: textOf(method),
      target: textOf(target),
      status: numberOf(status),
      ms: numberOf(ms),
    })),
  };
}

/**
 * @template Row
 * @param {Json | undefined} value
 * @param {(row: Record<string, Json>) => Row} read
 */
function rowsOf(value, read) {
  return Array.isArray(value) ? value.map((row) => read(objectOf(row))) : [];
}

/** @param {Json | undefined} value */
function texts(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * Whatever JSON.parse gives is JSON, deep inside too.
 * @param {unknown} value
 * @returns {value is Json}
 */
function isJson(value) {
  return value === null || ["string", "number", "boolean", "object"].includes(typeof value);
}
