"use strict";
// Where the boxes stand. The command draws with this, and the page again whenever somebody folds or unfolds.
//
// A tidy tree from the top (d3-hierarchy). The reports of one manager who have no reports themselves stand together in a block
// of columns, so that a wide company is no band of paper: how long the columns are is chosen for the picture's shape. Everybody
// of one level begins at the same height.

/** @typedef {import("./arrange.cjs").BoxSize} BoxSize */
/** @typedef {import("./arrange.cjs").Arrangement} Arrangement */
/** @typedef {{ width: number, items: number[] }} Column */
/** @typedef {{ items: number[], isBlock: boolean, width: number, height: number, columns: Column[], children: Cell[] }} Cell */
/** @typedef {import("d3-hierarchy").HierarchyPointNode<Cell>} Placed */

const MARGIN = 24;
const SIBLING_GAP = 16;
const COUSIN_GAP = 32;
const LEVEL_GAP = 44;
const ROW_GAP = 12;
/** Between the line along a column and its boxes. */
const INDENT = 16;
const ROWS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024];

/**
 * @param {Pick<typeof import("d3-hierarchy"), "hierarchy" | "tree">} d3
 * @param {readonly BoxSize[]} boxes
 * @param {number} [shape]
 * @returns {Arrangement}
 */
function arrange(d3, boxes, shape = 1.6) {
  if (boxes.length === 0) return { width: 2 * MARGIN, height: 2 * MARGIN, places: [], lines: "" };
  const { top, blocks } = cellsOf(boxes);
  const root = d3.hierarchy(top, (cell) => cell.children);
  const tidy = d3
    .tree()
    .nodeSize([1, 1])
    .separation((a, b) => {
      const [left, right] = [/** @type {Cell} */ (a.data), /** @type {Cell} */ (b.data)];
      return (left.width + right.width) / 2 + (a.parent === b.parent ? SIBLING_GAP : COUSIN_GAP);
    });
  /** @param {number} rows */
  const draw = (rows) => {
    for (const block of blocks) shapeBlock(block, rows, boxes);
    const placed = /** @type {Placed} */ (tidy(/** @type {import("d3-hierarchy").HierarchyNode<unknown>} */ (root)));
    return { placed, ...extent(placed) };
  };
  const longest = Math.max(1, ...blocks.map(({ items }) => items.length));
  const candidates = ROWS.filter((rows, index) => rows <= longest || (ROWS[index - 1] ?? 0) < longest);
  let best = 1;
  let miss = Infinity;
  for (const rows of candidates) {
    const { width, height } = draw(rows);
    const off = Math.abs(Math.log(width / height / shape));
    if (off < miss) [best, miss] = [rows, off];
  }
  return place(draw(best), boxes);
}

/**
 * @param {readonly BoxSize[]} boxes
 * @returns {{ top: Cell, blocks: Cell[] }}
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
  /** @type {Cell[]} */
  const blocks = [];
  /** @param {number[]} below */
  const childrenOf = (below) => {
    const items = below.filter((index) => reports[index]?.length === 0);
    const others = below.filter((index) => reports[index]?.length !== 0).flatMap((index) => cells[index] ?? []);
    if (items.length === 0) return others;
    /** @type {Cell} */
    const block = { items, isBlock: true, width: 0, height: 0, columns: [], children: [] };
    blocks.push(block);
    return [block, ...others];
  };
  cells.forEach((cell, index) => {
    cell.children = childrenOf(reports[index] ?? []);
  });
  const top = { items: [], isBlock: false, width: 0, height: 0, columns: [], children: childrenOf(roots) };
  return { top, blocks };
}

/**
 * @param {Cell} block
 * @param {number} rows
 * @param {readonly BoxSize[]} boxes
 */
function shapeBlock(block, rows, boxes) {
  const { items } = block;
  const columns = Math.ceil(items.length / rows);
  const each = Math.ceil(items.length / columns);
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
 * @param {Placed} root
 * @returns {{ left: number, tops: number[], width: number, height: number }}
 */
function extent(root) {
  let [left, right] = [Infinity, -Infinity];
  /** @type {number[]} */
  const heights = [];
  root.each((node) => {
    heights[node.depth] = Math.max(heights[node.depth] ?? 0, node.data.height);
    if (node.depth === 0) return;
    left = Math.min(left, node.x - node.data.width / 2);
    right = Math.max(right, node.x + node.data.width / 2);
  });
  let y = MARGIN;
  const tops = heights.map((height, depth) => {
    const top = y;
    if (depth > 0) y += height + LEVEL_GAP;
    return top;
  });
  return { left, tops, width: Math.ceil(right - left) + 2 * MARGIN, height: y - LEVEL_GAP + MARGIN };
}

/**
 * @param {{ placed: Placed, left: number, tops: number[], width: number, height: number }} drawn
 * @param {readonly BoxSize[]} boxes
 * @returns {Arrangement}
 */
function place({ placed, left, tops, width, height }, boxes) {
  /** @type {{ x: number, y: number }[]} */
  const places = boxes.map(() => ({ x: 0, y: 0 }));
  /** @type {string[]} */
  const lines = [];
  /** @param {Placed} node */
  const leftOf = (node) => Math.round(node.x - node.data.width / 2 - left + MARGIN);
  placed.each((node) => {
    const top = tops[node.depth] ?? 0;
    const { items, isBlock, columns } = node.data;
    /** Where lines from above arrive: x. @type {number[]} */
    const arrivals = [];
    const isLed = node.depth > 1;
    const bus = top - LEVEL_GAP / 2;
    if (!isBlock) {
      for (const index of items) {
        places[index] = { x: leftOf(node), y: top };
        arrivals.push(leftOf(node) + Math.round(node.data.width / 2));
        if (isLed) lines.push(`M${arrivals.at(-1)} ${bus}V${top}`);
      }
    }
    let x = leftOf(node);
    for (const column of columns) {
      const isRow = node.data.columns.every((one) => one.items.length === 1);
      let y = top;
      let last = top;
      const trunk = isRow ? x + Math.round(column.width / 2) : x + 4;
      for (const index of column.items) {
        const size = boxes[index] ?? { width: 0, height: 0 };
        const at = isRow ? x + Math.round((column.width - size.width) / 2) : x + INDENT;
        places[index] = { x: at, y };
        last = isRow ? top : y + Math.round(size.height / 2);
        if (isLed && !isRow) lines.push(`M${trunk} ${last}H${at}`);
        y += size.height + ROW_GAP;
      }
      if (isLed) lines.push(`M${trunk} ${bus}V${last}`);
      arrivals.push(trunk);
      x += column.width + SIBLING_GAP;
    }
    if (isLed && node.parent) {
      const { parent } = node;
      const from = leftOf(parent) + Math.round(parent.data.width / 2);
      lines.push(`M${Math.min(from, ...ends(arrivals))} ${bus}H${Math.max(from, ...ends(arrivals))}`);
      if (parent.children?.[0] === node) {
        lines.push(`M${from} ${(tops[parent.depth] ?? 0) + parent.data.height}V${bus}`);
      }
    }
  });
  return { width, height, places, lines: lines.join("") };
}

/**
 * The first and the last, which are the outermost.
 * @param {number[]} sorted
 */
function ends(sorted) {
  return [...sorted.slice(0, 1), ...sorted.slice(-1)];
}

exports.arrange = arrange;
