import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root } from "../lib/checkout.mjs";
import { atExit } from "../lib/main.mjs";
import { runOrFail } from "../lib/run.mjs";
import { note, timed } from "../lib/terminal.mjs";
import { jestLane } from "./jest.mjs";
import { single } from "./tally.mjs";

const lane = "newest @pulumi/pulumi on Node 24";
/** The engine suites that this lane repeats: the canonical life cycles and the plugin's own protocol. */
const suites = ["tests/engine/.*([lL]ife[cC]ycle|[pP]lugin)"];

/**
 * The life cycles once more with what users install today: npm's newest @pulumi/pulumi on Node 24, while the checkout itself
 * is pinned to the last @pulumi/pulumi that admits Node 20. A real `npm install` of the tarball beside it proves the peer range.
 * @param {string} cli folder of the Pulumi CLI
 */
export async function newestLane(cli) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-newest-"));
  const release = atExit(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    const node = await timed("Getting Node 24", async () => {
      const args = ["exec", "--yes", "--package=node@24", "--", "node", "-p", "process.execPath"];
      return (await runOrFail("npm", args, { what: "get Node 24 from npm", cwd: folder })).stdout.trim();
    });
    const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}` };
    await timed("Installing the tarball with the newest @pulumi/pulumi", async () => {
      await runOrFail("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
        what: "pack the package",
        cwd: root,
      });
      writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "newest", private: true }));
      await runOrFail("sh", ["-c", "npm install --no-audit --no-fund ./*.tgz @pulumi/pulumi@latest"], {
        what: "install the tarball with the newest @pulumi/pulumi",
        cwd: folder,
        env,
      });
    });
    const versions = await runOrFail(
      node,
      ["-p", `process.version + " with @pulumi/pulumi " + require("@pulumi/pulumi/package.json").version`],
      { what: "run Node 24", cwd: folder },
    );
    note(`Running on Node ${versions.stdout.trim()}`);
    return await jestLane("engine", {
      patterns: suites,
      suffix: ` (${lane})`,
      env: {
        PULUMI_SCIM_TEST_CLI: cli,
        PULUMI_SCIM_TEST_SDK: join(folder, "node_modules"),
        PULUMI_SCIM_TEST_NODE: dirname(node),
      },
    });
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    return single(lane, false);
  } finally {
    await release();
  }
}
