import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(__dirname, "../..");

/** What a program's own project has beside pulumi-scim itself. */
const projectPackages = ["@pulumi/pulumi", "@types/node", "typescript"];

/**
 * Runs once before the engine lane: builds, packs and installs the package as a user would have it, finds the Pulumi
 * CLI, and hands both to the tests in PULUMI_SCIM_TEST_FOLDER and PULUMI_SCIM_TEST_CLI. `npm test` sets
 * PULUMI_SCIM_TEST_SDK to a node_modules folder with another @pulumi/pulumi, and PULUMI_SCIM_TEST_NODE to the folder of
 * another Node. PULUMI_SCIM_TEST_BUILD=0 takes dist/ as it is.
 */
export default function globalSetup(): void {
  const node = (script: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(root, script), ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
  process.env["PULUMI_SCIM_TEST_CLI"] ??= node("tools/pulumi/where.mjs");
  if (process.env["PULUMI_SCIM_TEST_BUILD"] !== "0") node("tools/build.mjs", "--if-stale");

  // realpath, since macOS keeps its temporary folder behind a link and module identity follows real paths.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-scim-engine-")));
  process.env["PULUMI_SCIM_TEST_FOLDER"] = folder;
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}.`);
  execFileSync("tar", ["-xzf", tarball], { cwd: folder });
  renameSync(join(folder, "package"), join(modules, "pulumi-scim"));

  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const sdk = process.env["PULUMI_SCIM_TEST_SDK"];
  for (const name of [...projectPackages, ...dependenciesOf(manifest)]) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    const source = name === "@pulumi/pulumi" && sdk !== undefined ? sdk : join(root, "node_modules");
    symlinkSync(join(source, name), link, "junction");
  }
}

function dependenciesOf(manifest: unknown): string[] {
  if (typeof manifest !== "object" || manifest === null || !("dependencies" in manifest)) return [];
  const { dependencies } = manifest;
  return typeof dependencies === "object" && dependencies !== null ? Object.keys(dependencies) : [];
}
