import { providerText } from "../../../sdk/tokens.js";
import { SCHEMA_VERSION } from "../../../provider/resources/state.js";
import { type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { type StackState } from "../../support/engineEvents.js";
import { type EngineRun } from "../../support/engineProject.js";
import { personIn } from "../../support/withSandbox.js";
import { expectNoChanges, filesWith, writesOf } from "../scenario.js";
import { keptVersions, managedIn, nameOf, TOKEN, withKeptState } from "./keptStates.js";
import { record } from "./record.js";

jest.setTimeout(400_000);

const recorded = process.env["PULUMI_SCIM_RECORD_STATE"];
if (recorded !== undefined)
  it("is recorded", async () => {
    await record(recorded);
  });

/** What a run does or would do to the package's resources, in order of the alphabet: `update ada`. */
function stepsOf({ events }: EngineRun): string[] {
  return events
    .flatMap(({ resourcePreEvent: event }) => event?.metadata ?? [])
    .filter(({ op, type }) => !["same", "refresh", "read"].includes(op) && !type.startsWith("pulumi:"))
    .map(({ op, urn }) => `${op} ${nameOf(urn)}`)
    .sort();
}

const updatesOf = (resources: StackState["deployment"]["resources"]) =>
  resources.map(({ urn }) => `update ${nameOf(urn)}`).sort();

/** Ids of everything in the service, and of what is left there when the stack has ended all that it may end. */
const idsIn = (sandbox: Sandbox) =>
  everything(sandbox)
    .flatMap(({ id }) => (typeof id === "string" ? [id] : []))
    .sort();
function idsLeft(sandbox: Sandbox, state: StackState): string[] {
  const isKept = (onDelete: unknown) => onDelete === "retain" || onDelete === "deactivate";
  const ended = managedIn(state).flatMap(({ id, outputs }) => (isKept(outputs["onDelete"]) ? [] : [id]));
  return idsIn(sandbox).filter((id) => !ended.includes(id));
}

function everything(sandbox: Sandbox): JsonObject[] {
  const { Users, Groups } = sandbox.dump();
  return [...Users, ...Groups];
}

/** Each resource with the shape of its outputs, as one text. */
const shapesOf = (resources: StackState["deployment"]["resources"]) =>
  resources.map(({ id = "", type, outputs }) => `${type} ${id} ${JSON.stringify(outputs["__schema"])}`).sort();

describe.each(keptVersions)("a state that version %s left", (version) => {
  it("shows its unfinished step and nothing else, is finished, changed and dropped, and replaces nobody", async () => {
    await withKeptState(version, async ({ project, sandbox, state, at }) => {
      const left = idsLeft(sandbox, state);
      const looks = await writesOf(sandbox, async () => {
        expect(stepsOf(await project.preview())).toEqual(["update alan"]);
        expect(stepsOf(await project.preview({ args: ["--refresh"] }))).toEqual(["update alan"]);
      });
      expect(looks).toEqual({});
      await project.up();
      expect(personIn(sandbox, "alan@acme.example")).toMatchObject({ active: true, title: "Fellow" });
      await expectNoChanges(project);

      at("changed");
      const isChangeable = ({ outputs }: { outputs: Record<string, unknown> }) => outputs["user"] === undefined;
      let steps: string[] = [];
      const writes = await writesOf(sandbox, async () => {
        steps = stepsOf(await project.up());
      });
      expect(steps).toEqual(updatesOf(managedIn(state).filter(isChangeable)));
      expect(Object.keys(writes).sort()).toEqual(["PATCH /Groups/…", "PATCH /Users/…"]);
      await expectNoChanges(project);

      at("dropped");
      await project.up();
      expect(idsIn(sandbox)).toEqual(left);
      expect(personIn(sandbox, "barbara@acme.example")["active"]).toBe(false);
      expect(filesWith(project.folder, TOKEN)).toEqual([]);
    });
  });

  it("is refreshed without a change and destroyed, so that nothing of the stack's own is left", async () => {
    await withKeptState(version, async ({ project, sandbox, state }) => {
      const left = idsLeft(sandbox, state);
      const writes = await writesOf(sandbox, async () => {
        expect((await project.refresh()).changes).toEqual({ update: 1 }); // alan's unfinished step
      });
      expect(writes).toEqual({});
      const now = await project.resources();
      expect(now.map(({ urn, id }) => [urn, id])).toEqual(
        state.deployment.resources.filter(({ type }) => !type.startsWith("pulumi:")).map(({ urn, id }) => [urn, id]),
      );
      await project.destroy();
      expect(idsIn(sandbox)).toEqual(left);
      expect(sandbox.dump().Groups.flatMap(({ members }) => members ?? [])).toEqual([]);
      expect(await project.resources()).toEqual([]);
    });
  });
});

const newest = keptVersions.at(-1) ?? "";

/** A text that did what today's does, and one of a package that is not there any more. */
const former = (handler: string) => `exports.handler=()=>require("pulumi-scim/provider").${handler}`;
const dead = `exports.handler=()=>require("pulumi-scim/of-another-time").user`;

it("a state that names the provider by another text is brought to today's by an update that sends nothing", async () => {
  const change = (state: StackState) => {
    for (const { outputs, inputs, type, urn } of managedIn(state)) {
      const text = nameOf(urn) === "ada" ? dead : former(type.replace(/.*:/, "").toLowerCase());
      outputs["__provider"] = text;
      inputs["__provider"] = text;
    }
  };
  await withKeptState(
    newest,
    async ({ project, sandbox, state }) => {
      const before = everything(sandbox);
      expect((await project.refresh({ fails: true })).output).toContain("of-another-time' is not defined");
      const preview = await project.preview();
      expect(stepsOf(preview)).toEqual(updatesOf(managedIn(state)));
      expect(preview.output).toContain("scim: the state names the provider by another text");

      const writes = await writesOf(sandbox, () => project.up());
      expect(writes).toEqual({ "PATCH /Users/…": 1 }); // alan's unfinished step
      const others = (resources: JsonObject[]) => resources.filter(({ id }) => id !== "alan-1");
      expect(others(everything(sandbox))).toEqual(others(before));
      const texts = ["User", "Group", "Membership"] as const;
      for (const { inputs, outputs, type } of await project.resources()) {
        const kind = texts.find((name) => type.endsWith(name)) ?? "User";
        expect([inputs["__provider"], outputs["__provider"]]).toEqual([providerText(kind), providerText(kind)]);
      }
      await expectNoChanges(project);
    },
    change,
  );
});

it("a state that a newer version wrote is refused by preview, refresh, up and destroy, which change nothing", async () => {
  const change = (state: StackState) => {
    for (const { outputs } of managedIn(state)) outputs["__schema"] = SCHEMA_VERSION + 1;
  };
  await withKeptState(
    newest,
    async ({ project, sandbox, state }) => {
      const before = everything(sandbox);
      const shapes = async () => shapesOf((await project.exportStack()).deployment.resources);
      const imported = await shapes();
      for (const command of ["preview", "refresh", "up", "destroy"] as const) {
        // The engine itself drops members whose group it was to delete first.
        if (command === "destroy") expect(await shapes()).toEqual(imported);
        const run = await project[command]({ fails: true });
        const told = run.problems.filter((problem) =>
          problem.includes("a newer version of pulumi-scim wrote the state"),
        );
        expect(told[0]).toContain("npm install pulumi-scim@latest");
        expect(told.length).toBeLessThanOrEqual(2); // in full once in each plugin process
      }
      expect(everything(sandbox)).toEqual(before);
      const peopleAndGroups = managedIn(state).filter(({ type }) => !type.endsWith("Membership"));
      expect(await shapes()).toEqual(expect.arrayContaining(shapesOf(peopleAndGroups)));
    },
    change,
  );
});
