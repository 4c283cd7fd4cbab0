"use strict";
// A tidy tree (d3-hierarchy) from the top: everybody of one level begins on one line. The reports of one manager who have no
// reports themselves stand together in a block of columns. How long the columns are is tried out: what can be shown largest in a
// window of the wished shape is taken.

/** @typedef {import("./arrangement.cjs").BoxSize} BoxSize */
/** @typedef {import("./arrangement.cjs").Arrangement} Arrangement */
/** @typedef {{ width: number, items: number[] }} Column */
/** @typedef {{ items: number[], isBlock: boolean, width: number, height: number, columns: Column[], children: Cell[] }} Cell */
/** @typedef {import("d3-hierarchy").HierarchyPointNode<Cell>} Placed */
/** @typedef {{ x: number, y: number, width: number }} Corner */

const MARGIN = 24;
const SIBLING_GAP = 18;
const COUSIN_GAP = 32;
const LEVEL_GAP = 44;
const ROW_GAP = 12;
/** Between the line along a column and its boxes. */
const INDENT = 16;
const ROWS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024];
/** How often each level is tried again after the others, and how many boxes may be placed in all for the trying. */
const ROUNDS = 3;
const MOST_WORK = 400_000;

/**
 * @param {Pick<typeof import("d3-hierarchy"), "hierarchy" | "tree">} d3
 * @param {readonly BoxSize[]} boxes
 * @param {number} shape
 * @returns {Arrangement}
 */
function tidy(d3, boxes, shape) {
  const root = d3.hierarchy(cellsOf(boxes), (cell) => cell.children);
  /** The blocks of each level, by its depth. @type {Map<number, Cell[]>} */
  const blocks = new Map();
  root.each(({ depth, data }) => {
    if (data.isBlock) blocks.set(depth, [...(blocks.get(depth) ?? []), data]);
  });
  const draw = () => {
    /** @param {import("d3-hierarchy").HierarchyPointNode<unknown>} node */
    const across = ({ data }) => /** @type {Cell} */ (data).width;
    const layout = d3
      .tree()
      .nodeSize([1, 1])
      .separation((a, b) => (across(a) + across(b)) / 2 + (a.parent === b.parent ? SIBLING_GAP : COUSIN_GAP));
    const placed = /** @type {Placed} */ (layout(/** @type {import("d3-hierarchy").HierarchyNode<unknown>} */ (root)));
    return { placed, ...extent(placed) };
  };
  /** Half the round of the frame that holds it all, in the wished shape: what is small can be shown large. */
  const frame = () => {
    const { width, height } = draw();
    return width / shape + height;
  };
  /** @param {number} depth @param {number} rows */
  const shapeLevel = (depth, rows) => {
    for (const block of blocks.get(depth) ?? []) shapeBlock(block, rows, boxes);
  };
  const levels = [...blocks.keys()];
  /** @param {number} depth */
  const lengths = (depth) => rowsFor(Math.max(...(blocks.get(depth) ?? []).map(({ items }) => items.length)));
  // Columns of one length at first, then level after level of the length that suits best.
  const even = smallest([...new Set([1, ...levels.flatMap(lengths)])], (rows) => {
    for (const depth of levels) shapeLevel(depth, rows);
    return frame();
  });
  const chosen = new Map(levels.map((depth) => [depth, even.value]));
  for (const [depth, rows] of chosen) shapeLevel(depth, rows);
  let { size } = even;
  let work = MOST_WORK / boxes.length;
  for (let round = 0; round < ROUNDS; round++) {
    for (const depth of levels) {
      const tries = lengths(depth);
      work -= tries.length;
      if (work < 0) break;
      const better = smallest(tries, (rows) => {
        shapeLevel(depth, rows);
        return frame();
      });
      if (better.size < size) {
        size = better.size;
        chosen.set(depth, better.value);
      }
      shapeLevel(depth, chosen.get(depth) ?? 1);
    }
  }
  return place(draw(), boxes);
}

/** The lengths of columns to try for blocks of so many people. @param {number} longest */
function rowsFor(longest) {
  return ROWS.filter((rows, index) => rows <= longest || (ROWS[index - 1] ?? 0) < longest);
}

/**
 * The value for which `sizeOf` is least, the first of equals.
 * @param {readonly number[]} values
 * @param {(value: number) => number} sizeOf
 */
function smallest(values, sizeOf) {
  let [value, size] = [1, Infinity];
  for (const one of values) {
    const own = sizeOf(one);
    if (own < size) [value, size] = [one, own];
  }
  return { value, size };
}

/**
 * One cell for each manager and each block, under a root that is not drawn.
 * @param {readonly BoxSize[]} boxes
 * @returns {Cell}
 */
function cellsOf(boxes) {
  /** @type {number[][]} */
  const reports = boxes.map(() => []);
  /** @type {number[]} */
  const roots = [];
  boxes.forEach(({ parent }, index) => (reports[parent] ?? roots).push(index));
  /** @type {Cell[]} */
  const cells = boxes.map(({ width, height }, index) => ({
    items: [index],
    isBlock: false,
    width,
    height,
    columns: [],
    children: [],
  }));
  /** @param {number[]} below */
  const childrenOf = (below) => {
    const items = below.filter((index) => reports[index]?.length === 0);
    const others = below.filter((index) => reports[index]?.length !== 0).flatMap((index) => cells[index] ?? []);
    if (items.length < 2) return below.flatMap((index) => cells[index] ?? []);
    /** @type {Cell} */
    const block = { items, isBlock: true, width: 0, height: 0, columns: [], children: [] };
    return [block, ...others];
  };
  cells.forEach((cell, index) => {
    cell.children = childrenOf(reports[index] ?? []);
  });
  return { items: [], isBlock: false, width: 0, height: 0, columns: [], children: childrenOf(roots) };
}

