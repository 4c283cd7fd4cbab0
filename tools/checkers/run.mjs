#!/usr/bin/env node
// npm run checkers: other people's SCIM checkers against the sandbox. Exit code 0: no complaint; 1: complaints, printed;
// 77: this machine cannot run them (no Python, no PyPI), said on the last line; with CI=true that is 1.
import { ensureBuild, ensureDependencies } from "../lib/checkout.mjs";
import { main } from "../lib/main.mjs";
import { note } from "../lib/terminal.mjs";
import { checkerEnvironment, LackingError } from "./environment.mjs";
import { scimSanity } from "./scimSanity.mjs";
import { scim2Tester } from "./scim2Tester.mjs";
import { withService } from "./service.mjs";

main(async () => {
  await ensureDependencies();
  await ensureBuild();
  let program;
  try {
    program = await checkerEnvironment();
  } catch (error) {
    if (!(error instanceof LackingError)) throw error;
    note(`The SCIM checkers cannot run here: ${error.message}.`);
    return process.env["CI"] === "true" ? 1 : 77;
  }
  const results = [
    await withService({}, (service) => scim2Tester(program, service)),
    // It adds a member that is nobody's id and expects that to work, which RFC 7643 leaves open and the sandbox refuses.
    await withService({ strictReferences: { members: false } }, (service) => scimSanity(program, service)),
  ];
  for (const { name, passed, complaints, skipped } of results) {
    for (const complaint of complaints) console.log(`${name}: ${complaint}`);
    console.log(`${name}: ${passed} passed, ${complaints.length} failed, ${skipped} skipped`);
  }
  return results.every(({ passed, complaints }) => passed > 0 && complaints.length === 0) ? 0 : 1;
});
