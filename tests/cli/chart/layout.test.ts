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
  it("lets no two boxes overlap, whatever the tree and the sizes are", async () => {
    const sizes = fc.record({
      manager: fc.nat(),
      width: fc.integer({ min: 20, max: 200 }),
      height: fc.integer({ min: 20, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(sizes, { maxLength: 60 }), async (drawn) => {
        const boxes = drawn.map(({ manager, ...size }, index) => ({ parent: (manager % (index + 1)) - 1, ...size }));
        expect(await faults(boxes)).toEqual([]);
      }),
      { numRuns: 150 },
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

  it("keeps 290 people on a page of less than 5,000 pixels square", async () => {
    const { width, height } = await layout(pictureOf(adventureWorks()).boxes);
    expect(Math.max(width, height)).toBeLessThan(5000);
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
