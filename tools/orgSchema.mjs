#!/usr/bin/env node
// node tools/orgSchema.mjs DIST: writes DIST/org.schema.json, the JSON Schema of the org file, from the compiled package in DIST.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { main, UserError } from "./lib/main.mjs";

main(() => {
  const [dist] = process.argv.slice(2);
  if (dist === undefined) throw new UserError("Name the folder of the compiled package.");
  /** @type {(path: string) => unknown} */
  const load = createRequire(import.meta.url);
  const shape = /** @type {{ orgFileJsonSchema(): object }} */ (
    load(join(resolve(dist), "sdk/orgChart/orgFile/shape.js"))
  );
  writeFileSync(join(dist, "org.schema.json"), `${JSON.stringify(shape.orgFileJsonSchema(), undefined, 2)}\n`);
  return Promise.resolve(0);
});
