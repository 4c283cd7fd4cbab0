import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { type Sandbox } from "../../sandbox/index.js";
import { previewDigest, stackState } from "../support/engineEvents.js";
import {
  type CommandResult,
  describe as describeRun,
  fromSetup,
  hermeticEnvironment,
  runPulumi,
} from "../support/pulumiCommand.js";
import { connectionTo, personIn, withSandbox } from "../support/withSandbox.js";
import { ENTERPRISE, filesWith, membersOf, requestsOf } from "./scenario.js";

jest.setTimeout(400_000);

const root = join(__dirname, "../..");

type Pulumi = (command: string, ...args: string[]) => Promise<CommandResult>;

/** Runs an example where it lies in the checkout, with backend, home and stack configuration in a temporary folder. */
async function withExample(path: string, run: (pulumi: Pulumi, sandbox: Sandbox) => Promise<void>): Promise<void> {
  await withSandbox({}, async (sandbox) => {
    const folder = mkdtempSync(join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "example-"));
    mkdirSync(join(folder, "state"));
    const env = hermeticEnvironment(folder, {
      ...connectionTo(sandbox),
      PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
    });
    const call = async (cwd: string, args: readonly string[]) => {
      const result = await runPulumi([...args, "--stack", "test"], { cwd, env, timeoutSeconds: 200 });
      if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${describeRun(result)}`);
      return result;
    };
    // `stack init` writes the stack's configuration beside the Pulumi.yaml that it finds.
    copyFileSync(join(root, path, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    const config = ["--config-file", join(folder, "Pulumi.test.yaml")];
    const pulumi: Pulumi = (command, ...args) =>
      call(join(root, path), [command, ...args, ...(command === "stack" ? [] : config)]);
    try {
      await call(folder, ["stack", "init"]);
      await run(pulumi, sandbox);
      expect(filesWith(folder, sandbox.token)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

it("quickstart: the Pulumi.yaml at the root of the checkout keeps two people and a group", async () => {
  await withExample(".", async (pulumi, sandbox) => {
    await pulumi("up", "--yes", "--skip-preview");
    const [grace, ada] = [personIn(sandbox, "grace@acme.example"), personIn(sandbox, "ada@acme.example")];
    expect(ada[ENTERPRISE]).toMatchObject({ department: "Research", manager: { value: grace.id } });
    expect(membersOf(sandbox, "Engineering")).toEqual([grace.id, ada.id].sort());
    await pulumi("preview", "--expect-no-changes");
    sandbox.edit("Users", ada.id, (user) => {
      user["title"] = "changed by hand";
    });
    const digest = previewDigest.parse(JSON.parse((await pulumi("preview", "--json")).stdout));
    expect(digest.steps.filter(({ op }) => op === "update").map(({ diffReasons }) => diffReasons)).toEqual([["title"]]);
    await pulumi("destroy", "--yes", "--skip-preview");
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
  });
});

it("orgChart: 290 people with their managers and departments, in as many requests as it takes", async () => {
  const table = readFileSync(join(root, "examples/orgChart/adventureworks-employees.csv"), "utf8");
  const employees = parse<Record<string, string>>(table, { columns: true, bom: true, skip_empty_lines: true });
  const departments = new Set(employees.map(({ department }) => department));
  await withExample("examples/orgChart", async (pulumi, sandbox) => {
    const created = await requestsOf(sandbox, () => pulumi("up", "--yes", "--skip-preview"));
    expect(created).toMatchObject({
      "POST /Users": 290,
      "POST /Groups": departments.size,
      "PATCH /Groups/…": departments.size + 1, // Production has 180 people, and a request takes 100
    });
    expect(created["PATCH /Users/…"]).toBeUndefined();
    const users = sandbox.dump().Users;
    const idOf = new Map(users.map((user) => [user["externalId"], user["id"]]));
    for (const { employeeId, managerId, email, title, department } of employees) {
      const user = users.find(({ externalId }) => externalId === employeeId);
      expect(user).toMatchObject({ userName: email, title, [ENTERPRISE]: { department } });
      const link = managerId === "" ? {} : { manager: { value: idOf.get(managerId) } };
      expect(user?.[ENTERPRISE]).toMatchObject(link);
    }
    for (const department of departments) {
      const size = employees.filter((employee) => employee["department"] === department).length;
      expect(membersOf(sandbox, department ?? "")).toHaveLength(size);
    }

    const state = stackState.parse(JSON.parse((await pulumi("stack", "export")).stdout));
    const sizes = state.deployment.resources.flatMap((resource) =>
      resource.type.endsWith("scim:User") ? [JSON.stringify(resource).length] : [],
    );
    expect(sizes).toHaveLength(290);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThanOrEqual(2200); // point 10

    await pulumi("preview", "--expect-no-changes");
    const ended = await requestsOf(sandbox, () => pulumi("destroy", "--yes", "--skip-preview", "--refresh=false"));
    expect(ended).toEqual({ "DELETE /Users/…": 290, "DELETE /Groups/…": departments.size });
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
  });
});
