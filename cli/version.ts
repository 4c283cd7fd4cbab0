import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifest = z.object({ name: z.literal("pulumi-scim"), version: z.string() });

/** The version of this package: that of the nearest package.json above this file, be it run from dist/ or from the sources. */
export function version(folder: string = __dirname): string {
  try {
    return manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).version;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? "unknown" : version(parent);
  }
}
