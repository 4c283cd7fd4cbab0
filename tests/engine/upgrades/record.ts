import { readFileSync, writeFileSync } from "node:fs";
import { withProject } from "../../support/engineProject.js";
import { connectionTo, personIn, withSandbox } from "../../support/withSandbox.js";
import { fixture, TOKEN, URL_OF_SERVICE } from "./keptStates.js";

/** Who is in the service before the stack is made. */
const Users = [
  { id: "ceo-1", userName: "ceo@acme.example", title: "CEO" },
  { id: "guest-1", userName: "guest@acme.example", title: "Guest" },
  { id: "alan-1", userName: "alan@acme.example", externalId: "7", active: false },
];

/**
 * Makes the stack of a version's program.cjs with the package as it is built now, and keeps its state and what the service
 * holds then: an attribute that the service took and did not keep, and an adoption that stopped half-way, among it.
 */
export async function record(version: string): Promise<void> {
  const program = readFileSync(fixture(version, "program.cjs"), "utf8");
  await withSandbox({ token: TOKEN, seed: { Users } }, (sandbox) =>
    withProject({ program, env: connectionTo(sandbox) }, async (project) => {
      project.setEnvironment({ STEP: "begun" });
      await project.up();
      const mary = personIn(sandbox, "mary@acme.example");
      const faults = ["PATCH", "PUT"].flatMap((method) => [
        sandbox.fault({ match: { method, path: mary.id }, action: { status: 200, body: mary } }),
        sandbox.fault({ match: { method, path: "alan-1" }, action: { status: 403 } }),
      ]);
      project.setEnvironment({ STEP: "kept" });
      await project.up();
      project.setEnvironment({ STEP: "made" });
      await project.up({ fails: true });
      for (const fault of faults) fault.remove();
      const keep = (file: "service.json" | "state.json", text: string) => {
        writeFileSync(fixture(version, file), `${text.trim().replaceAll(sandbox.url, URL_OF_SERVICE)}\n`);
      };
      // Where the program's frames lie on this machine belongs to nobody's state.
      const withoutPlaces = (key: string, value: unknown) =>
        key === "stackTrace" || key === "sourcePosition" ? undefined : value;
      keep("state.json", JSON.stringify(JSON.parse(await project.stateText()), withoutPlaces, 2));
      keep("service.json", JSON.stringify(sandbox.dump(), null, 2));
    }),
  );
}
