import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";

/** A run of `pulumi-scim` from the sources. */
export interface CommandRun {
  readonly child: ChildProcessWithoutNullStreams;
  /** Waits until stdout has so many lines, or the process has ended; gives the lines. */
  readonly lines: (count: number) => Promise<string[]>;
  /** Waits for the end. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Starts the command; the test has to see to its end. */
export function pulumiScim(...args: string[]): CommandRun {
  const child = spawn(process.execPath, [
    "-r",
    join(__dirname, "typescript.cjs"),
    join(__dirname, "../../cli/main.ts"),
    ...args,
  ]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  const lines = async (count: number): Promise<string[]> => {
    while (child.exitCode === null && stdout.split("\n").length <= count) {
      await Promise.race([ended, new Promise((resolve) => child.stdout.once("data", resolve))]);
    }
    return stdout.split("\n").slice(0, -1);
  };
  return { child, lines, ended };
}
