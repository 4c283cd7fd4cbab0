import { element, make } from "./dom.mjs";
import { statusText } from "./log.mjs";
import { numberOf, objectOf, parse, textOf } from "./read.mjs";

/** @typedef {import("./treeList.mjs").Chosen} Chosen */
/** @typedef {import("../../json.js").Json} Json */

const MAX_ROWS = 400;
const MAX_LINKS = 200;
const AGAIN_MS = 250;

/** The pane that shows one person, group or request in full. */
export class Details {
  #state;
  #follow;
  #pane = element("details", HTMLElement);
  #title = element("details-title", HTMLElement);
  #body = element("details-body", HTMLElement);
  /** @type {Chosen | undefined} */
  #item;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import("./state.mjs").State} state
   * @param {(item: Chosen) => void} follow goes to somebody who is named here
   */
  constructor(state, follow) {
    this.#state = state;
    this.#follow = follow;
    state.listen((change) => {
      if (this.#item !== undefined && this.#touches(change)) this.#again();
    });
  }

  /** @param {Chosen} item */
  async show(item) {
    this.#item = item;
    const { kind, id } = item;
    const key = kind === "request" ? "number" : "id";
    /** @type {Record<string, Json>} */
    let found = {};
    let status = 0;
    try {
      const answer = await fetch(`/page/${kind}?${key}=${encodeURIComponent(id)}`);
      status = answer.status;
      found = objectOf(parse(await answer.text()));
    } catch {
      status = 0;
    }
    // Somebody else was chosen meanwhile.
    if (this.#item !== item) return;
    if (status === 200) this.#draw(item, found);
    else if (status === 404) this.#say("It is not there any more.");
    else this.#say("The sandbox does not answer.");
  }

  /** @param {import("./state.mjs").Change} change */
  #touches({ Users = [], Groups = [], goneUsers = [], goneGroups = [], requests = [] }) {
    const { kind, id } = this.#item ?? { kind: "", id: "" };
    if (kind === "request") return requests.some(({ number }) => String(number) === id);
    // Groups name people and people name groups, and managers have reports.
    const touched = [...Users, ...Groups].some((each) => each.id === id || ("manager" in each && each.manager === id));
    return touched || [...goneUsers, ...goneGroups].includes(id) || Groups.some(({ members }) => members.includes(id));
  }

  #again() {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#item !== undefined) void this.show(this.#item);
    }, AGAIN_MS);
  }

  /**
   * @param {Chosen} item
   * @param {Record<string, Json>} found
   */
  #draw(item, found) {
    const { scrollTop } = this.#pane;
    const hadFocus = this.#body.contains(document.activeElement);
    this.#body.replaceChildren(...(item.kind === "request" ? requestView(found) : this.#resourceView(item, found)));
    this.#title.textContent = this.#titleOf(item, found);
    this.#pane.scrollTop = scrollTop;
    // What had the focus has been replaced.
    if (hadFocus) this.#pane.focus();
  }

  /** @param {string} text */
  #say(text) {
    this.#body.replaceChildren(make("p", { class: "empty" }, text));
  }

  /**
   * @param {Chosen} item
   * @param {Record<string, Json>} found
   */
  #titleOf({ kind, id }, found) {
    if (kind === "request") return `Request ${id}: ${textOf(found["method"])}`;
    return (kind === "user" ? this.#state.people : this.#state.groups).get(id)?.name ?? id;
  }

  /**
   * @param {Chosen} item
   * @param {Record<string, Json>} found
   */
  #resourceView({ kind, id }, found) {
    const { people, groups } = this.#state;
    const manager = people.get(id)?.manager ?? null;
    const isUser = kind === "user";
    const reports = isUser ? [...people.values()].filter((person) => person.manager === id && person.id !== id) : [];
    const holders = [...groups.values()].filter(({ members }) => members.includes(id));
    return [
      ...this.#links("Manager", "user", manager === null ? [] : [manager]),
      ...this.#links(
        "Reports",
        "user",
        reports.map((person) => person.id),
      ),
      ...this.#links(
        isUser ? "Groups" : "In groups",
        "group",
        holders.map((group) => group.id),
      ),
      ...this.#links("Members", "user", isUser ? [] : (groups.get(id)?.members ?? [])),
      ...tables(found),
    ];
  }

  /**
   * @param {string} heading
   * @param {"user" | "group"} kind
   * @param {readonly string[]} ids
   */
  #links(heading, kind, ids) {
    if (ids.length === 0) return [];
    const { people, groups } = this.#state;
    const items = ids.slice(0, MAX_LINKS).map((id) => {
      const name = people.get(id)?.name ?? groups.get(id)?.name;
      if (name === undefined) return make("li", {}, `${id} (unknown)`);
      const button = make("button", { type: "button" }, name);
      button.addEventListener("click", () => {
        this.#follow({ kind: kind === "user" && groups.has(id) ? "group" : kind, id });
      });
      return make("li", {}, button);
    });
    if (ids.length > MAX_LINKS) items.push(make("li", {}, `and ${ids.length - MAX_LINKS} more`));
    return [make("h3", {}, ids.length > 1 ? `${heading} (${ids.length})` : heading), make("ul", {}, ...items)];
  }
}

/** @param {Record<string, Json>} request */
function requestView(request) {
  const { target, status, ms, body, answer } = request;
  const known = { status: numberOf(status), ms: numberOf(ms) };
  return [
    make("h3", {}, "Path"),
    make("pre", {}, textOf(target)),
    make("h3", {}, "Status"),
    make("p", {}, statusText(known) + (known.ms === null ? "" : ` after ${known.ms} ms`)),
    ...jsonView("Body", body),
    ...jsonView("Answer", answer ?? undefined),
  ];
}

/**
 * @param {string} heading
 * @param {Json | undefined} value
 */
function jsonView(heading, value) {
  if (value === undefined) return [];
  return [make("h3", {}, heading), make("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2))];
}

/**
 * The attributes as paths and values; each extension in a table of its own.
 * @param {Record<string, Json>} resource
 */
function tables(resource) {
  const extensions = Object.entries(resource).filter(([key, value]) => key.includes(":") && typeof value === "object");
  const core = Object.entries(resource).filter(([key]) => !extensions.some(([urn]) => urn === key));
  return [...table("Attributes", Object.fromEntries(core)), ...extensions.flatMap(([urn, value]) => table(urn, value))];
}

/**
 * @param {string} heading
 * @param {Json} value
 */
function table(heading, value) {
  const leaves = flat(value);
  const rows = leaves
    .slice(0, MAX_ROWS)
    .map(([path, text]) => make("tr", {}, make("th", { scope: "row" }, path), make("td", {}, text)));
  const rest = leaves.length - MAX_ROWS;
  if (rest > 0) rows.push(make("tr", {}, make("th", { scope: "row" }, "…"), make("td", {}, `${rest} more`)));
  return [make("h3", {}, heading), make("table", {}, make("tbody", {}, ...rows))];
}

/**
 * @param {Json} value
 * @param {string} [path]
 * @returns {[path: string, text: string][]}
 */
function flat(value, path = "") {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object")) return [[path, value.map(String).join(", ")]];
    return value.flatMap((item, index) => flat(item, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, item]) => flat(item, path === "" ? key : `${path}.${key}`));
}
