import { execFileSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { startSandbox } from "../../../sandbox/index.js";
import { EngineProject } from "../engineProject.js";
import { killTree } from "../pulumiCommand.js";
import { Door } from "./door.js";
import { EngineDriver, INTERPRETER } from "./engineDriver.js";
import { DEADLINE_MS, TIMEOUT_MS, type Death, type Mortal } from "./faultKinds.js";
import { type World } from "./matrix.js";

/** The two variables by which Pulumi writes the state once, at the end of a run, instead of at each step. */
const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "true" };
/** A service that keeps no externalId. */
const WITHOUT_KEYS = { SCIM_DIALECT: JSON.stringify({ user: { externalId: false }, group: { externalId: false } }) };
/** How long what Pulumi started may live on after its death, in milliseconds. */
const ORPHANHOOD_MS = 1_000;

/** A sandbox with a stranger and a stranger's group, and a project of the real engine. */
export async function engineWorld(options: {
  readonly hasKeys: boolean;
  readonly needsDoor?: boolean;
}): Promise<World> {
  const sandbox = await startSandbox({ port: 0 });
  const door = options.needsDoor === true ? await Door.before(sandbox.url) : undefined;
  const stranger = sandbox.create("Users", { userName: "stranger@other.example", title: "Auditor" });
  sandbox.create("Groups", { displayName: "Strangers", members: [{ value: stranger["id"] ?? null }] });
  const project = await EngineProject.create({
    program: INTERPRETER,
    env: {
      SCIM_ENDPOINT: door?.url ?? sandbox.url,
      SCIM_TOKEN: sandbox.token,
      SCIM_TIMEOUT_SECONDS: String(TIMEOUT_MS / 1000),
      SCIM_DEADLINE_SECONDS: String(DEADLINE_MS / 1000),
      ...(options.hasKeys ? {} : WITHOUT_KEYS),
    },
  });
  return {
    sandbox,
    door,
    driver: new EngineDriver(project),
    mortal: (death) => mortal(project, death),
    bystanders: sandbox.dump(),
    close: async () => {
      project.dispose();
      await door?.end();
      await sandbox.close();
    },
  };
}

function mortal(project: EngineProject, { victims, checkpoints }: Death): Mortal {
  if (!checkpoints) project.setEnvironment(WITHOUT_CHECKPOINTS);
  let burial = Promise.resolve();
  return {
    kill: () => {
      const family = familyOfPulumi();
      const plugins = family.descendants.filter(({ command }) => command.includes("dynamic-provider"));
      if (victims === "both") family.heads.forEach(killTree);
      else for (const pid of victims === "pulumi" ? family.heads : plugins.map((one) => one.pid)) end(pid);
      if (victims !== "pulumi") return;
      burial = setTimeout(ORPHANHOOD_MS).then(() => {
        for (const { pid } of family.descendants) end(pid);
      });
    },
    bury: async () => {
      await burial;
      project.setEnvironment({ PULUMI_EXPERIMENTAL: undefined, PULUMI_SKIP_CHECKPOINTS: undefined });
      await project.pulumi(["cancel", "test", "--yes"], { fails: "perhaps" });
    },
  };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The Pulumi CLI that this process has started, and what it has started in turn. */
function familyOfPulumi(): { readonly heads: number[]; readonly descendants: Process[] } {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line): Process[] => {
      const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  const heads = all.filter(({ parent, command }) => parent === process.pid && /pulumi(\.exe)?\s/.test(command));
  const descendants: Process[] = [];
  for (let generation = heads; generation.length > 0;) {
    generation = all.filter(({ parent }) => generation.some(({ pid }) => pid === parent));
    descendants.push(...generation);
  }
  return { heads: heads.map(({ pid }) => pid), descendants };
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
