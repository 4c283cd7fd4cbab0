#!/usr/bin/env node
// npm run sandbox -- ARGUMENTS: the sandbox of this checkout, built first when dist/ is missing or old.
import { join } from "node:path";
import { ensureBuild, ensureDependencies, root } from "./lib/checkout.mjs";
import { handOver } from "./lib/handOver.mjs";
import { main } from "./lib/main.mjs";

main(async () => {
  await ensureDependencies();
  await ensureBuild();
  const args = [join(root, "dist/cli/main.js"), "sandbox", ...process.argv.slice(2)];
  return handOver(process.execPath, args, { cwd: process.env["INIT_CWD"] ?? process.cwd() });
});
