import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../lib/checkout.mjs";

const intro = `\`npx pulumi-scim\` runs the command of the package that the project has. Where a command asks a service, the connection comes
from \`SCIM_*\` (see [environment and configuration](environment.md)); a token is never given on the command line.

| Exit code | Meaning                                           |
| --------- | ------------------------------------------------- |
| 0         | fine                                              |
| 1         | failed                                            |
| 2         | a wrong command line, or an unreadable input      |
| 3         | a guard tripped, or a check found something       |`;

/** The page of the command: what its own \`--help\` says. */
export function commandPage() {
  const names = [...help().matchAll(/^ {2}([a-z]+)(?: |$)/gm)]
    .flatMap(([, name = ""]) => name)
    .filter((name) => name !== "help");
  const sections = names.flatMap((name) => [`## pulumi-scim ${name}`, block(help(name))]);
  return ["# The command", intro, ...sections].join("\n\n");
}

/** @param {string} text */
function block(text) {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** @param {string[]} command */
function help(...command) {
  return execFileSync(process.execPath, [join(root, "dist/cli/main.js"), ...command, "--help"], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
}
