#!/usr/bin/env node
// node tools/pictures.mjs: draws the charts of README.md into docs/pictures, from the org file of examples/orgChart.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuild, root } from "./lib/checkout.mjs";
import { main } from "./lib/main.mjs";
import { nextMonth } from "./pictures/nextMonth.mjs";

const example = join(root, "examples/orgChart");
const pictures = join(root, "docs/pictures");
const TABLE = "adventureworks-employees.csv";

main(async () => {
  await ensureBuild();
  const [{ draw }, { readChart }] = await Promise.all([
    import("../dist/cli/chart/draw.js"),
    import("../dist/cli/chart/sources.js"),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-pictures-"));
  try {
    cpSync(join(example, "org.yaml"), join(folder, "org.yaml"));
    writeFileSync(join(folder, TABLE), nextMonth(readFileSync(join(example, TABLE), "utf8")));
    const before = await readChart(join(example, "org.yaml"));
    const after = await readChart(join(folder, "org.yaml"));
    mkdirSync(pictures, { recursive: true });
    const chart = { ...before, title: "AdventureWorks" };
    writeFileSync(join(pictures, "chart.svg"), await draw({ chart, format: "svg", levels: 3 }));
    writeFileSync(join(pictures, "people.svg"), await draw({ chart, format: "svg" }));
    const next = { ...after, title: "AdventureWorks, next month" };
    const difference = await draw({ chart: next, before, format: "svg", onlyChanges: true });
    writeFileSync(join(pictures, "difference.svg"), difference);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return 0;
});
