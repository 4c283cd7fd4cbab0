import { join } from "node:path";
import { Service } from "../demo/service.mjs";
import { Stack } from "../demo/stack.mjs";
import { startProgress } from "../lib/terminal.mjs";

/** @typedef {{ seconds: number, requests: Record<string, number> }} Measured */

const life = /** @type {const} */ ([
  ["create", ["up", "--yes", "--skip-preview"], "CTO"],
  ["preview", ["preview"], "CTO"],
  ["one change", ["up", "--yes", "--skip-preview"], "CEO"],
  ["destroy", ["destroy", "--yes", "--skip-preview"], "CEO"],
]);

/**
 * Prints a table, then the same as one line of JSON.
 * @param {string} cliFolder
 * @param {number[]} size people, groups, memberships
 */
export async function bench(cliFolder, size) {
  const idle = await live(cliFolder, size, true);
  const scim = await live(cliFolder, size, false);
  const rows = life.map(([label], at) => {
    const [mine, engine] = [scim.runs[at], idle.runs[at]];
    if (!mine || !engine) throw new Error(`Could not measure ${label}: the run is missing.`);
    return {
      label,
      seconds: mine.seconds,
      engineSeconds: engine.seconds,
      ratio: mine.seconds / engine.seconds,
      requests: mine.requests,
    };
  });
  const [people, groups, memberships] = size;
  console.log(`${people} people, ${groups} groups, ${memberships} memberships (set-memberships, no latency)`);
  for (const { label, seconds, ratio, requests } of rows) {
    const verbs = Object.entries(requests).map(([verb, count]) => `${count} ${verb}`);
    console.log(
      `  ${label.padEnd(11)} ${seconds.toFixed(1).padStart(6)} s  ${ratio.toFixed(2)} × idle  ${verbs.join(", ") || "no requests"}`,
    );
  }
  console.log(`  state       ${Math.round(scim.stateBytes / (people ?? 1))} bytes a person, groups included`);
  console.log(JSON.stringify({ size, rows, stateBytes: scim.stateBytes }));
}

/**
 * @param {string} cliFolder
 * @param {number[]} size
 * @param {boolean} idle
 */
async function live(cliFolder, size, idle) {
  const service = await Service.start();
  const stack = new Stack(
    cliFolder,
    service,
    { name: "bench", program: join(import.meta.dirname, "index.cjs") },
    { BENCH_SIZE: JSON.stringify(size), BENCH_IDLE: idle ? "1" : "0" },
  );
  /** @type {Measured[]} */
  const runs = [];
  let stateBytes = 0;
  const progress = startProgress(idle ? "The provider that does nothing" : "pulumi-scim");
  try {
    await stack.init();
    for (const [label, command, title] of life) {
      progress.update(label);
      service.forget();
      const { seconds } = await stack.run(command, { BENCH_TITLE: title });
      runs.push({ seconds, requests: service.requests() });
      if (label === "create") stateBytes = (await stack.state()).length;
    }
  } finally {
    progress.clear();
    await stack.remove();
    await service.stop();
  }
  return { runs, stateBytes };
}
