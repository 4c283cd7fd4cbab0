#!/usr/bin/env node
// node tools/scale/objectStore.mjs [--install]: an S3 server in memory on loopback (PyPI moto), for states in a shared
// bucket. Its address is the first line of stdout; it ends with this process. --install only gets it ready.
// Exit code 77: this machine cannot have it; the last line of stdout says why.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { atExit, main } from "../lib/main.mjs";
import { killTree } from "../lib/processes.mjs";
import { LackingError, pythonEnvironment } from "../lib/python.mjs";

main(async () => {
  let program;
  try {
    const requirements = join(import.meta.dirname, "requirements.txt");
    program = await pythonEnvironment({ name: "object-store", what: "an S3 server", requirements });
  } catch (error) {
    if (!(error instanceof LackingError)) throw error;
    console.log(error.message);
    return 77;
  }
  if (process.argv.includes("--install")) return 0;
  const server = spawn(program("moto_server"), ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  atExit(() => {
    if (server.pid !== undefined) killTree(server.pid);
  });
  createInterface(server.stderr).on("line", (line) => {
    const [, address] = /Running on (http:\/\/\S+)/.exec(line) ?? [];
    if (address !== undefined) console.log(address);
  });
  return new Promise((resolve) => {
    server.once("error", () => {
      resolve(1);
    });
    server.once("exit", (code) => {
      resolve(code ?? 1);
    });
  });
});
