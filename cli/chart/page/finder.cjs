"use strict";

/** Without accents and letter case. @param {string} text */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Searches the texts of everybody; each word has to stand somewhere in the text of who is found.
 * @param {readonly string[]} texts
 */
function finder(texts) {
  const searched = texts.map(folded);
  /** @type {number[]} */
  let hits = [];
  let found = new Set(hits);
  let at = -1;
  let isAsked = false;
  return {
    /** Begins anew, before the first who is found. @param {string} wanted */
    find(wanted) {
      const words = folded(wanted).split(/\s+/).filter(Boolean);
      isAsked = words.length > 0;
      hits = searched.flatMap((text, index) => (isAsked && words.every((word) => text.includes(word)) ? [index] : []));
      found = new Set(hits);
      at = -1;
    },
    /** Goes on to the next or the one before, round and round; undefined where nobody was found. @param {1 | -1} way */
    step(way) {
      if (hits.length === 0) return undefined;
      at = (at + way + hits.length) % hits.length;
      return hits[at];
    },
    /** @param {number} index */
    has: (index) => found.has(index),
    /** @param {number} index */
    isCurrent: (index) => hits[at] === index,
    /** What to say of it. @param {(index: number) => string} nameOf */
    said(nameOf) {
      if (!isAsked) return "";
      return hits.length === 0 ? "Nobody found" : `${at + 1} of ${hits.length}: ${nameOf(hits[at] ?? -1)}`;
    },
  };
}

exports.finder = finder;
