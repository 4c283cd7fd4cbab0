import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Sandbox } from "../../../sandbox/index.js";
import { stackState, type StackState } from "../../support/engineEvents.js";
import { withProject, type EngineProject } from "../../support/engineProject.js";
import { connectionTo, withSandbox } from "../../support/withSandbox.js";

/** Stands for the service's base URL in what is kept. */
export const URL_OF_SERVICE = "http://service.invalid/scim/v2";
/** In the state it is encrypted, with the passphrase of the engine tests. */
export const TOKEN = "t0ken-of-kept-states";

const resources = z.array(z.record(z.string(), z.json()));
const service = z.object({ Users: resources, Groups: resources });
const fixtures = join(__dirname, "fixtures");

/** The releases of which a state is kept, by version. */
export const keptVersions: readonly string[] = readdirSync(fixtures);

export function fixture(version: string, file: "program.cjs" | "service.json" | "state.json"): string {
  return join(fixtures, version, file);
}

export type Step = "begun" | "kept" | "made" | "changed" | "dropped";

/** Where a kept state lives again: its service with the same ids, and a new stack that has imported it. */
export interface Revived {
  readonly sandbox: Sandbox;
  readonly project: EngineProject;
  /** What was imported. */
  readonly state: StackState;
  /** Which form of its program the next runs have. */
  readonly at: (step: Step) => void;
}

/** Brings a kept state to life, after `change` of it, and hands it to `body`. */
export async function withKeptState(
  version: string,
  body: (revived: Revived) => Promise<void>,
  change: (state: StackState) => void = () => undefined,
): Promise<void> {
  const read = (file: Parameters<typeof fixture>[1]) => readFileSync(fixture(version, file), "utf8");
  const seed = service.parse(JSON.parse(read("service.json")));
  const program = read("program.cjs");
  await withSandbox({ token: TOKEN, seed }, (sandbox) =>
    withProject({ program, env: { ...connectionTo(sandbox), STEP: "made" } }, async (project) => {
      const state = stackState.parse(JSON.parse(read("state.json").replaceAll(URL_OF_SERVICE, sandbox.url)));
      change(state);
      await project.importStack(state);
      const at = (step: Step) => {
        project.setEnvironment({ STEP: step });
      };
      await body({ sandbox, project, state, at });
    }),
  );
}

/** The logical name. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Resources of the package in a state, without look-ups and gets, which nobody writes. */
export function managedIn(state: StackState): StackState["deployment"]["resources"] {
  return state.deployment.resources.filter(
    ({ type, external }) => type.startsWith("pulumi-nodejs:dynamic/scim:") && external !== true,
  );
}
