"use strict";
// Where the boxes stand. The command draws with this, and the page again whenever somebody folds or unfolds.

/** A tidy tree of more people is a band of paper; they are packed. */
const TIDY_UP_TO = 24;
/** The wished width divided by the height. */
const SHAPE = 1.6;
const NOBODY = { width: 48, height: 48, places: [], lines: "" };

/**
 * @param {import("./arrange.cjs").Ways} ways
 * @param {readonly import("./arrangement.cjs").BoxSize[]} boxes
 * @param {number} [people]
 * @returns {import("./arrangement.cjs").Arrangement}
 */
function arrange({ d3, tidy, pack }, boxes, people = boxes.length) {
  if (boxes.length === 0) return NOBODY;
  return people > TIDY_UP_TO ? pack(boxes, SHAPE) : tidy(d3, boxes, SHAPE);
}

exports.arrange = arrange;
