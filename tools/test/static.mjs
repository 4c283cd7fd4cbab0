import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "../lib/checkout.mjs";
import { run } from "../lib/run.mjs";
import { duration, note } from "../lib/terminal.mjs";
import { single, sum } from "./tally.mjs";

/** @param {string} name */
const bin = (name) => join(root, "node_modules", name);

const checks = [
  { name: "lint: eslint", script: bin("eslint/bin/eslint.js"), args: ["."] },
  { name: "lint: prettier", script: bin("prettier/bin/prettier.cjs"), args: ["--check", "--log-level=warn", "."] },
  ...[
    "tsconfig.json",
    "cli/chart/page/tsconfig.json",
    "sandbox/page/assets/tsconfig.json",
    "tests/tsconfig.json",
    "tools/tsconfig.json",
    "examples/tsconfig.json",
    "examples/tsconfig.gitops.json",
  ].map((config) => ({
    name: `typecheck: ${config}`,
    script: bin("typescript/bin/tsc"),
    args: ["-p", config, "--noEmit"],
  })),
];

/** Lints and type-checks; each check counts as one test and prints what it found only when it fails. */
export async function staticLane() {
  const waiting = [...checks];
  /** @type {import("./tally.mjs").LaneResult[]} */
  const results = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { name, script, args } = check;
      const { code, stdout, stderr, seconds } = await run(process.execPath, [script, ...args], { cwd: root });
      note(`${code === 0 ? "ok" : "FAILED"} ${name} (${duration(seconds)})`);
      if (code !== 0) note(`${stdout}\n${stderr}`.trim());
      results.push(single(name, code === 0));
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, worker));
  return sum(results);
}
