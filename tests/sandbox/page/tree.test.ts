import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const tree = pathToFileURL(join(__dirname, "../../../sandbox/page/assets/tree.mjs")).href;

type Managers = Record<string, string | null>;

/** Runs the browser's own module, which jest cannot load, in a process of its own; `program` prints JSON. */
function inNode(people: Managers, program: string): unknown {
  const script = `
    import { readFileSync } from "node:fs";
    import { lines, reportingLines } from ${JSON.stringify(tree)};
    const people = new Map(Object.entries(JSON.parse(readFileSync(0, "utf8"))).map(([id, manager]) => [id, { id, name: id, manager }]));
    const chart = reportingLines(people);
    ${program}`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    input: JSON.stringify(people),
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output);
}

/** The chart as indented names, everything open. */
function drawn(people: Managers): string[] {
  const all = inNode(people, "console.log(JSON.stringify(lines(chart, () => true)));") as {
    key: string;
    level: number;
  }[];
  return all.map(({ key, level }) => `${"  ".repeat(level - 1)}${key}`);
}

it.each<[string, Managers, string[]]>([
  ["puts people under their managers, by name", { b: "r", a: "r", r: null, c: "a" }, ["r", "  a", "    c", "  b"]],
  ["makes roots of those whose manager is nobody here, or themselves", { a: "x", b: "b" }, ["a", "b"]],
  [
    "shows a ring of managers and those who hang on it",
    { a: "b", b: "c", c: "b", d: "a" },
    ["b", "  a", "    d", "  c"],
  ],
  ["shows two rings", { a: "b", b: "a", c: "d", d: "c" }, ["a", "  b", "c", "  d"]],
  ["is empty when nobody is there", {}, []],
])("the chart %s", (_, people, expected) => {
  expect(drawn(people)).toEqual(expected);
});

it("counts who stands below, at any depth, and tells each line its place", () => {
  const people = { r: null, a: "r", b: "r", c: "a" };
  const program = "console.log(JSON.stringify([[...chart.below], lines(chart, (_, level) => level < 2)]));";
  expect(inNode(people, program)).toEqual([
    expect.arrayContaining([
      ["r", 3],
      ["a", 1],
      ["b", 0],
      ["c", 0],
    ]),
    [
      { key: "r", level: 1, size: 1, position: 1, children: 2, isOpen: true },
      { key: "a", level: 2, size: 2, position: 1, children: 1, isOpen: false },
      { key: "b", level: 2, size: 2, position: 2, children: 0, isOpen: false },
    ],
  ]);
});

it.each<[string, Managers]>([
  ["5,000 levels", Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`p${i}`, i === 0 ? null : `p${i - 1}`]))],
  ["50,000 reports", Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`p${i}`, i === 0 ? null : "p0"]))],
])("draws %s", (_, people) => {
  const size = Object.keys(people).length;
  const program = "console.log(JSON.stringify([lines(chart, () => true).length, chart.below.get('p0')]));";
  expect(inNode(people, program)).toEqual([size, size - 1]);
});
