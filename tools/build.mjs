#!/usr/bin/env node
// node tools/build.mjs [--if-stale]: compiles the package into dist/, which never holds a half-built state.
import { main } from "./lib/main.mjs";
import { build, isBuildStale } from "./lib/checkout.mjs";

main(async () => {
  if (process.argv.includes("--if-stale") && !isBuildStale()) return 0;
  await build();
  return 0;
});
