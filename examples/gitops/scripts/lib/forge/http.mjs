import { Failure } from "../run.mjs";

/** One page of a list; both forges give at most that many. */
const pageSize = 100;
/** Lists longer than this are not read on. */
const mostPages = 100;

/**
 * Requests to the REST API of a forge. What comes back is JSON whose shape the caller checks.
 * @param {string} base
 * @param {Record<string, string>} headers
 */
export function api(base, headers) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, unknown>} [body]
   * @returns {Promise<unknown>}
   */
  async function send(method, path, body) {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((/** @type {unknown} */ error) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Failure(`${method} ${path} got no answer: ${cause}`);
    });
    const text = await response.text();
    if (!response.ok) throw new Failure(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    /** @type {unknown} */
    const answer = text === "" ? undefined : JSON.parse(text);
    return answer;
  }

  /**
   * All items of a list.
   * @param {string} path
   * @returns {Promise<Record<string, unknown>[]>}
   */
  async function list(path) {
    const items = [];
    for (let page = 1; page <= mostPages; page++) {
      const found = await send("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=${pageSize}&page=${page}`);
      if (!Array.isArray(found)) throw new Failure(`GET ${path} was not answered with a list.`);
      items.push(...found.filter(isObject));
      if (found.length < pageSize) break;
    }
    return items;
  }

  return { send, list };
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A text or number of an answer, at a path; "" when there is none.
 * @param {unknown} value
 * @param {...string} path
 */
export function textAt(value, ...path) {
  let here = value;
  for (const key of path) here = isObject(here) ? here[key] : undefined;
  return typeof here === "string" || typeof here === "number" ? String(here) : "";
}

/**
 * A variable of the environment that the forge's runner sets, or the repository's settings.
 * @param {string} name
 */
export function variable(name) {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Failure(`${name} is not set.`);
  return value;
}
