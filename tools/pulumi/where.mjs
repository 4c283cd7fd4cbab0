#!/usr/bin/env node
// npm run -s pulumi:where: the folder that holds the Pulumi CLI, alone on stdout; it is got first when it is missing.
import { ensureDependencies } from "../lib/checkout.mjs";
import { main } from "../lib/main.mjs";
import { getPulumi } from "./get.mjs";

main(async () => {
  await ensureDependencies();
  console.log((await getPulumi()).folder);
  return 0;
});