/**
 * @param {Cell} block
 * @param {number} rows
 * @param {readonly BoxSize[]} boxes
 */
function shapeBlock(block, rows, boxes) {
  const { items } = block;
  const each = Math.ceil(items.length / Math.ceil(items.length / rows));
  block.columns = [];
  block.width = -SIBLING_GAP;
  block.height = 0;
  for (let from = 0; from < items.length; from += each) {
    const own = items.slice(from, from + each);
    let [width, height] = [0, -ROW_GAP];
    for (const index of own) {
      width = Math.max(width, boxes[index]?.width ?? 0);
      height += (boxes[index]?.height ?? 0) + ROW_GAP;
    }
    if (each > 1) width += INDENT;
    block.columns.push({ width, items: own });
    block.width += width + SIBLING_GAP;
    block.height = Math.max(block.height, height);
  }
}

/**
 * How much room everything takes, and where each level begins.
 * @param {Placed} root
 * @returns {{ first: number, levels: number[], width: number, height: number }}
 */
function extent(root) {
  let [first, last] = [Infinity, -Infinity];
  /** @type {number[]} */
  const depths = [];
  root.each(({ x, depth, data: { width, height } }) => {
    depths[depth] = Math.max(depths[depth] ?? 0, height);
    if (depth === 0) return;
    first = Math.min(first, x - width / 2);
    last = Math.max(last, x + width / 2);
  });
  let at = MARGIN;
  const levels = depths.map((size, depth) => {
    const begin = at;
    if (depth > 0) at += size + LEVEL_GAP;
    return begin;
  });
  return { first, levels, width: Math.ceil(last - first) + 2 * MARGIN, height: at - LEVEL_GAP + MARGIN };
}

/**
 * @param {{ placed: Placed, first: number, levels: number[], width: number, height: number }} drawn
 * @param {readonly BoxSize[]} boxes
 * @returns {Arrangement}
 */
function place({ placed, first, levels, width, height }, boxes) {
  /** @type {Corner[]} */
  const places = boxes.map((box) => ({ x: 0, y: 0, width: box.width }));
  /** @type {string[]} */
  const lines = [];
  /** Where the lines to the reports of a manager begin and end on their bus. @type {Map<Placed, [number, number]>} */
  const spans = new Map();
  placed.each((node) => {
    const { data, depth, parent } = node;
    const corner = {
      x: Math.round(node.x - data.width / 2 - first + MARGIN),
      y: levels[depth] ?? 0,
      width: data.width,
    };
    const bus = depth > 1 ? corner.y - LEVEL_GAP / 2 : undefined;
    const [index] = data.items;
    /** Where lines arrive on the bus of the manager. @type {number[]} */
    let arrivals;
    if (data.isBlock) {
      const block = placeBlock(data, corner, bus ?? 0, boxes, places);
      arrivals = block.trunks;
      if (bus !== undefined) lines.push(...block.lines);
    } else {
      if (index !== undefined) places[index] = corner;
      arrivals = [Math.round(corner.x + data.width / 2)];
      if (bus !== undefined) lines.push(`M${arrivals[0] ?? 0} ${bus}V${corner.y}`);
    }
    if (bus === undefined || !parent) return;
    const [low, high] = spans.get(parent) ?? [Infinity, -Infinity];
    spans.set(parent, [Math.min(low, ...arrivals), Math.max(high, ...arrivals)]);
  });
  for (const [{ data, depth }, [low, high]] of spans) {
    const { x, y } = places[data.items[0] ?? -1] ?? { x: 0, y: 0 };
    const bus = (levels[depth + 1] ?? 0) - LEVEL_GAP / 2;
    const from = Math.round(x + data.width / 2);
    lines.push(`M${from} ${y + data.height}V${bus}M${Math.min(low, from)} ${bus}H${Math.max(high, from)}`);
  }
  return { width, height, places, lines: lines.join("") };
}

/**
 * Places the boxes of a block, with lines from the bus above.
 * @param {Cell} block
 * @param {Corner} corner
 * @param {number} bus
 * @param {readonly BoxSize[]} boxes
 * @param {Corner[]} places
 */
function placeBlock({ columns }, corner, bus, boxes, places) {
  /** @type {string[]} */
  const lines = [];
  /** @type {number[]} */
  const trunks = [];
  const isRow = columns.every(({ items }) => items.length === 1);
  let { x } = corner;
  for (const { width, items } of columns) {
    const trunk = isRow ? x + Math.round(width / 2) : x + 4;
    let { y } = corner;
    let end = y;
    for (const index of items) {
      const { height } = boxes[index] ?? { height: 0 };
      const at = isRow ? x : x + INDENT;
      places[index] = { x: at, y, width: isRow ? width : width - INDENT };
      if (!isRow) {
        end = y + Math.round(height / 2);
        lines.push(`M${trunk} ${end}H${at}`);
      }
      y += height + ROW_GAP;
    }
    lines.push(`M${trunk} ${bus}V${end}`);
    trunks.push(trunk);
    x += width + SIBLING_GAP;
  }
  return { lines, trunks };
}

exports.tidy = tidy;
