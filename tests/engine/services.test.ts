import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startSandbox, type Sandbox } from "../../sandbox/index.js";
import { watchOpenApi } from "../support/openApi.js";
import { describe as describeRun, fromSetup, hermeticEnvironment, runPulumi } from "../support/pulumiCommand.js";
import { personIn, requestCounts } from "../support/withSandbox.js";
import { ENTERPRISE, filesWith } from "./scenario.js";

jest.setTimeout(400_000);

const example = join(__dirname, "../../examples/services");
const IRONCLAD = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const vendors = ["leapsome", "absorb", "ironclad"] as const;

it("services: one list of people goes to Leapsome, Absorb and Ironclad, each with what that service can hold", async () => {
  const folder = mkdtempSync(join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "services-"));
  const open: Sandbox[] = [];
  try {
    for (const dialect of vendors) open.push(await startSandbox({ port: 0, dialect }));
    const [leapsome, absorb, ironclad] = open;
    if (!leapsome || !absorb || !ironclad) throw new Error("a sandbox is missing");
    const watches = vendors.map((vendor, at) => watchOpenApi(open[at] ?? leapsome, vendor));
    mkdirSync(join(folder, "state"));
    const env = hermeticEnvironment(folder, {
      PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
      LEAPSOME_ENDPOINT: leapsome.url,
      ABSORB_ENDPOINT: absorb.url,
      IRONCLAD_ENDPOINT: ironclad.url,
      SCIM_LEAPSOME_TOKEN: leapsome.token,
      SCIM_ABSORB_TOKEN: absorb.token,
      SCIM_IRONCLAD_TOKEN: ironclad.token,
    });
    const call = async (cwd: string, ...args: string[]) => {
      const result = await runPulumi([...args, "--stack", "test"], { cwd, env, timeoutSeconds: 200 });
      if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${describeRun(result)}`);
      return result;
    };
    copyFileSync(join(example, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    const pulumi = (...args: string[]) => call(example, ...args, "--config-file", join(folder, "Pulumi.test.yaml"));
    await call(folder, "stack", "init");

    await pulumi("up", "--yes", "--skip-preview");
    expect(requestCounts(leapsome.requests())).toMatchObject({ "POST /Users": 4, "PATCH /Users/…": 4 });
    expect(requestCounts(absorb.requests())).toEqual({ "POST /Users": 4 });
    expect(requestCounts(ironclad.requests())).toEqual({ "POST /Users": 4 });
    const grace = (sandbox: Sandbox) => personIn(sandbox, "grace@acme.example").id;
    expect(personIn(leapsome, "ada@acme.example")).toMatchObject({ active: true, manager: { value: grace(leapsome) } });
    expect(personIn(absorb, "ada@acme.example")[ENTERPRISE]).toEqual({ manager: { value: grace(absorb) } });
    expect(personIn(ironclad, "ada@acme.example")[IRONCLAD]).toMatchObject({ departmentHead: "grace@acme.example" });

    await pulumi("preview", "--expect-no-changes");
    for (const sandbox of open)
      sandbox.edit("Users", personIn(sandbox, "ada@acme.example").id, (user) => {
        user["title"] = "by hand";
      });
    await pulumi("up", "--yes", "--skip-preview");
    for (const sandbox of open) expect(personIn(sandbox, "ada@acme.example")).toMatchObject({ title: "Engineer" });
    await pulumi("preview", "--expect-no-changes");

    await pulumi("destroy", "--yes", "--skip-preview");
    for (const sandbox of [leapsome, absorb])
      expect(sandbox.dump().Users.map(({ active }) => active)).not.toContain(true);
    expect(ironclad.dump().Users).toEqual([]);
    for (const watch of watches) expect(watch.violations()).toEqual([]);
    for (const { token } of open) expect(filesWith(folder, token)).toEqual([]);
  } finally {
    for (const sandbox of open) await sandbox.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
