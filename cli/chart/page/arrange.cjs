"use strict";
// Where the boxes stand. The command draws with this, and the page again whenever somebody folds or unfolds.
//
// A tidy tree (d3-hierarchy), from the top or from the left. The reports of one manager who have no reports themselves stand
// together in a block of columns, so that a wide company is no band of paper. Which way the levels go and how long the columns
// are is tried out: what can be shown largest in a window of the wished shape is taken. Everybody of one level begins on one line.

/** @typedef {import("./arrange.cjs").BoxSize} BoxSize */
/** @typedef {import("./arrange.cjs").Arrangement} Arrangement */
/** @typedef {{ width: number, items: number[] }} Column */
/** @typedef {{ items: number[], isBlock: boolean, width: number, height: number, columns: Column[], children: Cell[] }} Cell */
/** @typedef {import("d3-hierarchy").HierarchyPointNode<Cell>} Placed */

const MARGIN = 24;
const SIBLING_GAP = 18;
const COUSIN_GAP = 32;
const LEVEL_GAP = 44;
const ROW_GAP = 12;
/** Between the line along a column and its boxes. */
const INDENT = 16;
/** Between the line along the top of a block and its boxes, where levels go from left to right. */
const FEED = 12;
const ROWS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024];
/** How often each level is tried again after the others, and how many boxes may be placed in all for the trying. */
const ROUNDS = 3;
const MOST_WORK = 400_000;

/**
 * @param {Pick<typeof import("d3-hierarchy"), "hierarchy" | "tree">} d3
 * @param {readonly BoxSize[]} boxes
 * @param {number} [shape]
 * @returns {Arrangement}
 */
function arrange(d3, boxes, shape = 1.6) {
  if (boxes.length === 0) return { width: 2 * MARGIN, height: 2 * MARGIN, places: [], lines: "" };
  const { top } = cellsOf(boxes);
  const root = d3.hierarchy(top, (cell) => cell.children);
  /** The blocks of each level, by its depth. @type {Map<number, Cell[]>} */
  const blocks = new Map();
  root.each(({ depth, data }) => {
    if (data.isBlock) blocks.set(depth, [...(blocks.get(depth) ?? []), data]);
  });
  /** @param {boolean} isSideways */
  const draw = (isSideways) => {
    /** @param {import("d3-hierarchy").HierarchyPointNode<unknown>} node */
    const across = ({ data }) => {
      const { width, height } = /** @type {Cell} */ (data);
      return isSideways ? height : width;
    };
    const tidy = d3
      .tree()
      .nodeSize([1, 1])
      .separation((a, b) => (across(a) + across(b)) / 2 + (a.parent === b.parent ? SIBLING_GAP : COUSIN_GAP));
    const placed = /** @type {Placed} */ (tidy(/** @type {import("d3-hierarchy").HierarchyNode<unknown>} */ (root)));
    return { placed, isSideways, ...extent(placed, isSideways) };
  };
  /** Half the round of the frame that holds it all, in the wished shape: what is small can be shown large. @param {boolean} isSideways */
  const frame = (isSideways) => {
    const { width, height } = draw(isSideways);
    return width / shape + height;
  };
  /** @param {number} depth @param {number} rows @param {boolean} isSideways */
  const shapeLevel = (depth, rows, isSideways) => {
    for (const block of blocks.get(depth) ?? []) shapeBlock(block, rows, boxes, isSideways);
  };
  const levels = [...blocks.keys()];
  /** Columns of one length at first, then level after level of the length that suits best. @param {boolean} isSideways */
  const fit = (isSideways) => {
    /** @param {number} depth */
    const lengths = (depth) => rowsFor(Math.max(...(blocks.get(depth) ?? []).map(({ items }) => items.length)));
    const all = [...new Set([1, ...levels.flatMap(lengths)])];
    const even = smallest(all, (rows) => {
      for (const depth of levels) shapeLevel(depth, rows, isSideways);
      return frame(isSideways);
    });
    const chosen = new Map(levels.map((depth) => [depth, even.value]));
    for (const [depth, rows] of chosen) shapeLevel(depth, rows, isSideways);
    let { size } = even;
    let work = MOST_WORK / boxes.length;
    for (let round = 0; round < ROUNDS; round++) {
      for (const depth of levels) {
        const tries = lengths(depth);
        work -= tries.length;
        if (work < 0) return chosen;
        const better = smallest(tries, (rows) => {
          shapeLevel(depth, rows, isSideways);
          return frame(isSideways);
        });
        if (better.size < size) {
          size = better.size;
          chosen.set(depth, better.value);
        }
        shapeLevel(depth, chosen.get(depth) ?? 1, isSideways);
      }
    }
    return chosen;
  };
  // Between the two ways it counts how large the whole can be shown.
  const drawn = [false, true].map((isSideways) => {
    const chosen = fit(isSideways);
    for (const [depth, rows] of chosen) shapeLevel(depth, rows, isSideways);
    const { width, height } = draw(isSideways);
    return { isSideways, chosen, frame: Math.max(width / shape, height) };
  });
  const [best = { isSideways: false, chosen: new Map() }] = drawn.sort((one, other) => one.frame - other.frame);
  for (const [depth, rows] of best.chosen) shapeLevel(depth, rows, best.isSideways);
  return place(draw(best.isSideways), boxes);
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
 * @param {readonly BoxSize[]} boxes
 * @returns {{ top: Cell }}
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
  const top = { items: [], isBlock: false, width: 0, height: 0, columns: [], children: childrenOf(roots) };
  return { top };
}

