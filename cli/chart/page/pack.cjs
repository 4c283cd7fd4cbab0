"use strict";
// A dense chart for a company that no page is wide enough for. Reports who have no reports themselves stand in columns under their
// manager; teams stand side by side, in several rows where one would be too wide. Everybody below a manager stands in one
// rectangle under them, so that a team can be pointed at.
//
// As in the packing of rectangles by slicing, each manager with all below can be drawn in several shapes, from narrow and high to
// wide and low: the best of each height are kept, from the bottom up, and the whole is put together of those that fit a window
// best. All in loops: chains may be as long as the company.

/** @typedef {import("./arrangement.cjs").BoxSize} BoxSize */
/** @typedef {import("./arrangement.cjs").Arrangement} Arrangement */
/** @typedef {{ people: number[], width: number }} Column */
/** What stands in a row: somebody with all below, or, without an index, columns of people. @typedef {{ index?: number, shape: Shape }} Unit */
/** @typedef {{ units: Unit[], width: number, height: number }} Row */
/** One way to draw; `columns` hang on what is above, `rows` stand below it. @typedef {{ width: number, height: number, columns: Column[], rows: Row[] }} Shape */

const MARGIN = 24;
/** Between the boxes of a column, between columns, and between teams. */
const GAP = { leaves: 8, columns: 12, teams: 20 };
/** Between a manager and the row below; the line between them runs in the middle. */
const LEVEL = 36;
/** Between a manager and the only column below, which hangs on the manager's left edge. */
const HANGING = 16;
/** Between the line along a column and its boxes. */
const INDENT = 18;
const TRUNK = 6;
/** Lengths that columns may have. */
const LENGTHS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 27, 36, 50, 70, 100, 140];
/** So many teams at the top stand in one row, as everybody expects, unless it is wider than so many pixels. */
const ONE_ROW = { teams: 10, width: 9000 };
const MOST_ROWS = 12;
/** How many shapes are kept of each manager, and how many heights are tried for each. */
const KEPT = 40;
const TRIED = 60;
const NO_BOX = { parent: -1, width: 0, height: 0 };

/**
 * @param {readonly BoxSize[]} boxes
 * @param {number} wanted
 * @returns {Arrangement}
 */
function pack(boxes, wanted) {
  /** @type {number[][]} */
  const reports = boxes.map(() => []);
  /** @type {number[]} */
  const roots = [];
  boxes.forEach(({ parent }, index) => (reports[parent] ?? roots).push(index));
  /** @type {Shape[][]} */
  const shapes = [];
  for (let index = boxes.length - 1; index >= 0; index--) {
    shapes[index] = spread(shapesOf(boxes[index] ?? NO_BOX, reports[index] ?? [], reports, boxes, shapes), KEPT);
  }
  const all = shapesOf(NO_BOX, roots, reports, boxes, shapes);
  /** Mostly how large the whole can be shown, and a little how much paper it takes. @param {Shape} shape */
  const frame = ({ width, height }) => Math.max(width / wanted, height) + (width / wanted + height) / 8;
  const [best] = all.sort((one, other) => frame(one) - frame(other));
  return place(best ?? { width: 0, height: 0, columns: [], rows: [] }, boxes);
}

/**
 * The ways to draw somebody with all below.
 * @param {BoxSize} box
 * @param {number[]} below
 * @param {number[][]} reports
 * @param {readonly BoxSize[]} boxes
 * @param {readonly Shape[][]} shapes
 */
