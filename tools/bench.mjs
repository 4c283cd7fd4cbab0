#!/usr/bin/env node
// npm run bench [-- --people 50 --groups 5 --memberships 200]: a whole life on the real engine and the sandbox, in
// requests, and in time as a ratio to the same program on a provider that does nothing, measured in the same run.
import { parseArgs } from "node:util";
import { ensureBuild, ensureDependencies } from "./lib/checkout.mjs";
import { main, UserError } from "./lib/main.mjs";
import { getPulumi } from "./pulumi/get.mjs";

const number = (/** @type {string} */ text) => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`Could not read the size ${text}: give a whole number of at least 1.`);
};

main(async () => {
  const { values } = parseArgs({
    options: {
      people: { type: "string", default: "50" },
      groups: { type: "string", default: "5" },
      memberships: { type: "string", default: "200" },
    },
  });
  const size = [number(values.people), number(values.groups), number(values.memberships)];
  await ensureDependencies();
  await ensureBuild();
  const cli = await getPulumi();
  const { bench } = await import("./bench/bench.mjs");
  await bench(cli.folder, size);
  return 0;
});
