import { startSandbox } from "../../dist/sandbox/index.js";
import { atExit } from "../lib/main.mjs";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const pageSize = 100;

/**
 * A person as the service shows them, flattened to what the demo looks at.
 * @typedef {object} Person
 * @property {string} id
 * @property {string} userName
 * @property {string} externalId
 * @property {string} givenName
 * @property {string} familyName
 * @property {string} title
 * @property {string} department
 * @property {string} division
 * @property {string} managerId the manager's id in the service; empty for nobody
 */

/** @typedef {{ id: string, displayName: string, members: string[] }} Group */

/** A sandbox service on loopback and an administrator's view of it over HTTP, by the same API that any client has. */
export class Service {
  #sandbox;

  /** @param {Awaited<ReturnType<typeof startSandbox>>} sandbox */
  constructor(sandbox) {
    this.#sandbox = sandbox;
    this.url = sandbox.url;
    this.page = sandbox.page ?? "";
    this.token = sandbox.token;
    this.stop = atExit(() => sandbox.close());
  }

  static async start() {
    return new Service(await startSandbox({ port: 0 }));
  }

  /** Counts by verb of the requests since the last `forget`. */
  requests() {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const { method } of this.#sandbox.requests()) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  }

  /** Starts the request log anew. */
  forget() {
    this.#sandbox.clearRequests();
  }

  async people() {
    const resources = await this.#list("Users");
    return resources.map((user) => {
      const name = object(user["name"]);
      const extension = object(user[enterprise]);
      /** @type {Person} */
      const person = {
        id: text(user["id"]),
        userName: text(user["userName"]),
        externalId: text(user["externalId"]),
        givenName: text(name["givenName"]),
        familyName: text(name["familyName"]),
        title: text(user["title"]),
        department: text(extension["department"]),
        division: text(extension["division"]),
        managerId: text(object(extension["manager"])["value"]),
      };
      return person;
    });
  }

  /** @returns {Promise<Group[]>} */
  async groups() {
    const resources = await this.#list("Groups");
    return resources.map((group) => ({
      id: text(group["id"]),
      displayName: text(group["displayName"]),
      members: (Array.isArray(group["members"]) ? group["members"] : []).map((member) => text(object(member)["value"])),
    }));
  }

  /**
   * Changes a person by hand, as in the service's own administration.
   * @param {string} id
   * @param {{ title: string } | { managerId: string }} change
   */
  async changeByHand(id, change) {
    const operation =
      "title" in change
        ? { op: "replace", path: "title", value: change.title }
        : { op: "replace", path: `${enterprise}:manager`, value: { value: change.managerId } };
    await this.#request("PATCH", `/Users/${encodeURIComponent(id)}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [operation],
    });
  }

  /** @param {"Users" | "Groups"} kind */
  async #list(kind) {
    /** @type {Record<string, unknown>[]} */
    const all = [];
    for (;;) {
      const page = await this.#request("GET", `/${kind}?startIndex=${all.length + 1}&count=${pageSize}`);
      const resources = Array.isArray(page["Resources"]) ? page["Resources"] : [];
      all.push(...resources.map(object));
      if (resources.length === 0 || all.length >= Number(page["totalResults"])) return all;
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #request(method, path, body) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/scim+json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return object(await response.json());
  }
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function object(value) {
  return typeof value === "object" && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "string" ? value : "";
}
