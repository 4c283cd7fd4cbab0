"use strict";
// The people of the page as elements.

/** @typedef {import("./people.cjs").Person} Person */

const FOLD_ROOM = 8;
/** How far the sign of somebody who is folded hangs out of the box, over whoever stands below. */
const OVERHANG = 10;
const DEEPEST_INDENT = 24;
const FACES = { name: "bold 13px", title: "12px", detail: "11px", mark: "bold 11px" };

/**
 * @param {readonly Person[]} people
 * @returns {import("./people.cjs").People}
 */
function peopleOf(people) {
  /** @type {number[][]} */
  const reports = people.map(() => []);
  /** @type {number[]} */
  const roots = [];
  /** Whose turn it is among the reports of one manager, from 1. */
  const turns = people.map(({ parent }, index) => (reports[parent] ?? roots).push(index));
  /** @type {number[]} */
  const depths = [];
  for (const { parent } of people) depths.push(parent < 0 ? 0 : (depths[parent] ?? 0) + 1);

  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  /** @type {Map<number, { made: HTMLElement, width: number }>} */
  const known = new Map();

  /** As wide as the face that this browser really has needs. @param {Person} person */
  function widthOf({ lines: own, width }) {
    if (!pen) return width;
    return own.reduce((widest, [style, text]) => {
      pen.font = `${FACES[/** @type {keyof typeof FACES} */ (style)]} ${family}`;
      return Math.max(widest, Math.ceil(pen.measureText(text).width) + 24);
    }, width);
  }

  /** @param {number} index */
  function heightOf(index) {
    return (people[index]?.height ?? 0) + (reports[index]?.length ? FOLD_ROOM : 0);
  }

  /** @param {number} index */
  function one(index) {
    const before = known.get(index);
    if (before) return before;
    const person = people[index];
    const made = document.createElement("div");
    const entry = { made, width: person ? widthOf(person) : 0 };
    known.set(index, entry);
    if (!person) return entry;
    made.className = `person ${person.kind}`;
    made.dataset["index"] = String(index);
    made.setAttribute("role", "treeitem");
    made.dir = "auto";
    for (const [style, text] of person.lines) made.append(span(style, text), " ");
    if (reports[index]?.length) {
      const badge = span("fold", "");
      badge.setAttribute("aria-hidden", "true");
      made.append(badge);
    }
    const siblings = reports[person.parent] ?? roots;
    made.setAttribute("aria-level", String((depths[index] ?? 0) + 1));
    made.setAttribute("aria-setsize", String(siblings.length));
    made.setAttribute("aria-posinset", String(turns[index] ?? 1));
    made.style.setProperty("--depth", String(Math.min(depths[index] ?? 0, DEEPEST_INDENT)));
    made.style.height = `${heightOf(index)}px`;
    return entry;
  }

  return {
    reports,
    roots,
    elementOf: (index) => one(index).made,
    sizeOf: (index, isOpen) => {
      const isFolded = !isOpen && reports[index]?.length;
      return { width: one(index).width, height: heightOf(index) + (isFolded ? OVERHANG : 0) };
    },
  };
}

/** @param {string} style @param {string} text */
function span(style, text) {
  const made = document.createElement("span");
  made.className = style;
  made.textContent = text;
  return made;
}

exports.peopleOf = peopleOf;
