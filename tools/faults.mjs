#!/usr/bin/env node
// npm run test:faults: a company's life in which every request meets every fault, kills, and random stories, on the provider's
// handlers and on the real engine. What was tried stands in a file, so that a run that was interrupted goes on there.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild, ensureDependencies, root } from "./lib/checkout.mjs";
import { main, UserError } from "./lib/main.mjs";
import { run } from "./lib/run.mjs";
import { note } from "./lib/terminal.mjs";
import { getPulumi } from "./pulumi/get.mjs";

const usage = `npm run test:faults [-- OPTIONS]
  --part NAME      handlers, stories, kills, engine or engineStories; several times for several (default: all, in this order)
  --kind TEXT      only faults whose name contains the text ("timeout", "SIGKILL")
  --from K --to K  only these requests of each stage
  --at-once N      lives side by side on the real engine (default: one a core); kills come one after another
  --stories N      stories of each kind of service (default 200; a twentieth on the real engine)
  --seed N         another seed than the fixed one
  --results FILE   where what was tried is kept (default: in node_modules/.cache)   --fresh  forgets it first`;

/** Each part: jest's project, its file, and the tests in it. */
const parts = {
  handlers: ["unit", "tests/provider/faults/matrix", ""],
  stories: ["unit", "tests/provider/faults/model", ""],
  kills: ["engine", "tests/engine/faults/matrix", "whoever is killed"],
  engine: ["engine", "tests/engine/faults/matrix", "whichever request"],
  engineStories: ["engine", "tests/engine/faults/model", ""],
};

const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true },
    kind: { type: "string" },
    from: { type: "string", default: "1" },
    to: { type: "string", default: "1000" },
    "at-once": { type: "string", default: String(availableParallelism()) },
    stories: { type: "string", default: "200" },
    seed: { type: "string", default: "20240601" },
    results: { type: "string", default: join(root, "node_modules/.cache/pulumi-scim/faults.jsonl") },
    fresh: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

main(async () => {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const results = resolve(values.results);
  const chosen = values.part ?? Object.keys(parts);
  const unknown = chosen.find((part) => !(part in parts));
  if (unknown !== undefined) throw new UserError(`There is no part ${unknown}: give ${Object.keys(parts).join(", ")}.`);
  const { from, to, stories, seed, "at-once": atOnce } = values;
  const scope = {
    kind: values.kind,
    from: number(from),
    to: number(to),
    atOnce: number(atOnce),
    stories: number(stories),
    seed: number(seed),
  };
  await ensureDependencies();
  await ensureBuild();
  const { folder } = await getPulumi();
  if (values.fresh) rmSync(results, { force: true });
  mkdirSync(dirname(results), { recursive: true });
  let code = 0;
  for (const part of chosen) {
    const [project = "", file = "", test = ""] = Object.entries(parts).find(([name]) => name === part)?.[1] ?? [];
    note(`\n== ${part}`);
    const args = ["--selectProjects", project, "--testPathPatterns", file, "--runInBand"];
    if (test !== "") args.push("--testNamePattern", test);
    const env = {
      ...process.env,
      PULUMI_SCIM_FAULTS: JSON.stringify({ results, ...scope }),
      PULUMI_SCIM_TEST_CLI: folder,
    };
    const jest = join(root, "node_modules/jest/bin/jest.js");
    const ended = await run(process.execPath, [jest, ...args], { cwd: root, env, output: "inherit" });
    if (ended.code !== 0) code = 1;
  }
  return report(results) ? code : 1;
});

/** @param {string} text */
function number(text) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`Could not read the number ${text}: give a whole number of at least 1.`);
}

/**
 * One line of the file.
 * @typedef {{ part: string, title: string, runs: number, survived: boolean, lost: number, duplicates: number, orphans: number }} Tried
 */

/**
 * Prints the figures of all that the file tells of, of each case what became of it last; whether all were survived.
 * @param {string} file
 */
function report(file) {
  const lines = existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];
  const cases = lines.map((line) => {
    /** @type {unknown} */
    const tried = JSON.parse(line);
    if (isTried(tried)) return tried;
    throw new UserError(`Could not read ${file}: it holds other lines than results. Run with --fresh.`);
  });
  const all = [...new Map(cases.map((one) => [`${one.part}: ${one.title}`, one])).values()];
  note("");
  for (const part of new Set(all.map((one) => one.part))) {
    const tried = all.filter((one) => one.part === part);
    const sum = (/** @type {"lost" | "duplicates" | "orphans" | "runs"} */ name) =>
      tried.reduce((total, one) => total + one[name], 0);
    const survived = tried.filter((one) => one.survived).length;
    if (part.startsWith("stories")) {
      const which = survived === tried.length ? "each" : "not each";
      console.log(`${part}: ${sum("runs")} stories told, ${which} with the service as the model says`);
      continue;
    }
    console.log(
      `${part}: ${tried.length} faults tried, ${survived} survived, ${sum("lost")} lost, ` +
        `${sum("duplicates")} duplicates, ${sum("orphans")} orphans, in ${sum("runs")} runs of up`,
    );
  }
  return all.every((one) => one.survived);
}

/**
 * @param {unknown} value
 * @returns {value is Tried}
 */
function isTried(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    "part" in value &&
    "title" in value &&
    "runs" in value &&
    "survived" in value
  );
}
