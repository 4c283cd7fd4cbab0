import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fromSetup, hermeticEnvironment, killTree } from "../../support/pulumiCommand.js";
import { type Block } from "./markdown.js";

export interface ShellResult {
  readonly code: number | null;
  readonly output: string;
}

/** `npm install` without a registry: the packages that the engine lane has packed and linked, and their commands. */
function npm(setup: string): string {
  return `#!/usr/bin/env bash
set -e
[ "$1" = install ] || { echo "npm $*: not in these pages" >&2; exit 1; }
mkdir -p node_modules/.bin
for one in ${setup}/node_modules/*; do ln -sfn "$one" "node_modules/$(basename "$one")"; done
ln -sfn ../pulumi-scim/dist/cli/main.js node_modules/.bin/pulumi-scim
`;
}

/**
 * A person's shell in an empty folder: blocks of a page run one after the other, with the folder and the variables that the last
 * one left. `npm install` puts the packed package and its peers in place, without a registry (tests/package installs by npm
 * and pnpm); ports 8080 and 8081 of the pages are free ones. Nothing of a login or of SCIM_* outside reaches it.
 */
export class Shell {
  private readonly children: ChildProcess[] = [];
  private readonly replacements: [string, string][] = [];
  private place: string;

  private constructor(
    readonly folder: string,
    private readonly ports: Readonly<Record<string, string>>,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.place = join(folder, "work");
    mkdirSync(this.place);
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/npm"), npm(fromSetup("PULUMI_SCIM_TEST_FOLDER")), { mode: 0o755 });
  }

  static async open(): Promise<Shell> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-scim-docs-")));
    const env = hermeticEnvironment(join(folder, "home"), {
      PULUMI_SKIP_CONFIRMATIONS: "true",
      NPM_CONFIG_OFFLINE: "true",
    });
    const ports = { "8080": await freePort(), "8081": await freePort() };
    return new Shell(folder, ports, { ...env, PATH: `${join(folder, "bin")}:${env["PATH"] ?? ""}` });
  }

  /** What docs/getting-started.md has in its first two steps. */
  async project(): Promise<void> {
    this.write("package.json", '{ "private": true }');
    this.write("Pulumi.yaml", "name: org\nruntime: nodejs\noptions: { refresh: always }\n");
    await this.run("npm install\npulumi login --local\nexport PULUMI_CONFIG_PASSPHRASE=one\npulumi stack init dev");
  }

  /** From now on this text of pages is read as another one. */
  replace(from: string, to: string): void {
    this.replacements.push([from, to]);
  }

  /** Writes a file of the page into the folder that the shell is in. */
  write(path: string, text: string): void {
    const whole = join(this.place, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, this.ported(text));
  }

  /** Makes the change that a page shows: each run of `-` lines, which stand in the file once, becomes the `+` lines after it. */
  change(path: string, diff: string): void {
    const whole = join(this.place, path);
    let text = readFileSync(whole, "utf8");
    for (const [hunk] of this.ported(diff).matchAll(/(?:^-.*\n)+(?:^\+.*\n?)*/gm)) {
      const lines = (mark: string) => hunk.split("\n").flatMap((line) => (line.startsWith(mark) ? line.slice(1) : []));
      const before = lines("-").join("\n");
      if (text.split(before).length !== 2) throw new Error(`${path} does not have these lines once:\n${before}`);
      text = text.replace(before, () => lines("+").join("\n"));
    }
    writeFileSync(whole, text);
  }

  /** Runs a script to its end; `set -e`, so that each command counts. */
  async run(script: string, timeoutSeconds = 240): Promise<ShellResult> {
    const kept = join(this.folder, "environment");
    const before = existsSync(kept) ? `. ${kept}\n` : "";
    const text = `set -eo pipefail\n${before}${this.ported(script)}\ndeclare -px | grep -vE ' -[a-z]*r[a-z]* ' > ${kept}\npwd > ${kept}.pwd\n`;
    const child = this.start(text);
    const timer = setTimeout(() => {
      if (child.pid !== undefined) killTree(child.pid);
    }, timeoutSeconds * 1000);
    const result = await ended(child).finally(() => {
      clearTimeout(timer);
    });
    if (existsSync(`${kept}.pwd`)) this.place = readFileSync(`${kept}.pwd`, "utf8").trim();
    return result;
  }

  /** Starts what a page says to leave running, each line in a terminal of its own, and waits for the first line of each. */
  async background(script: string): Promise<ShellResult> {
    let output = "";
    for (const line of script.trim().split("\n")) output += (await this.leave(line)).output;
    return { code: 0, output };
  }

  private async leave(script: string): Promise<ShellResult> {
    const child = this.start(this.ported(script));
    this.children.push(child);
    return new Promise((resolve, reject) => {
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding("utf8").on("data", (text: string) => {
          output += text;
          if (output.includes("\n")) resolve({ code: 0, output });
        });
      }
      child.once("close", (code) => {
        reject(new Error(`ended with ${String(code)}: ${output}`));
      });
    });
  }

  close(): void {
    for (const { pid } of this.children) if (pid !== undefined) killTree(pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What the page says, for this folder: another port, and no state in the real home folder, which Pulumi finds without HOME. */
  ported(text: string): string {
    let ported = text;
    for (const [from, to] of [...this.replacements, ...Object.entries(this.ports)])
      ported = ported.replaceAll(from, to);
    return ported.replaceAll("pulumi login --local", `pulumi login file://${this.folder}/home`);
  }

  private start(script: string): ChildProcess {
    return spawn("bash", ["-c", script], {
      cwd: this.place,
      env: { ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
  }
}

/** Runs the blocks of a page in order; throws at the first that ends otherwise, or prints something else, than the page says. */
export async function runBlocks(shell: Shell, path: string, blocks: readonly Block[]): Promise<number> {
  let last: ShellResult = { code: 0, output: "" };
  let runs = 0;
  for (const { language, marks, text, line } of blocks) {
    const place = `${path}:${line}`;
    if (marks["file"] !== undefined && language === "diff") shell.change(marks["file"], text);
    else if (marks["file"] !== undefined) shell.write(marks["file"], text);
    else if (language === "sh" && marks["not-run"] === undefined) {
      runs += 1;
      last = marks["background"] === undefined ? await shell.run(text) : await shell.background(text);
      const failed = last.code !== 0;
      if (failed !== (marks["fails"] !== undefined))
        throw new Error(`${place} ended with ${String(last.code)}:\n${last.output}`);
    } else if (marks["output"] !== undefined) {
      const missing = missingFrom(last.output, shell.ported(text));
      if (missing !== undefined)
        throw new Error(`${place} shows what was not printed:\n${missing}\n--- printed\n${last.output}`);
    }
  }
  return runs;
}

/** The first line of a text that an output does not hold, in this order; "…" stands for anything, spaces count as one. */
export function missingFrom(output: string, text: string): string | undefined {
  const plain = squeezed(output);
  let at = 0;
  for (const line of text.split("\n")) {
    for (const part of line.split("…").map((one) => squeezed(one).trim())) {
      const found = plain.indexOf(part, at);
      if (found < 0) return line;
      at = found + part.length;
    }
  }
  return undefined;
}

function squeezed(text: string): string {
  return text.replaceAll(/[ \t]+/g, " ");
}

async function ended(child: ChildProcess): Promise<ShellResult> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code, output });
    });
  });
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("No free port was found.");
  return String(address.port);
}
