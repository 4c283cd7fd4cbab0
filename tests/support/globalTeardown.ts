import { rmSync } from "node:fs";

/** Removes what globalSetup made; PULUMI_SCIM_TEST_KEEP=1 leaves it for a look and prints where it is. */
export default function globalTeardown(): void {
  const folder = process.env["PULUMI_SCIM_TEST_FOLDER"];
  if (folder === undefined) return;
  if (process.env["PULUMI_SCIM_TEST_KEEP"] === "1") console.error(`Kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
