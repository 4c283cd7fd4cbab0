import { element, make } from "./dom.mjs";
import { VirtualList } from "./virtualList.mjs";

/** @typedef {import("./state.mjs").Request & { isChosen: boolean }} Line */

/** The request log, newest first. */
export class Log {
  #state;
  #list;
  #filter = element("log-filter", HTMLSelectElement);
  #count = element("log-count", HTMLElement);
  #empty = element("log-empty", HTMLElement);
  /** @type {string | undefined} */
  #chosen;

  /**
   * @param {import("./state.mjs").State} state
   * @param {(item: import("./treeList.mjs").Chosen) => void} choose
   */
  constructor(state, choose) {
    this.#state = state;
    this.#list = new VirtualList(element("log-list", HTMLElement), {
      key: (/** @type {Line} */ { number }) => String(number),
      role: "option",
      draw,
      choose: ({ number }) => {
        choose({ kind: "request", id: String(number) });
      },
    });
    this.#filter.addEventListener("change", () => {
      this.show();
    });
  }

  /** Draws what the state is now. */
  show() {
    const all = [...this.#state.requests.values()].sort((a, b) => b.number - a.number);
    const filter = this.#filter.value;
    const shown = all
      .filter(({ method, status, ms }) => {
        if (filter === "writes") return method !== "GET" && method !== "HEAD";
        return filter !== "refused" || (status === null ? ms !== null : status >= 400);
      })
      .map((request) => ({ ...request, isChosen: String(request.number) === this.#chosen }));
    this.#list.show(shown, true);
    this.#empty.hidden = all.length > 0;
    const most = this.#state.hello.maxRequests;
    this.#count.textContent = all.length >= most ? `(the latest ${most})` : String(all.length);
  }

  /** @param {string | undefined} id */
  mark(id) {
    this.#chosen = id;
    this.show();
  }
}

/**
 * @param {HTMLElement} row
 * @param {Line} line
 */
function draw(row, { at, method, target, status, ms, isChosen }) {
  row.setAttribute("aria-selected", String(isChosen));
  row.append(
    make("span", { class: "time" }, timeOf(at)),
    make("span", { class: "method" }, method),
    make("span", { class: `status ${tone({ status, ms })}` }, statusText({ status, ms })),
    make("span", { class: "ms" }, ms === null ? "" : `${ms} ms`),
    make("span", { class: "target", title: target }, target),
  );
}

/**
 * The status in a word.
 * @param {{ status: number | null, ms: number | null }} request
 */
export function statusText({ status, ms }) {
  if (status !== null) return String(status);
  return ms === null ? "running" : "dropped";
}

/** @param {{ status: number | null, ms: number | null }} request */
function tone({ status, ms }) {
  if (status === null) return ms === null ? "" : "bad";
  if (status < 400) return "good";
  return status === 404 || status === 409 || status === 412 || status === 429 ? "warn" : "bad";
}

/** @param {number} at */
function timeOf(at) {
  const date = new Date(at);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${time}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
