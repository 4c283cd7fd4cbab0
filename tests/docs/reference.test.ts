import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./support/markdown.js";

describe("docs/reference", () => {
  it("is what the types, the JSON Schema and the command's help say", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "tools/reference.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  }, 300_000);
});
