import { execFileSync } from "node:child_process";
import { type Exchange, type Sandbox } from "../../../sandbox/index.js";
import { type EngineProject } from "../../support/engineProject.js";
import { killTree } from "../../support/pulumiCommand.js";

/** The two variables by which Pulumi writes the state once, at the end of a run, instead of at each step. */
export const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "true" };

/** True at the n-th answer with that method and status. */
export function nth(n: number, method: string, status: number): (exchange: Exchange) => boolean {
  let seen = 0;
  return (exchange) => {
    if (exchange.method === method && exchange.response?.status === status) seen += 1;
    return seen === n;
  };
}

/**
 * Runs the command until `moment`, then kills Pulumi, the program and the plugin, all at once. The service has done what
 * was asked by then, and its answer has not left: a crash at its worst. The lock that stays behind is taken away.
 */
export async function killed(
  project: EngineProject,
  sandbox: Sandbox,
  command: "up" | "destroy",
  moment: (exchange: Exchange) => boolean,
): Promise<void> {
  let victims: number[] = [];
  const watching = sandbox.watch((exchange) => {
    if (victims.length > 0 || !moment(exchange)) return;
    victims = children();
    victims.forEach(killTree);
  });
  try {
    await project.pulumi([command, "--yes", "--skip-preview", "--stack", "test"], { fails: true });
  } finally {
    watching.remove();
  }
  if (victims.length === 0) throw new Error(`Could not kill pulumi ${command}: it failed before the moment came.`);
  await project.pulumi(["cancel", "test", "--yes"]);
}

/** The processes of the Pulumi CLI that this one has started. */
export function children(): number[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return Number(parent) === process.pid && /pulumi(\.exe)?\s/.test(command) ? [Number(pid)] : [];
    });
}