function shapesOf({ parent, width, height }, below, reports, boxes, shapes) {
  if (below.length === 0) return [{ width, height, columns: [], rows: [] }];
  const leaves = below.filter((index) => reports[index]?.length === 0);
  const teams = below.filter((index) => reports[index]?.length !== 0);
  const stacks = leaves.length === 0 ? [] : best(LENGTHS.map((length) => stackOf(leaves, length, boxes)));
  /** @type {Shape[]} */
  const found = [];
  /** @type {{ index?: number, shapes: readonly Shape[] }[]} */
  const units = teams.map((index) => ({ index, shapes: shapes[index] ?? [] }));
  if (stacks.length > 0) units.unshift({ shapes: stacks });
  if (teams.length === 0 && height > 0) {
    for (const { columns, ...size } of stacks) {
      if (columns.length > 1) continue;
      found.push({ width: Math.max(width, size.width), height: height + HANGING + size.height, columns, rows: [] });
    }
  }
  const above = height > 0 ? height + LEVEL : 0;
  const heights = units.flatMap((unit) => unit.shapes.map((shape) => shape.height));
  // Below the highest that must be, nothing fits.
  const least = units.reduce((most, unit) => Math.max(most, unit.shapes.at(-1)?.height ?? 0), 0);
  const limits = [...new Set(heights)].filter((one) => one >= least).sort((a, b) => a - b);
  for (const limit of spread(limits, TRIED)) {
    const chosen = units.flatMap(({ index, shapes: own }) => {
      const shape = own.find((one) => one.height <= limit);
      return shape ? [index === undefined ? { shape } : { index, shape }] : [];
    });
    for (const rows of rowsOf(chosen, parent < 0)) {
      const indent = rows.length > 1 ? INDENT : 0;
      found.push({
        width: Math.max(width, indent + rows.reduce((most, row) => Math.max(most, row.width), 0)),
        height: above + rows.reduce((sum, row) => sum + row.height + LEVEL, -LEVEL),
        columns: [],
        rows,
      });
    }
  }
  return best(found);
}

/** From the narrowest to the lowest: of two shapes neither is smaller both ways. @param {Shape[]} shapes */
function best(shapes) {
  /** @type {Shape[]} */
  const kept = [];
  for (const shape of shapes.sort((one, other) => one.width - other.width || one.height - other.height)) {
    if (shape.height < (kept.at(-1)?.height ?? Infinity)) kept.push(shape);
  }
  return kept;
}

/** So many of them, the first and the last among them. @template T @param {T[]} all @param {number} most */
function spread(all, most) {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => Math.round((at * (all.length - 1)) / (most - 1))).flatMap((at) =>
    all.slice(at, at + 1),
  );
}

/** @param {number[]} leaves @param {number} length @param {readonly BoxSize[]} boxes @returns {Shape} */
function stackOf(leaves, length, boxes) {
  const each = Math.ceil(leaves.length / Math.ceil(leaves.length / length));
  /** @type {Shape} */
  const stack = { columns: [], rows: [], width: -GAP.columns, height: 0 };
  for (let from = 0; from < leaves.length; from += each) {
    const people = leaves.slice(from, from + each);
    let [width, height] = [0, -GAP.leaves];
    for (const index of people) {
      width = Math.max(width, boxes[index]?.width ?? 0);
      height += (boxes[index]?.height ?? 0) + GAP.leaves;
    }
    stack.columns.push({ people, width });
    stack.width += INDENT + width + GAP.columns;
    stack.height = Math.max(stack.height, height);
  }
  return stack;
}

/** The units in one row and in more, in their order; at the top in more only where one is too wide. @param {Unit[]} units @param {boolean} isTop @returns {Row[][]} */
function rowsOf(units, isTop) {
  const one = filled(units, Infinity);
  const [{ width } = { width: 0 }] = one;
  const ways = [one];
  if (isTop && units.length <= ONE_ROW.teams && width <= ONE_ROW.width) return ways;
  const widest = units.reduce((most, { shape }) => Math.max(most, shape.width), 0);
  for (let count = 2; count <= Math.min(units.length, MOST_ROWS); count++) {
    for (const slack of [1, 1.1, 1.25]) ways.push(filled(units, Math.max(widest, (width / count) * slack)));
  }
  return ways;
}

/** @param {Unit[]} units @param {number} most @returns {Row[]} */
function filled(units, most) {
  /** @type {Row[]} */
  const rows = [];
  for (const unit of units) {
    let row = rows.at(-1);
    if (!row || row.width + GAP.teams + unit.shape.width > most) {
      row = { units: [], width: -GAP.teams, height: 0 };
      rows.push(row);
    }
    row.units.push(unit);
    row.width += GAP.teams + unit.shape.width;
    row.height = Math.max(row.height, unit.shape.height);
  }
  return rows;
}

/**
 * @param {Shape} all
 * @param {readonly BoxSize[]} boxes
 * @returns {Arrangement}
 */
