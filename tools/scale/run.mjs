#!/usr/bin/env node
// npm run scale [-- --people 10000 --groups 50 --checkpoints --automation --idle --profile FOLDER]: a big company in one stack
// on the real engine and the sandbox: created, refreshed, previewed and destroyed.
// Prints requests, seconds, CPU seconds and peak memory of each process, and the state's size; then the same as JSON.
import { mkdirSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild, ensureDependencies } from "../lib/checkout.mjs";
import { main, UserError } from "../lib/main.mjs";
import { getPulumi } from "../pulumi/get.mjs";

const flag = /** @type {const} */ ({ type: "boolean", default: false });

main(async () => {
  const { values } = parseArgs({
    options: {
      people: { type: "string", default: "10000" },
      groups: { type: "string" },
      checkpoints: flag,
      "no-checkpoints": flag, // what is done anyway, for a command line that says so
      automation: flag,
      idle: flag,
      "only-create": flag,
      profile: { type: "string" },
    },
  });
  if (values.checkpoints && values["no-checkpoints"]) throw new UserError("Give --checkpoints or --no-checkpoints.");
  const people = whole(values.people);
  const groups = values.groups === undefined ? Math.ceil(people / 200) : whole(values.groups);
  const profile = values.profile && resolve(process.env["INIT_CWD"] ?? process.cwd(), values.profile);
  if (profile) mkdirSync(profile, { recursive: true });
  await ensureDependencies();
  await ensureBuild();
  const { folder } = await getPulumi();
  const { measure } = await import("./measure.mjs");
  const options = {
    people,
    groups,
    checkpoints: values.checkpoints,
    automation: values.automation,
    idle: values.idle,
    onlyCreate: values["only-create"],
    profile,
  };
  const load = loadavg()[0] ?? 0;
  const { rows, stateBytes } = await measure(folder, options);
  console.log(
    `${people} people, ${groups} groups, ${people} members, ${options.checkpoints ? "checkpoints" : "no checkpoints"}${options.idle ? ", a provider that does nothing" : ""}${options.automation ? ", by the Automation API" : ""}; load before: ${load.toFixed(1)}`,
  );
  for (const { label, seconds, requests, usage } of rows) {
    const verbs = Object.entries(requests).map(([verb, count]) => `${count} ${verb}`);
    console.log(
      `  ${label.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${verbs.join(", ") || "no requests"}\n           ` +
        Object.entries(usage)
          .filter(([, { peakMegabytes }]) => peakMegabytes > 0)
          .map(
            ([kind, { cpuSeconds, peakMegabytes }]) =>
              `${kind} ${Math.round(cpuSeconds)} s CPU, ${Math.round(peakMegabytes)} MB`,
          )
          .join("; "),
    );
  }
  console.log(`  state    ${(stateBytes / 1e6).toFixed(1)} MB, ${Math.round(stateBytes / people)} bytes a person`);
  console.log(JSON.stringify({ ...options, profile: undefined, load, rows, stateBytes }));
  return 0;
});

/** @param {string} text */
function whole(text) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`Could not read the number ${text}: give a whole number of at least 1.`);
}
