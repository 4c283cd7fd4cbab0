import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { hermeticEnvironment } from "../support/pulumiCommand.js";
import { connectionTo, personIn } from "../support/withSandbox.js";
import { expectNoChanges, membersOf, onSandbox, program, writesOf } from "./scenario.js";

jest.setTimeout(400_000);

it("a stack puts people and groups of another stack to use by a stack reference", async () => {
  const body = `
    if (pulumi.getStack() === "test") {
      const ceo = new ScimUser("ceo", { userName: "ceo@acme.example", externalId: "1" });
      const team = new ScimGroup("team", { displayName: "Team" });
      module.exports = { ceo: ceo.id, team: team.id };
    } else {
      const company = new pulumi.StackReference("organization/engine-test/test");
      const ada = new ScimUser("ada", { userName: "ada@acme.example", manager: company.requireOutput("ceo") });
      new ScimMembership("ada", { group: company.requireOutput("team"), user: ada });
    }`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    await project.pulumi(["stack", "init", "second"]);
    await project.pulumi(["up", "--yes", "--skip-preview", "--stack", "second"]);
    const [ceo, ada] = ["ceo", "ada"].map((name) => personIn(sandbox, `${name}@acme.example`));
    expect(JSON.stringify(ada)).toContain(`"value":"${ceo?.id}"`);
    expect(membersOf(sandbox, "Team")).toEqual([ada?.id]);
    await project.pulumi(["preview", "--refresh", "--expect-no-changes", "--stack", "second"]);
    const writes = await writesOf(sandbox, () =>
      project.pulumi(["destroy", "--yes", "--skip-preview", "--stack", "second"]),
    );
    expect(writes).toEqual({ "PATCH /Groups/…": 1, "DELETE /Users/…": 1 });
    await expectNoChanges(project);
  });
});

it("transforms change and veto what is declared, and references stay what they are", async () => {
  const body = `
    const seen = [];
    pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
      if (type !== "pulumi-nodejs:dynamic/scim:User") return undefined;
      seen.push(name);
      return { props: { ...props, userType: "Employee" }, opts };
    });
    const ceo = new ScimUser("ceo", { userName: "ceo@acme.example" });
    const ada = new ScimUser("ada", { userName: "ada@acme.example", manager: ceo }, {
      transforms: [({ props, opts }) => ({ props: { ...props, title: "Engineer" }, opts: { ...opts, protect: true } })],
    });
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("team", { group: team, users: [ceo, ada] });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    expect(personIn(sandbox, "ceo@acme.example")["userType"]).toBe("Employee");
    expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ userType: "Employee", title: "Engineer" });
    expect(membersOf(sandbox, "Team")).toHaveLength(2);
    await expectNoChanges(project);
    // What a transform adds is managed: without it the attribute is cleared.
    project.write(program(body.replace(`userType: "Employee"`, "").replace("protect: true", "protect: false")));
    expect((await project.up()).changes).toEqual({ update: 2 });
    expect(personIn(sandbox, "ceo@acme.example")["userType"]).toBeUndefined();
  });
});

it("the Automation API runs an inline program, reads the preview as events and ends what it made", async () => {
  const script = `
    const { LocalWorkspace } = require("@pulumi/pulumi/automation");
    const { ScimUser } = require("pulumi-scim");
    const program = (title) => async () => {
      const ceo = new ScimUser("ceo", { userName: "ceo@acme.example" });
      const ada = new ScimUser("ada", { userName: "ada@acme.example", title, manager: ceo });
      return { ada: ada.id };
    };
    (async () => {
      const stack = await LocalWorkspace.createOrSelectStack({ stackName: "auto", projectName: "auto", program: program("Engineer") });
      const { summary, outputs } = await stack.up();
      const steps = [];
      const again = await stack.preview({ refresh: true });
      const changed = await LocalWorkspace.selectStack({ stackName: "auto", projectName: "auto", program: program("Head") });
      await changed.preview({ onEvent: ({ resourcePreEvent: step }) => step && step.metadata.op !== "same" && steps.push([step.metadata.op, step.metadata.diffs]) });
      await changed.up();
      const refreshed = await changed.refresh();
      const destroyed = await changed.destroy();
      console.log(JSON.stringify({ up: summary.resourceChanges, id: outputs.ada.value, again: again.changeSummary, steps,
        refreshed: refreshed.summary.resourceChanges, destroyed: destroyed.summary.resourceChanges }));
    })();`;
  await onSandbox("", { files: { "automation.js": script } }, async ({ project, sandbox }) => {
    const env = hermeticEnvironment(join(project.folder, ".home"), {
      PULUMI_BACKEND_URL: pathToFileURL(join(project.folder, ".state")).href,
      ...connectionTo(sandbox),
    });
    const { stdout } = await promisify(execFile)(process.execPath, ["automation.js"], { cwd: project.folder, env });
    expect(JSON.parse(stdout)).toEqual({
      up: { create: 3 },
      id: expect.stringMatching(/./) as string,
      again: { same: 3 },
      steps: [["update", ["title"]]],
      refreshed: { same: 3 },
      destroyed: { delete: 3 },
    });
    expect(sandbox.dump().Users).toEqual([]);
  });
});

it("another secrets provider encrypts the state anew, and nothing changes", async () => {
  const body = `new ScimUser("ada", { userName: "ada@acme.example", password: "Ada-1815!", phoneNumbers: [{ value: "+49301815" }] });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    const before = await project.stateText();
    // Without a terminal the new passphrase is read from stdin, where there is none.
    await project.pulumi(["stack", "change-secrets-provider", "--stack", "test", "passphrase"]);
    await project.pulumi(["preview", "--stack", "test"], { fails: true });
    project.setEnvironment({ PULUMI_CONFIG_PASSPHRASE: "" });
    const after = await project.stateText();
    expect(after).not.toBe(before);
    expect(after).not.toContain("+49301815");
    const writes = await writesOf(sandbox, async () => {
      await expectNoChanges(project);
      expect((await project.up()).changes).toEqual({});
    });
    expect(writes).toEqual({});
  });
});