function place(all, boxes) {
  const places = boxes.map(({ width }) => ({ x: 0, y: 0, width }));
  /** @type {string[]} */
  const lines = [];
  /** @type {{ index: number, shape: Shape, x: number, y: number }[]} */
  const waiting = [];
  placeRows(all, { x: MARGIN, y: MARGIN }, undefined);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { index, shape, x, y } = next;
    const { width, height } = boxes[index] ?? NO_BOX;
    if (shape.columns.length > 0) {
      places[index] = { x, y, width: shape.width };
      placeColumns(shape, { x, y: y + height + HANGING }, y + height, shape.width - INDENT);
      continue;
    }
    const at = x + Math.round((shape.width - width) / 2);
    places[index] = { x: at, y, width };
    const middle = at + Math.round(width / 2);
    const buses = placeRows(shape, { x, y: y + height + LEVEL }, middle);
    if (buses.length > 0) lines.push(`M${middle} ${y + height}V${y + height + LEVEL / 2}`, ...buses);
  }
  const [width, height] = [Math.ceil(all.width) + 2 * MARGIN, Math.ceil(all.height) + 2 * MARGIN];
  return { width, height, places, lines: lines.join("") };

  /**
   * Gives the lines along the rows, to which one comes down at `middle`; none where nobody is above.
   * @param {Shape} shape
   * @param {{ x: number, y: number }} corner
   * @param {number | undefined} middle
   */
  function placeRows({ rows, width }, corner, middle) {
    const isOne = rows.length === 1;
    const trunk = corner.x + TRUNK;
    /** @type {string[]} */
    const buses = [];
    let { y } = corner;
    let bus = y;
    for (const row of rows) {
      bus = y - LEVEL / 2;
      let x = corner.x + (isOne ? Math.round((width - row.width) / 2) : INDENT);
      /** Where lines leave the bus. @type {number[]} */
      const arrivals = isOne ? [] : [trunk];
      if (row === rows[0] && middle !== undefined) arrivals.push(middle);
      for (const { index, shape } of row.units) {
        if (index === undefined) {
          // Beside the line that joins the rows the first column needs none of its own.
          const left = isOne ? x : x - INDENT;
          arrivals.push(...placeColumns(shape, { x: left, y }, middle === undefined ? undefined : bus));
        } else {
          waiting.push({ index, shape, x, y });
          const to = x + middleOf(index, shape);
          arrivals.push(to);
          if (middle !== undefined) lines.push(`M${to} ${bus}V${y}`);
        }
        x += shape.width + GAP.teams;
      }
      buses.push(`M${Math.min(...arrivals)} ${bus}H${Math.max(...arrivals)}`);
      y += row.height + LEVEL;
    }
    if (middle === undefined) return [];
    return isOne ? buses : [...buses, `M${trunk} ${corner.y - LEVEL / 2}V${bus}`];
  }

  /**
   * Gives where the lines along the columns begin; none are drawn where nobody is above.
   * @param {Shape} stack
   * @param {{ x: number, y: number }} corner
   * @param {number | undefined} from
   * @param {number} [only] Width of the only column.
   */
  function placeColumns({ columns }, { x, y }, from, only) {
    let left = x;
    return columns.map(({ people, width }) => {
      let at = y;
      let end = y;
      for (const index of people) {
        const { height } = boxes[index] ?? NO_BOX;
        places[index] = { x: left + INDENT, y: at, width: only ?? width };
        end = at + Math.round(height / 2);
        if (from !== undefined) lines.push(`M${left + TRUNK} ${end}H${left + INDENT}`);
        at += height + GAP.leaves;
      }
      if (from !== undefined) lines.push(`M${left + TRUNK} ${from}V${end}`);
      left += INDENT + width + GAP.columns;
      return left - INDENT - width - GAP.columns + TRUNK;
    });
  }

  /** Where the box of somebody stands in its middle, from the left of all that is below. @param {number} index @param {Shape} shape */
  function middleOf(index, shape) {
    const { width } = boxes[index] ?? NO_BOX;
    if (shape.columns.length > 0) return Math.round(shape.width / 2);
    return Math.round((shape.width - width) / 2) + Math.round(width / 2);
  }
}

exports.pack = pack;
