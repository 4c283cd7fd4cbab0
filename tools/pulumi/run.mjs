#!/usr/bin/env node
// npm run -s pulumi -- ARGUMENTS: the Pulumi CLI, got first when it is missing, in the folder where npm was called.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { ensureDependencies } from "../lib/checkout.mjs";
import { main } from "../lib/main.mjs";
import { environmentFor } from "./environment.mjs";
import { getPulumi } from "./get.mjs";
import { programs } from "./locate.mjs";

main(async () => {
  const args = process.argv.slice(2);
  const cwd = process.env["INIT_CWD"] ?? process.cwd();
  await ensureDependencies();
  const { folder } = await getPulumi();

  // From here the signals are the CLI's. On a terminal it gets Ctrl-C itself, as npm does: passed on, it would count twice,
  // and the CLI takes the second one for "stop without waiting". Elsewhere it has a group of its own and gets what we get.
  const terminal = process.stdin.isTTY;
  const child = spawn(join(folder, programs.cli), args, {
    cwd,
    env: environmentFor(folder, args, cwd),
    stdio: "inherit",
    detached: !terminal && process.platform !== "win32",
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (!(terminal && signal === "SIGINT")) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
});