/**
 * @param {Cell} block
 * @param {number} rows
 * @param {readonly BoxSize[]} boxes
 * @param {boolean} isSideways
 */
function shapeBlock(block, rows, boxes, isSideways) {
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
    if (each > 1 && !(isSideways && columns === 1)) width += INDENT;
    block.columns.push({ width, items: own });
    block.width += width + SIBLING_GAP;
    block.height = Math.max(block.height, height);
  }
  if (isSideways && columns > 1) block.height += FEED;
}

/**
 * How much room everything takes, and where each level begins.
 * @param {Placed} root
 * @param {boolean} isSideways
 * @returns {{ first: number, levels: number[], width: number, height: number }}
 */
function extent(root, isSideways) {
  let [first, last] = [Infinity, -Infinity];
  /** @type {number[]} */
  const depths = [];
  root.each(({ x, depth, data }) => {
    const [across, along] = isSideways ? [data.height, data.width] : [data.width, data.height];
    depths[depth] = Math.max(depths[depth] ?? 0, along);
    if (depth === 0) return;
    first = Math.min(first, x - across / 2);
    last = Math.max(last, x + across / 2);
  });
  let at = MARGIN;
  const levels = depths.map((size, depth) => {
    const begin = at;
    if (depth > 0) at += size + LEVEL_GAP;
    return begin;
  });
  const [across, along] = [Math.ceil(last - first) + 2 * MARGIN, at - LEVEL_GAP + MARGIN];
  return { first, levels, width: isSideways ? along : across, height: isSideways ? across : along };
}

/**
 * @param {{ placed: Placed, isSideways: boolean, first: number, levels: number[], width: number, height: number }} drawn
 * @param {readonly BoxSize[]} boxes
 * @returns {Arrangement}
 */
