import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Json, type JsonObject, type Sandbox, type SandboxOptions } from "../../sandbox/index.js";
import { type StateResource } from "../support/engineEvents.js";
import {
  type EngineProject,
  type EngineProjectOptions,
  type EngineRun,
  withProject,
} from "../support/engineProject.js";
import { connectionTo, requestCounts, withSandbox } from "../support/withSandbox.js";

export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** A program in plain JavaScript with the package's classes and `pulumi` at hand. */
export function program(body: string): string {
  return `"use strict";
const pulumi = require("@pulumi/pulumi");
const { ScimGroup, ScimMembership, ScimService, ScimUser } = require("pulumi-scim");
${body}
`;
}

export interface Scenario {
  readonly project: EngineProject;
  readonly sandbox: Sandbox;
}

export interface ScenarioOptions extends Omit<EngineProjectOptions, "program"> {
  readonly sandbox?: SandboxOptions;
}

/**
 * A sandbox and a project whose default connection is that sandbox, by environment unless `env` says otherwise. However
 * the scenario goes, the sandbox's token may lie in no file of the project's folder afterwards.
 */
export async function onSandbox(
  body: string,
  options: ScenarioOptions,
  run: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const { sandbox: sandboxOptions = {}, ...rest } = options;
  await withSandbox(sandboxOptions, (sandbox) =>
    withProject({ env: connectionTo(sandbox), ...rest, program: program(body) }, async (project) => {
      await run({ project, sandbox });
      expect(filesWith(project.folder, sandbox.token)).toEqual([]);
    }),
  );
}

/** Files under a folder, links not followed, that contain a text. */
export function filesWith(folder: string, text: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "latin1").includes(text));
}

/** The requests that `work` makes the sandbox see, counted as `requestCounts` does; reads of discovery are left out. */
export async function requestsOf(sandbox: Sandbox, work: () => Promise<unknown>): Promise<Record<string, number>> {
  sandbox.clearRequests();
  await work();
  return requestCounts(sandbox.requests().filter(({ path }) => !path.endsWith("/ServiceProviderConfig")));
}

/** The same without reads: what was written. */
export async function writesOf(sandbox: Sandbox, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const counts = await requestsOf(sandbox, work);
  return Object.fromEntries(Object.entries(counts).filter(([what]) => !what.startsWith("GET ")));
}

/** The resource of that logical name in the state; throws unless there is exactly one. */
export async function resourceNamed(project: EngineProject, name: string): Promise<StateResource> {
  const found = (await project.resources()).filter(({ urn }) => urn.endsWith(`::${name}`));
  const [resource] = found;
  if (resource === undefined || found.length > 1) throw new Error(`The state has ${found.length} resources ${name}.`);
  return resource;
}

/** Everything up to date: neither the program nor, after a look at the service, the service wants a change. */
export async function expectNoChanges(project: EngineProject): Promise<void> {
  await project.preview({ args: ["--refresh", "--expect-no-changes"] });
}

/**
 * The beginning of the canonical life cycle: preview and up, export and import, and nothing to do for preview, up,
 * refresh and preview after it. The `up` is returned.
 */
export async function canonicalStart(project: EngineProject): Promise<EngineRun> {
  const up = await project.previewAndUp();
  await project.importStack(await project.exportStack());
  for (const run of ["preview", "up", "refresh", "preview"] as const) {
    await project[run]({ args: ["--expect-no-changes"] });
  }
  return up;
}

/** One edit of the canonical life cycle: preview and up, then nothing left to do. */
export async function edit(project: EngineProject, body: string): Promise<EngineRun> {
  project.write(program(body));
  const up = await project.previewAndUp();
  await expectNoChanges(project);
  return up;
}

/** An edit without the preview, where the preview is not what is tested. */
export async function change(project: EngineProject, body: string): Promise<EngineRun> {
  project.write(program(body));
  const up = await project.up();
  await expectNoChanges(project);
  return up;
}

/** The group's member ids as the service has them, in order of the alphabet. */
export function membersOf(sandbox: Sandbox, displayName: string): string[] {
  const { members } = groupIn(sandbox, displayName);
  if (!Array.isArray(members)) return [];
  return members
    .map((member) => (isObject(member) && typeof member["value"] === "string" ? member["value"] : "no id"))
    .sort();
}

/** The group of that name as the service has it; throws when there is none or more than one. */
export function groupIn(sandbox: Sandbox, displayName: string): JsonObject & { id: string } {
  const found = sandbox.dump().Groups.filter((group) => group["displayName"] === displayName);
  const id = found[0]?.["id"];
  if (typeof id !== "string" || found.length > 1) {
    throw new Error(`The sandbox has ${found.length} groups named ${displayName}.`);
  }
  return { ...found[0], id };
}

/** Lines of a stack trace, which nobody shall see for a mistake of theirs. */
export const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
