import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChartPerson } from "../../../cli/chart/chart.js";
import { draw } from "../../../cli/chart/draw.js";
import { readChart } from "../../../cli/chart/sources.js";

const root = join(__dirname, "../../..");
const picture = (name: string) => readFileSync(join(root, "docs/pictures", name), "utf8");
const readme = readFileSync(join(root, "README.md"), "utf8");

describe("the charts in README (else run node tools/pictures.mjs)", () => {
  it.each([
    ["chart.svg", 3],
    ["people.svg", undefined],
  ])("%s is what the command draws of the example", async (name, levels) => {
    const chart = { ...(await readChart(join(root, "examples/orgChart/org.yaml"))), title: "AdventureWorks" };
    expect(await draw({ chart, format: "svg", levels })).toBe(picture(name));
    expect(readme).toContain(`docs/pictures/${name}`);
  });

  it("difference.svg shows twenty changes, in the colours of today, of people of the example", async () => {
    const { people, ...chart } = await readChart(join(root, "examples/orgChart/org.yaml"));
    const text = picture("difference.svg");
    expect(text).toContain("290 people: 5 join, 5 leave, 5 move, 5 change otherwise.");
    const boxes = [...text.matchAll(/<g class="person (\w+)"[^>]*>(?:<title>[^<]*<\/title>)?<rect[^>]*>(.*?)<\/g>/g)];
    const names = new Map(
      boxes.flatMap(([, kind, lines = ""]) => {
        const name = [...lines.matchAll(/<text class="name"[^>]*>([^<]*)</g)].map(([, line]) => line).join(" ");
        return name === "" ? [] : [[name, kind] as const];
      }),
    );
    const known = new Set(people.map(({ name }) => name));
    const unknown = [...names].filter(([name]) => !known.has(name));
    expect(unknown.map(([, kind]) => kind)).toEqual(["joiner", "joiner", "joiner", "joiner", "joiner"]);
    const kinds = [...names.values()];
    for (const kind of ["leaver", "move", "changed"]) expect(kinds.filter((one) => one === kind)).toHaveLength(5);
    const nobody: readonly ChartPerson[] = [];
    const fresh = await draw({ chart: { ...chart, people: nobody }, format: "svg" });
    const styleOf = (svg: string) => /<style>.*<\/style>/.exec(svg)?.[0];
    expect(styleOf(text)).toBe(styleOf(fresh));
    expect(readme).toContain("docs/pictures/difference.svg");
  });
});
