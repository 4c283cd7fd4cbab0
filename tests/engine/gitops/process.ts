import { spawn } from "node:child_process";
import { type CommandResult, killTree } from "../../support/pulumiCommand.js";

/** Runs a program to its end; after five minutes it and all that it started are killed and the promise rejects. */
export async function startProcess(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const started = performance.now();
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let [stdout, stderr, late] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) killTree(child.pid);
  }, 300_000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (late) throw new Error(`${args.join(" ")} was killed after five minutes.\n${stdout}\n${stderr}`);
    return { code, stdout, stderr, seconds: (performance.now() - started) / 1000 };
  } finally {
    clearTimeout(timer);
  }
}
