import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** Variables by which CI systems name the commit that they run on. */
const VARIABLES = [
  "CI_COMMIT_SHA",
  "GITHUB_SHA",
  "BITBUCKET_COMMIT",
  "BUILDKITE_COMMIT",
  "CIRCLE_SHA1",
  "DRONE_COMMIT_SHA",
  "GIT_COMMIT",
  "BUILD_SOURCEVERSION",
  "TRAVIS_COMMIT",
] as const;

const pullRequest = z.object({ pull_request: z.object({ head: z.object({ sha: z.string() }) }) });

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The commit that the plan is of: of a pull request at GitHub its head (GITHUB_SHA is a merge that nobody has seen), else what
 * CI says, else that of the working folder; undefined where there is none.
 */
export function commitOf(environment: Environment, folder: string = process.cwd()): string | undefined {
  const head = headOf(environment["GITHUB_EVENT_PATH"]);
  const named = VARIABLES.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  return head ?? named ?? currentCommit(folder);
}

function headOf(file: string | undefined): string | undefined {
  if (file === undefined || file === "") return undefined;
  try {
    return pullRequest.parse(JSON.parse(readFileSync(file, "utf8"))).pull_request.head.sha;
  } catch {
    return undefined; // Another event than a pull request's.
  }
}

function currentCommit(folder: string): string | undefined {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    const commit = git("rev-parse", "HEAD");
    const changes = git("status", "--porcelain", "--untracked-files=no");
    return changes === "" ? commit : `${commit} with changes that are not committed`;
  } catch {
    return undefined; // No repository, or no git.
  }
}

/** The page of the CI job, where a cut report is whole; undefined outside CI. */
export function jobPage(environment: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, CI_JOB_URL: job } = environment;
  if (server !== undefined && repository !== undefined && run !== undefined)
    return `${server}/${repository}/actions/runs/${run}`;
  return job;
}
