"use strict";
// The chart in a browser: fold, search, zoom, pan, keyboard, print. The data stands in the page; `d3` and the modules before it.
(() => {
  /** @type {unknown} */
  const data = JSON.parse(element("people").textContent);
  const { people, open: openAtFirst } = /** @type {{ people: import("./people.cjs").Person[], open: number[] }} */ (
    data
  );
  /** @typedef {Pick<typeof import("./people.cjs"), "peopleOf"> & Pick<typeof import("./pan.cjs"), "pan">} Modules */
  /** @typedef {Pick<typeof import("./arrange.cjs"), "arrange"> & Pick<typeof import("./finder.cjs"), "finder">} More */
  const { arrange, d3, finder, pack, pan, peopleOf, tidy } =
    /** @type {Modules & More & import("./arrange.cjs").Ways} */ (/** @type {unknown} */ (globalThis));
  const [view, space, chart, status] = [element("view"), element("space"), element("chart"), element("status")];
  const search = /** @type {HTMLInputElement} */ (element("search"));
  const lines = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (element("lines")));
  const path = /** @type {SVGPathElement} */ (lines.firstElementChild);

  const GAP = 24;
  const ZOOMS = { least: 0.05, most: 3, readable: 0.75, step: 1.25 };

  const { reports, roots, elementOf, sizeOf } = peopleOf(people);
  const found = finder(people.map(({ search: text }) => text));
  const open = new Set(openAtFirst);
  /** @type {number[]} */
  let visible = [];
  /** @type {Map<number, { x: number, y: number, width: number }>} */
  let places = new Map();
  let size = { width: 0, height: 0 };
  let zoom = 1;
  let active = roots[0] ?? -1;

  /** @param {string} id @returns {HTMLElement} */
  function element(id) {
    const found = document.getElementById(id);
    if (!found) throw new Error(`The page has no ${id}.`);
    return found;
  }

  /** Draws whoever is not folded away. */
  function draw() {
    const focused = document.activeElement;
    const shown = people.map(() => false);
    visible = [];
    people.forEach(({ parent }, index) => {
      if (parent >= 0 && !(shown[parent] && open.has(parent))) return;
      shown[index] = true;
      visible.push(index);
    });
    if (!shown[active]) active = visible[0] ?? -1;
    const order = new Map(visible.map((index, at) => [index, at]));
    const boxes = visible.map((index) => ({
      parent: order.get(people[index]?.parent ?? -1) ?? -1,
      ...sizeOf(index, open.has(index)),
    }));
    const arranged = arrange({ d3, tidy, pack }, boxes, people.length);
    size = { width: arranged.width, height: arranged.height };
    places = new Map(visible.map((index, at) => [index, arranged.places[at] ?? { x: 0, y: 0, width: 0 }]));
    path.setAttribute("d", arranged.lines);
    lines.setAttribute("width", String(size.width));
    lines.setAttribute("height", String(size.height));
    chart.replaceChildren(...visible.map(elementOf));
    for (const index of visible) dress(index);
    resize();
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  /** @param {number} index */
  function dress(index) {
    const own = elementOf(index);
    const { x, y, width } = places.get(index) ?? { x: 0, y: 0, width: 0 };
    own.style.width = `${width}px`;
    own.style.left = `${x}px`;
    own.style.top = `${y}px`;
    own.tabIndex = index === active ? 0 : -1;
    own.classList.toggle("hit", found.has(index));
    own.classList.toggle("current", found.isCurrent(index));
    if (!reports[index]?.length) return;
    const isOpen = open.has(index);
    own.setAttribute("aria-expanded", String(isOpen));
    const badge = own.lastElementChild;
    if (badge) badge.textContent = isOpen ? "▾" : `▸ ${people[index]?.reports ?? 0}`;
  }

  function resize() {
    chart.style.width = `${size.width}px`;
    chart.style.height = isList() ? "auto" : `${size.height}px`;
    chart.style.transform = isList() ? "none" : `translateX(${left()}px) scale(${zoom})`;
    lines.style.transform = chart.style.transform;
    lines.style.transformOrigin = "0 0";
    space.style.width = isList() ? "auto" : `${Math.ceil(size.width * zoom)}px`;
    space.style.height = isList() ? "auto" : `${Math.ceil(size.height * zoom)}px`;
    if (isList()) chart.style.width = "auto";
  }

  /** Small charts stand in the middle. */
  function left() {
    return Math.max(0, (view.clientWidth - size.width * zoom) / 2);
  }

  function isList() {
    return document.body.classList.contains("list");
  }

  /** @param {boolean} list */
  function showAs(list) {
    document.body.classList.toggle("list", list);
    element("list").setAttribute("aria-pressed", String(list));
    resize();
  }

  /** Changes the zoom with one point of the view staying where it is. @param {number} wanted @param {{ x: number, y: number }} [at] */
  function zoomTo(wanted, at = { x: view.clientWidth / 2, y: view.clientHeight / 2 }) {
    const before = zoom;
    const point = { x: view.scrollLeft + at.x - left(), y: view.scrollTop + at.y };
    zoom = Math.min(ZOOMS.most, Math.max(ZOOMS.least, wanted));
    resize();
    view.scrollLeft = (point.x * zoom) / before + left() - at.x;
    view.scrollTop = (point.y * zoom) / before - at.y;
  }

  function fitting() {
    return Math.min(1, view.clientWidth / size.width, view.clientHeight / size.height);
  }

  /** @param {number} index */
  function centre(index) {
    if (isList()) {
      elementOf(index).scrollIntoView({ block: "center" });
      return;
    }
    const { x, y } = places.get(index) ?? { x: 0, y: 0 };
    const { offsetWidth, offsetHeight } = elementOf(index);
    view.scrollLeft = (x + offsetWidth / 2) * zoom + left() - view.clientWidth / 2;
    view.scrollTop = (y + offsetHeight / 2) * zoom - view.clientHeight / 2;
  }

  /** Brings somebody into the view if they are not, and gives them the keyboard. @param {number} index */
  function focus(index) {
    elementOf(active).tabIndex = -1;
    active = index;
    const own = elementOf(index);
    own.tabIndex = 0;
    own.focus({ preventScroll: true });
    const [box, frame] = [own.getBoundingClientRect(), view.getBoundingClientRect()];
    const isInside =
      box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom + GAP <= frame.bottom;
    if (!isInside) centre(index);
  }

  /** Folds or unfolds with the person staying where they are on the screen. @param {number} index @param {boolean} [wanted] */
  function toggle(index, wanted = !open.has(index)) {
    if (!reports[index]?.length || wanted === open.has(index)) return;
    const before = elementOf(index).getBoundingClientRect();
    if (wanted) open.add(index);
    else open.delete(index);
    draw();
    const after = elementOf(index).getBoundingClientRect();
    view.scrollLeft += after.left - before.left;
    view.scrollTop += after.top - before.top;
  }

  function find() {
    found.find(search.value);
    step(1);
  }

  /** @param {1 | -1} way */
  function step(way) {
    const index = found.step(way);
    if (index === undefined) {
      for (const one of visible) dress(one);
    } else {
      for (let at = people[index]?.parent ?? -1; at >= 0; at = people[at]?.parent ?? -1) open.add(at);
      active = index;
      draw();
      centre(index);
    }
    status.textContent = found.said((one) => people[one]?.lines[0]?.[1] ?? "");
  }

  /** @param {number} from @param {number} by */
  function neighbour(from, by) {
    return visible[visible.indexOf(from) + by];
  }

  /** What a key does in the tree (WAI-ARIA Authoring Practices, tree view). @type {Record<string, (index: number) => number | undefined | void>} */
  const keys = {
    ArrowDown: (index) => neighbour(index, 1),
    ArrowUp: (index) => neighbour(index, -1),
    ArrowRight: (index) => {
      if (open.has(index)) return reports[index]?.[0];
      toggle(index, true);
    },
    ArrowLeft: (index) => {
      if (!open.has(index)) return people[index]?.parent;
      toggle(index, false);
    },
    Home: () => visible[0],
    End: () => visible.at(-1),
    Enter: (index) => {
      toggle(index);
    },
    " ": (index) => {
      toggle(index);
    },
  };

  chart.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = act(active);
    if (typeof to === "number" && to >= 0) focus(to);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      search.focus();
    }
    if (event.key === "+") zoomTo(zoom * ZOOMS.step);
    if (event.key === "-") zoomTo(zoom / ZOOMS.step);
    if (event.key === "0") zoomTo(fitting());
  });

  for (const button of document.querySelectorAll(".legend button")) {
    button.addEventListener("click", () => {
      const wanted = button.getAttribute("data-find") ?? "";
      if (search.value === wanted) step(1);
      else {
        search.value = wanted;
        find();
      }
    });
  }
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape") return;
    search.value = "";
    find();
  });

  /** @param {EventTarget | null} target */
  function indexAt(target) {
    const own = target instanceof Element ? target.closest(".person") : null;
    return own instanceof HTMLElement ? Number(own.dataset["index"]) : undefined;
  }

  const wasPanned = pan(view, () => !isList());
  chart.addEventListener("click", (event) => {
    const index = indexAt(event.target);
    if (index === undefined || wasPanned()) return;
    focus(index);
    if (event.target instanceof Element && event.target.classList.contains("fold")) toggle(index);
  });
  chart.addEventListener("dblclick", (event) => {
    const index = indexAt(event.target);
    if (index !== undefined && event.target instanceof Element && !event.target.classList.contains("fold"))
      toggle(index);
  });

  view.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey || isList()) return;
      event.preventDefault();
      const { left: x, top: y } = view.getBoundingClientRect();
      zoomTo(zoom * Math.exp(-event.deltaY / 300), { x: event.clientX - x, y: event.clientY - y });
    },
    { passive: false },
  );

  /** @type {Record<string, () => void>} */
  const buttons = {
    closer: () => {
      zoomTo(zoom * ZOOMS.step);
    },
    farther: () => {
      zoomTo(zoom / ZOOMS.step);
    },
    fit: () => {
      zoomTo(fitting());
    },
    unfold: () => {
      people.forEach((_, index) => reports[index]?.length && open.add(index));
      draw();
      centre(active);
    },
    fold: () => {
      open.clear();
      draw();
      zoomTo(Math.max(ZOOMS.readable, fitting()));
      centre(active);
    },
    list: () => {
      showAs(!isList());
      centre(active);
    },
  };
  for (const [id, act] of Object.entries(buttons)) element(id).addEventListener("click", act);
  addEventListener("resize", resize);

  // On paper a wide chart would be cut or too small to read: it is printed as a list, which breaks between pages.
  let wasList = false;
  addEventListener("beforeprint", () => {
    wasList = isList();
    showAs(true);
  });
  addEventListener("afterprint", () => {
    showAs(wasList);
  });

  draw();
  zoomTo(Math.max(ZOOMS.readable, fitting()));
  centre(active);
})();
