import { chmodSync, cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onSandbox, program, writesOf } from "./scenario.js";

jest.setTimeout(400_000);

const root = join(__dirname, "../..");

it("the example's policy pack stops whoever has no manager, and a connection without a limit on leavers", async () => {
  const body = (manager: string) => `
    const ceo = new ScimUser("ceo", { userName: "ceo@acme.example" });
    new ScimUser("ada", { userName: "ada@acme.example", manager: ${manager} });
    new ScimGroup("team", { displayName: "Team" });`;
  await onSandbox(body("null"), {}, async ({ project, sandbox }) => {
    cpSync(join(root, "examples/policyPack"), join(project.folder, "pack"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(project.folder, "pack/node_modules"), "junction");
    const template = readFileSync(join(__dirname, "../support/pulumiTemplate.tsconfig.json"), "utf8");
    project.writeFile("pack/tsconfig.json", template);
    // The Node host of these tests is older than the CLI and starts no folder; a released one does.
    const start = `cd "$(dirname "$0")" && exec node node_modules/@pulumi/pulumi/cmd/run-policy-pack "$1" .`;
    project.writeFile("pack/start", `#!/bin/sh\n${start}\n`);
    chmodSync(join(project.folder, "pack/start"), 0o755);
    const settings = join(project.folder, "policy.json");
    writeFileSync(settings, JSON.stringify({ "everybody-has-a-manager": { roots: ["ceo@acme.example"] } }));
    const args = ["--policy-pack", "pack/start", "--policy-pack-config", settings];
    const tripped = async (more = {}) => {
      const run = await project.preview({ args, fails: "perhaps", ...more });
      expect(run.output).not.toContain("can't run policy");
      return [run.code === 0, run.output.includes("has no manager"), run.output.includes("needs maxLeavers")];
    };
    expect(await tripped()).toEqual([false, true, true]);
    project.write(program(body("ceo")));
    expect(await tripped()).toEqual([false, false, true]);
    await project.pulumi(["config", "set", "scim:maxLeavers", "3", "--stack", "test"]);
    expect(await tripped()).toEqual([true, false, false]);
    await project.up({ args });
    await project.preview({ args: [...args, "--refresh", "--expect-no-changes"] });
    project.write(program(body("undefined")));
    const writes = await writesOf(sandbox, async () => {
      expect((await project.up({ args, fails: true })).output).toContain("ada@acme.example has no manager.");
    });
    expect(writes).toEqual({});
  });
});
