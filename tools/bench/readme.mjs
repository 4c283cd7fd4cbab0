#!/usr/bin/env node
// node tools/bench/readme.mjs [--check]: writes README's table of speed and the picture from docs/bench/result.json;
// with --check it changes nothing and fails when they are not what the result says.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../lib/checkout.mjs";
import { main, UserError } from "../lib/main.mjs";
import { committed, published, save } from "./publish.mjs";

main(async () => {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const report = committed(root);
  if (report === undefined)
    throw new UserError("Could not show the speed: docs/bench/result.json is missing (npm run bench -- --save).");
  if (!values.check) {
    await save(root, report);
    return 0;
  }
  const stale = (await published(root, report)).filter(
    ({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text,
  );
  for (const { path } of stale)
    console.error(`${relative(root, path)} is not what docs/bench/result.json says: node tools/bench/readme.mjs`);
  return stale.length === 0 ? 0 : 1;
});
