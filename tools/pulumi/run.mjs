#!/usr/bin/env node
// npm run -s pulumi -- ARGUMENTS: the Pulumi CLI, got first when it is missing, in the folder where npm was called.
import { join } from "node:path";
import { ensureDependencies } from "../lib/checkout.mjs";
import { handOver } from "../lib/handOver.mjs";
import { main } from "../lib/main.mjs";
import { environmentFor } from "./environment.mjs";
import { getPulumi } from "./get.mjs";
import { programs } from "./locate.mjs";

main(async () => {
  const args = process.argv.slice(2);
  const cwd = process.env["INIT_CWD"] ?? process.cwd();
  await ensureDependencies();
  const { folder } = await getPulumi();
  return handOver(join(folder, programs.cli), args, { cwd, env: environmentFor(folder, args, cwd) });
});
