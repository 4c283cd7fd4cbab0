#!/usr/bin/env node
// node tools/workflows/check.mjs actionlint|schemas FOLDER: checks the pipelines of a repository's folder, by actionlint or by the
// published JSON schemas of GitHub's and GitLab's files. Exit code 0: no complaint; 1: complaints, printed; 77: this machine
// cannot run the check, the last line of stdout says why.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { main } from "../lib/main.mjs";
import { LackingError, pythonEnvironment } from "../lib/python.mjs";
import { run } from "../lib/run.mjs";
import { actionlint } from "./actionlint.mjs";

const [check, folder = "."] = process.argv.slice(2);

main(async () => {
  try {
    if (check === "actionlint") return await judge([await actionlint(), ["-no-color", ...config(), ...workflows()]]);
    if (check === "schemas") return await schemas();
  } catch (error) {
    if (!(error instanceof LackingError)) throw error;
    console.log(error.message);
    return 77;
  }
  console.error("Which check? actionlint or schemas, then the folder.");
  return 2;
});

async function schemas() {
  const requirements = join(import.meta.dirname, "requirements.txt");
  const program = await pythonEnvironment({ name: "schemas", what: "check-jsonschema", requirements });
  const against = (/** @type {string[]} */ ...args) => judge([program("check-jsonschema"), args]);
  const actions = filesBelow(".github/actions").filter((file) => /action\.ya?ml$/.test(file));
  return Math.max(
    await against("--builtin-schema", "vendor.github-workflows", ...workflows()),
    await against("--builtin-schema", "vendor.github-actions", ...actions),
    // Resolves !reference before it looks.
    await against(
      "--builtin-schema",
      "vendor.gitlab-ci",
      "--data-transform",
      "gitlab-ci",
      join(folder, ".gitlab-ci.yml"),
    ),
  );
}

/** @param {[program: string, args: readonly string[]]} command */
async function judge([program, args]) {
  const { code, stdout, stderr } = await run(program, args, { timeoutSeconds: 120 });
  if (code !== 0) console.log(`${stdout}\n${stderr}`.trim());
  return code === 0 ? 0 : 1;
}

function config() {
  const file = join(folder, ".github/actionlint.yaml");
  return existsSync(file) ? ["-config-file", file] : [];
}

function workflows() {
  return filesBelow(".github/workflows").filter((file) => /\.ya?ml$/.test(file));
}

/** @param {string} path */
function filesBelow(path) {
  return readdirSync(join(folder, path), { recursive: true, encoding: "utf8" }).map((name) => join(folder, path, name));
}
