#!/usr/bin/env node
// npm run demo: the whole main job on a sandbox service, from a fresh clone to "all is gone again". Options: --full-chart, --hold.
import { parseArgs } from "node:util";
import { ensureBuild, ensureDependencies } from "./lib/checkout.mjs";
import { main } from "./lib/main.mjs";
import { getPulumi } from "./pulumi/get.mjs";

const { values: options } = parseArgs({
  options: { "full-chart": { type: "boolean", default: false }, hold: { type: "boolean", default: false } },
});

main(async () => {
  await ensureDependencies();
  await ensureBuild();
  const cli = await getPulumi();
  // Only now: the story needs the dependencies and the build.
  const { tell } = await import("./demo/story.mjs");
  return tell(cli, { fullChart: options["full-chart"], hold: options.hold });
});
