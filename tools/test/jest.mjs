import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../lib/checkout.mjs";
import { atExit } from "../lib/main.mjs";
import { run } from "../lib/run.mjs";
import { nothing, skipped, sum } from "./tally.mjs";

/**
 * The part of jest's JSON report that is read here.
 * @typedef {object} JestReport
 * @property {number} numPassedTests
 * @property {{ name: string, message: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/** An engine run is several processes: one on two cores, yet two at once even there, since it waits as often as it computes. */
const workersOf = { unit: availableParallelism(), engine: Math.max(2, Math.floor(availableParallelism() / 2)) };

/**
 * Runs one project of jest.config.cjs; its output goes to the terminal as it comes.
 * @param {"unit" | "engine"} project
 * @param {{ patterns?: readonly string[], env?: Record<string, string>, suffix?: string }} [options]
 */
export async function jestLane(project, { patterns = [], env = {}, suffix = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-test-"));
  const release = atExit(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    const file = join(folder, "report.json");
    const workers = `--maxWorkers=${workersOf[project]}`;
    const args = ["--selectProjects", project, "--json", "--outputFile", file, workers, ...patterns];
    const { code } = await run(process.execPath, [join(root, "node_modules/jest/bin/jest.js"), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      output: "inherit",
    });
    return judge(readReport(file), code, `jest ${project}${suffix}`);
  } finally {
    await release();
  }
}

/**
 * @param {JestReport | undefined} report
 * @param {number | null} code
 * @param {string} lane
 */
function judge(report, code, lane) {
  if (report === undefined) return { ...nothing(), failures: [`${lane}: jest ended with ${code ?? "a signal"}`] };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = tests.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
  // A file that does not even load has a message and no test.
  const broken = report.testResults.filter((file) => file.assertionResults.length === 0 && file.message !== "");
  failures.push(...broken.map(({ name }) => `${name} did not run`));
  if (code !== 0 && failures.length === 0) failures.push(`${lane}: jest ended with ${code ?? "a signal"}`);
  const pending = tests.filter(({ status }) => status === "pending" || status === "todo");
  return sum([
    { passed: report.numPassedTests, failures, skips: [] },
    ...pending.map(({ fullName }) => {
      const [, name = fullName, reason = "switched off in the test"] = /^(.*) \[needs (.*)\]$/.exec(fullName) ?? [];
      return skipped(name, reason);
    }),
  ]);
}

/**
 * @param {string} file
 * @returns {JestReport | undefined}
 */
function readReport(file) {
  try {
    /** @type {unknown} */
    const report = JSON.parse(readFileSync(file, "utf8"));
    return isReport(report) ? report : undefined;
  } catch {
    return undefined; // jest ended before it ran anything.
  }
}

/**
 * @param {unknown} value
 * @returns {value is JestReport}
 */
function isReport(value) {
  return typeof value === "object" && value !== null && "numPassedTests" in value && "testResults" in value;
}
