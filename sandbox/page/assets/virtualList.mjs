import { make, oncePerFrame } from "./dom.mjs";

const ROW_HEIGHT = 28;
const SPARE_ROWS = 6;
let lists = 0;

/**
 * @template Row
 * @typedef {object} ListOptions
 * @property {(row: Row) => string} key what tells rows apart, and stays with a row that changes
 * @property {string} role each row's role
 * @property {(element: HTMLElement, row: Row) => void} draw fills an empty row
 * @property {(row: Row, target: Element | undefined) => void} choose a row was clicked (on that element) or Enter pressed on it
 * @property {(row: Row, key: string) => string | undefined} [press] another key; answers the key of the row to go to
 */

/**
 * A list of any length in which only the rows that are seen exist. The list itself has the focus; the row that the keys are on is
 * its aria-activedescendant.
 * @template Row
 */
export class VirtualList {
  #scroller;
  #options;
  #space = make("div", { class: "space", role: "none" });
  #prefix = `list${lists++}`;
  /** @type {Row[]} */
  #rows = [];
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();
  /** @type {Map<string, number>} */
  #indexes = new Map();
  /** @type {string | undefined} */
  #active;
  #serial = 0;
  #later = oncePerFrame(() => {
    this.#render();
  });

  /**
   * @param {HTMLElement} scroller
   * @param {ListOptions<Row>} options
   */
  constructor(scroller, options) {
    this.#scroller = scroller;
    this.#options = options;
    scroller.append(this.#space);
    scroller.addEventListener("scroll", this.#later, { passive: true });
    scroller.addEventListener("keydown", (event) => {
      this.#press(event);
    });
    scroller.addEventListener("click", ({ target }) => {
      const element = target instanceof Element ? target : undefined;
      const row = element?.closest(".row");
      const key = row instanceof HTMLElement ? row.dataset["key"] : undefined;
      const index = key === undefined ? undefined : this.#indexes.get(key);
      if (index !== undefined) this.#choose(index, element);
    });
    new ResizeObserver(this.#later).observe(scroller);
  }

  /**
   * Shows these rows. New ones above what is seen move it down with them, so that it stays in sight.
   * @param {Row[]} rows
   * @param {boolean} [anchored]
   */
  show(rows, anchored = false) {
    const { scrollTop } = this.#scroller;
    const top = this.#rows[Math.floor(scrollTop / ROW_HEIGHT)];
    const before = top === undefined ? undefined : this.#indexes.get(this.#options.key(top));
    this.#rows = rows;
    this.#indexes = new Map(rows.map((row, index) => [this.#options.key(row), index]));
    this.#space.style.height = `${rows.length * ROW_HEIGHT}px`;
    const after = top === undefined ? undefined : this.#indexes.get(this.#options.key(top));
    if (anchored && scrollTop > 0 && before !== undefined && after !== undefined && after !== before) {
      this.#scroller.scrollTop = scrollTop + (after - before) * ROW_HEIGHT;
    }
    this.#later();
  }

  /**
   * Puts the keys on a row and scrolls to it; false when there is none of that key.
   * @param {string} key
   */
  reveal(key) {
    const index = this.#indexes.get(key);
    if (index === undefined) return false;
    this.#go(index);
    return true;
  }

  /** @param {number} index */
  #go(index) {
    const row = this.#rows[index];
    if (row === undefined) return;
    this.#active = this.#options.key(row);
    const top = index * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + ROW_HEIGHT > scrollTop + clientHeight) this.#scroller.scrollTop = top + ROW_HEIGHT - clientHeight;
    this.#render();
  }

  /**
   * @param {number} index
   * @param {Element} [target]
   */
  #choose(index, target) {
    const row = this.#rows[index];
    if (row === undefined) return;
    this.#go(index);
    this.#options.choose(row, target);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const last = this.#rows.length - 1;
    const at = this.#active === undefined ? undefined : this.#indexes.get(this.#active);
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / ROW_HEIGHT) - 1);
    /** @type {Record<string, number>} */
    const moves = {
      ArrowDown: at === undefined ? 0 : at + 1,
      ArrowUp: at === undefined ? 0 : at - 1,
      Home: 0,
      End: last,
      PageDown: (at ?? 0) + page,
      PageUp: (at ?? 0) - page,
    };
    const move = moves[event.key];
    const row = at === undefined ? undefined : this.#rows[at];
    if (move !== undefined) this.#go(Math.min(last, Math.max(0, move)));
    else if (event.key === "Enter" || event.key === " ") this.#choose(at ?? 0);
    else if (row !== undefined && this.#options.press !== undefined && /^Arrow(Left|Right)$/.test(event.key)) {
      const key = this.#options.press(row, event.key);
      if (key !== undefined) this.reveal(key);
    } else return;
    event.preventDefault();
  }

  #render() {
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const end = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + SPARE_ROWS);
    const wanted = new Set(Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset));
    const active = this.#active === undefined ? undefined : this.#indexes.get(this.#active);
    if (active !== undefined) wanted.add(active);
    /** @type {Map<string, HTMLElement>} */
    const kept = new Map();
    let previous = /** @type {HTMLElement | undefined} */ (undefined);
    for (const index of [...wanted].sort((a, b) => a - b)) {
      const row = this.#rows[index];
      if (row === undefined) continue;
      const element = this.#draw(row, index, index === active);
      kept.set(this.#options.key(row), element);
      // In the order of the rows, for those who read without seeing.
      const next = previous === undefined ? this.#space.firstChild : previous.nextSibling;
      if (next !== element) this.#space.insertBefore(element, next);
      previous = element;
    }
    for (const [key, element] of this.#elements) if (!kept.has(key)) element.remove();
    this.#elements = kept;
    const current = this.#active === undefined ? undefined : kept.get(this.#active);
    if (current === undefined) this.#scroller.removeAttribute("aria-activedescendant");
    else this.#scroller.setAttribute("aria-activedescendant", current.id);
  }

  /**
   * @param {Row} row
   * @param {number} index
   * @param {boolean} isActive
   */
  #draw(row, index, isActive) {
    const key = this.#options.key(row);
    const id = `${this.#prefix}-${this.#serial}`;
    const element = this.#elements.get(key) ?? make("div", { class: "row", id, role: this.#options.role });
    if (element.id === id) this.#serial++;
    const look = JSON.stringify(row);
    if (element.dataset["look"] !== look) {
      element.dataset["look"] = look;
      element.dataset["key"] = key;
      element.replaceChildren();
      this.#options.draw(element, row);
    }
    element.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    element.classList.toggle("active", isActive);
    return element;
  }
}