function place({ placed, isSideways, first, levels, width, height }, boxes) {
  /** @type {{ x: number, y: number }[]} */
  const places = boxes.map(() => ({ x: 0, y: 0 }));
  /** @type {string[]} */
  const lines = [];
  /** The top left corner. @param {Placed} node */
  const cornerOf = ({ x, depth, data }) => {
    const across = Math.round(x - (isSideways ? data.height : data.width) / 2 - first + MARGIN);
    const along = levels[depth] ?? 0;
    return isSideways ? { x: along, y: across } : { x: across, y: along };
  };
  /** Where the lines to the reports of a manager begin and end on their bus. @type {Map<Placed, [number, number]>} */
  const spans = new Map();
  placed.each((node) => {
    const { data, depth, parent } = node;
    const corner = cornerOf(node);
    const isLed = depth > 1;
    const bus = (levels[depth] ?? 0) - LEVEL_GAP / 2;
    const [index] = data.items;
    /** Where lines arrive on the bus of the manager. @type {number[]} */
    let arrivals;
    if (data.isBlock) {
      const block = placeBlock(data, corner, isSideways, isLed ? bus : undefined, boxes, places);
      arrivals = block.arrivals;
      lines.push(...block.lines);
    } else {
      if (index !== undefined) places[index] = corner;
      arrivals = [Math.round(isSideways ? corner.y + data.height / 2 : corner.x + data.width / 2)];
      if (isLed && isSideways) lines.push(`M${bus} ${arrivals[0] ?? 0}H${corner.x}`);
      if (isLed && !isSideways) lines.push(`M${arrivals[0] ?? 0} ${bus}V${corner.y}`);
    }
    if (!isLed || !parent) return;
    const [low, high] = spans.get(parent) ?? [Infinity, -Infinity];
    spans.set(parent, [Math.min(low, ...arrivals), Math.max(high, ...arrivals)]);
  });
  for (const [node, [low, high]] of spans) {
    const { data, depth } = node;
    const { x, y } = cornerOf(node);
    const bus = (levels[depth + 1] ?? 0) - LEVEL_GAP / 2;
    const from = Math.round(isSideways ? y + data.height / 2 : x + data.width / 2);
    const [first, last] = [Math.min(low, from), Math.max(high, from)];
    if (isSideways) lines.push(`M${x + data.width} ${from}H${bus}M${bus} ${first}V${last}`);
    else lines.push(`M${from} ${y + data.height}V${bus}M${first} ${bus}H${last}`);
  }
  return { width, height, places, lines: lines.join("") };
}

/**
 * Places the boxes of a block; lines from the bus only where there is one.
 * @param {Cell} block
 * @param {{ x: number, y: number }} corner
 * @param {boolean} isSideways
 * @param {number | undefined} bus
 * @param {readonly BoxSize[]} boxes
 * @param {{ x: number, y: number }[]} places
 */
function placeBlock({ columns }, corner, isSideways, bus, boxes, places) {
  /** @type {string[]} */
  const lines = [];
  /** @type {number[]} */
  const trunks = [];
  const isRow = columns.every(({ items }) => items.length === 1);
  if (isSideways && columns.length === 1) {
    let { y } = corner;
    const middles = (columns[0]?.items ?? []).map((index) => {
      const { height } = boxes[index] ?? { height: 0 };
      places[index] = { x: corner.x, y };
      const middle = y + Math.round(height / 2);
      if (bus !== undefined) lines.push(`M${bus} ${middle}H${corner.x}`);
      y += height + ROW_GAP;
      return middle;
    });
    return { lines, arrivals: [...middles.slice(0, 1), ...middles.slice(-1)] };
  }
  const top = corner.y + (isSideways ? FEED : 0);
  const feed = isSideways ? corner.y : (bus ?? 0);
  let { x } = corner;
  for (const { width, items } of columns) {
    const trunk = isRow ? x + Math.round(width / 2) : x + 4;
    let y = top;
    let end = top;
    for (const index of items) {
      const size = boxes[index] ?? { width: 0, height: 0 };
      const at = isRow ? x + Math.round((width - size.width) / 2) : x + INDENT;
      places[index] = { x: at, y };
      if (!isRow) {
        end = y + Math.round(size.height / 2);
        lines.push(`M${trunk} ${end}H${at}`);
      }
      y += size.height + ROW_GAP;
    }
    lines.push(`M${trunk} ${feed}V${end}`);
    trunks.push(trunk);
    x += width + SIBLING_GAP;
  }
  if (bus === undefined) return { lines: [], arrivals: [] };
  if (!isSideways) return { lines, arrivals: trunks };
  lines.push(`M${bus} ${feed}H${trunks.at(-1) ?? bus}`);
  return { lines, arrivals: [feed] };
}

exports.arrange = arrange;
