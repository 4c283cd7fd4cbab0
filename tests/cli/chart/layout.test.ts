import fc from "fast-check";
import { type Box, LINE_STYLES, PADDING } from "../../../cli/chart/boxes.js";
import { type Chart } from "../../../cli/chart/chart.js";
import { layout } from "../../../cli/chart/layout.js";
import { textWidth } from "../../../cli/chart/measure.js";
import { pictureOf } from "../../../cli/chart/picture.js";
import { adventureWorks, company } from "./charts.js";

/** The pairs of boxes that share a point, and the boxes that leave the picture. */
async function faults(boxes: readonly Pick<Box, "parent" | "width" | "height">[]): Promise<string[]> {
  const { width, height, places } = await layout(boxes);
  expect(places).toHaveLength(boxes.length);
  const placed = boxes
    .map((box, index) => ({ ...box, index, ...(places[index] ?? { x: Number.NaN, y: Number.NaN }) }))
    .sort((one, other) => one.y - other.y);
  const found: string[] = [];
  placed.forEach((one, at) => {
    const isInside = one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height;
    if (!isInside) found.push(`${one.index} is outside`);
    for (const other of placed.slice(at + 1)) {
      if (other.y >= one.y + one.height) break;
      if (one.x < other.x + other.width && other.x < one.x + one.width) found.push(`${one.index} on ${other.index}`);
    }
  });
  return found;
}

describe("the layout", () => {
  it.each([
    ["tidy", 0, 24],
    ["packed", 25, 90],
  ])("lets no two boxes overlap, whatever the tree and the sizes are: %s", async (_, least, most) => {
    const sizes = fc.record({
      manager: fc.nat(),
      width: fc.integer({ min: 20, max: 200 }),
      height: fc.integer({ min: 20, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(sizes, { minLength: least, maxLength: most }), async (drawn) => {
        const boxes = drawn.map(({ manager, ...size }, index) => ({ parent: (manager % (index + 1)) - 1, ...size }));
        expect(await faults(boxes)).toEqual([]);
        const { places } = await layout(boxes);
        expect(boxes.filter(({ width }, index) => width > (places[index]?.width ?? 0))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, () => Chart]>([
    ["290 people", adventureWorks],
    ["a chain of 5,000", () => company(5000, (index) => (index === 0 ? undefined : index - 1))],
    ["5,000 reports of one manager", () => company(5000, (index) => (index === 0 ? undefined : 0))],
    ["5,000 roots", () => company(5000, () => undefined)],
    ["a ring of 5,000", () => company(5000, (index) => (index + 1) % 5000)],
    ["5,000 in teams of six", () => company(5000, (index) => (index === 0 ? undefined : Math.floor((index - 1) / 6)))],
  ])("places %s within seconds", async (_, make) => {
    const started = performance.now();
    const { boxes } = pictureOf(make());
    expect(await faults(boxes)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(8000);
  });

  it("packs 290 people so densely that a seventh of them fits a window at a readable size", async () => {
    const { boxes } = pictureOf(adventureWorks());
    const { width, height, places } = await layout(boxes);
    expect([width < 4000, height < 2500]).toEqual([true, true]);
    const top = places[0] ?? { x: 0, y: 0, width: 0 };
    const left = top.x + top.width / 2 - 850;
    const seen = places.filter(
      ({ x, y }, index) => x >= left && x + 150 <= left + 1700 && y + (boxes[index]?.height ?? 0) <= 880,
    );
    expect(seen.length).toBeGreaterThan(290 / 7);
  });

  it("draws the reports of whoever is at the top in one row", async () => {
    const { boxes } = pictureOf(adventureWorks());
    const { places } = await layout(boxes);
    const heads = boxes.flatMap(({ parent }, index) => (parent === 0 ? [places[index]?.y] : []));
    expect(new Set(heads)).toEqual(new Set([places[1]?.y]));
  });

  it("joins everybody to their manager by lines that cross no box", async () => {
    const { boxes } = pictureOf(adventureWorks());
    const { places, lines } = await layout(boxes);
    const crossed: string[] = [];
    for (const [, x, y, way, to] of lines.matchAll(/M(-?[\d.]+) (-?[\d.]+)([HV])(-?[\d.]+)/g)) {
      const [x1, y1, end] = [Number(x), Number(y), Number(to)];
      const [x2, y2] = way === "H" ? [end, y1] : [x1, end];
      places.forEach((place, index) => {
        const bottom = place.y + (boxes[index]?.height ?? 0);
        const isBeside = Math.max(x1, x2) <= place.x || Math.min(x1, x2) >= place.x + place.width;
        if (isBeside || Math.max(y1, y2) <= place.y || Math.min(y1, y2) >= bottom) return;
        crossed.push(`${index} by ${x1},${y1} to ${x2},${y2}`);
      });
    }
    expect(crossed).toEqual([]);
  });

  it("leaves no text wider than its box", () => {
    for (const { lines, width } of pictureOf(adventureWorks()).boxes) {
      for (const { style, text } of lines) {
        const { size, weight } = LINE_STYLES[style];
        expect(textWidth(text, size, weight)).toBeLessThanOrEqual(width - 2 * PADDING.x);
      }
    }
  });
});
