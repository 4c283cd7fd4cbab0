#!/usr/bin/env node
// node tools/pulumi/download.mjs FOLDER: Pulumi's own installer puts the CLI into FOLDER/bin. A process of its own, so that
// it can be ended together with the shell script that it runs.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";
import { cliVersion } from "./versions.mjs";

try {
  await PulumiCommand.install({ root: process.argv[2] ?? "", version: new SemVer(cliVersion) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
