import { element, make } from "./dom.mjs";
import { VirtualList } from "./virtualList.mjs";

/** @typedef {{ kind: "user" | "group" | "request", id: string }} Chosen */

/**
 * What a tree shows of a line.
 * @typedef {object} Label
 * @property {Chosen} item what the details show of it
 * @property {string} name
 * @property {string} more
 * @property {string[]} tags in words, what is unusual
 * @property {boolean} isFresh
 * @property {boolean} isChosen
 */

/** @typedef {import("./tree.mjs").Line & Label} LabelledLine */

const MAX_INDENT = 24;
const REM_PER_LEVEL = 1.1;

/** A foldable tree with its search field, its buttons and its message for "none". */
export class TreeList {
  /** What was folded or unfolded by hand. @type {Map<string, boolean>} */
  #folds = new Map();
  #all = /** @type {boolean | undefined} */ (undefined);
  #list;
  #search;
  #found;
  #empty;
  #changed;
  /** @type {LabelledLine[]} */
  #lines = [];

  /**
   * @param {string} prefix of the ids of its elements
   * @param {{ choose: (item: Chosen) => void, changed: () => void }} handlers changed: the folding or the search is another
   */
  constructor(prefix, { choose, changed }) {
    this.#changed = changed;
    this.#search = element(`${prefix}-search`, HTMLInputElement);
    this.#found = element(`${prefix}-found`, HTMLElement);
    this.#empty = element(`${prefix}-empty`, HTMLElement);
    this.#list = new VirtualList(element(`${prefix}-tree`, HTMLElement), {
      key: (/** @type {LabelledLine} */ { key }) => key,
      role: "treeitem",
      draw,
      choose: (line, target) => {
        if (target?.classList.contains("twist") === true && line.children > 0) this.#fold(line.key, !line.isOpen);
        else choose(line.item);
      },
      press: (line, key) => this.#press(line, key),
    });
    this.#search.addEventListener("input", changed);
    for (const [id, open] of /** @type {const} */ ([
      [`${prefix}-unfold`, true],
      [`${prefix}-fold`, false],
    ])) {
      element(id, HTMLButtonElement).addEventListener("click", () => {
        this.#folds.clear();
        this.#all = open;
        changed();
      });
    }
  }

  /** The words that are searched for, in lower case. */
  get words() {
    return this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
  }

  /**
   * Whether a node is open, as was asked for by hand, else by default.
   * @param {string} key
   * @param {boolean} byDefault
   */
  isOpen(key, byDefault) {
    return this.#folds.get(key) ?? this.#all ?? byDefault;
  }

  /**
   * @param {LabelledLine[]} lines
   * @param {{ total: number, found: number | undefined }} numbers found: undefined while nothing is searched for
   */
  show(lines, { total, found }) {
    this.#lines = lines;
    this.#list.show(lines, true);
    this.#empty.hidden = total > 0;
    const text = found === undefined ? "" : `${found} found`;
    if (this.#found.textContent !== text) this.#found.textContent = text;
  }

  /**
   * Unfolds these and goes to the line.
   * @param {string} key
   * @param {readonly string[]} ancestors
   */
  reveal(key, ancestors) {
    for (const ancestor of ancestors) this.#folds.set(ancestor, true);
    if (!this.#lines.some((line) => line.key === key)) this.#search.value = "";
    this.#changed();
    this.#list.reveal(key);
  }

  /**
   * @param {string} key
   * @param {boolean} open
   */
  #fold(key, open) {
    this.#folds.set(key, open);
    this.#changed();
  }

  /**
   * Left folds or goes to the parent, right unfolds or goes to the first child.
   * @param {LabelledLine} line
   * @param {string} key
   */
  #press(line, key) {
    const index = this.#lines.findIndex((each) => each.key === line.key);
    const isRight = key === "ArrowRight";
    if (line.children > 0 && line.isOpen !== isRight) {
      this.#fold(line.key, isRight);
      return line.key;
    }
    if (isRight) return line.isOpen ? this.#lines[index + 1]?.key : undefined;
    return this.#lines.slice(0, index).findLast(({ level }) => level < line.level)?.key;
  }
}

/**
 * @param {HTMLElement} row
 * @param {LabelledLine} line
 */
function draw(row, line) {
  const { level, size, position, children, isOpen, name, more, tags, isFresh, isChosen } = line;
  row.setAttribute("aria-level", String(level));
  row.setAttribute("aria-setsize", String(size));
  row.setAttribute("aria-posinset", String(position));
  row.setAttribute("aria-selected", String(isChosen));
  if (children > 0) row.setAttribute("aria-expanded", String(isOpen));
  else row.removeAttribute("aria-expanded");
  row.classList.toggle("fresh", isFresh);
  row.style.paddingInlineStart = `${0.3 + Math.min(level - 1, MAX_INDENT) * REM_PER_LEVEL}rem`;
  row.append(
    make("span", { class: "twist", "aria-hidden": "true" }, children === 0 ? "" : isOpen ? "▾" : "▸"),
    make("span", { class: "name" }, name),
    ...tags.map((tag) => make("span", { class: "tag" }, tag)),
    make("span", { class: "more" }, more),
  );
}
