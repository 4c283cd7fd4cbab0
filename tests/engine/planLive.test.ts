import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type SandboxOptions } from "../../sandbox/index.js";
import { type EngineProject, withProject } from "../support/engineProject.js";
import { withSandbox } from "../support/withSandbox.js";
import { program } from "./scenario.js";

jest.setTimeout(400_000);

const live = z.object({ live: z.object({ answer: z.string() }).optional() });
const report = z.object({
  joiners: z.array(live.extend({ person: z.object({ userName: z.string(), service: z.string() }) })),
  groups: z.array(live.extend({ group: z.string() })),
});

/** What `pulumi-scim plan --live` answers about everybody and every group who is new, in an environment with these tokens. */
async function answers(
  project: EngineProject,
  tokens: Readonly<Record<string, string>>,
  { preview = [], plan: more = [] }: { preview?: readonly string[]; plan?: readonly string[] } = {},
): Promise<string[]> {
  const { stdout } = await project.pulumi(["preview", "--json", "--stack", "test", ...preview]);
  project.writeFile("preview.json", stdout);
  const main = join(project.folder, "node_modules/pulumi-scim/dist/cli/main.js");
  const options = { cwd: project.folder, env: { PATH: process.env["PATH"], ...tokens } };
  const plan = await promisify(execFile)(
    process.execPath,
    [main, "plan", "preview.json", "--live", "--format", "json", ...more],
    options,
  );
  const { joiners, groups } = report.parse(JSON.parse(plan.stdout));
  return [
    ...joiners.map(({ person, live: one }) => `${person.userName} at ${person.service}: ${one?.answer ?? "not asked"}`),
    ...groups.map(({ group, live: one }) => `${group}: ${one?.answer ?? "not asked"}`),
  ].sort();
}

it("plan --live asks the ScimServices that a preview shows, each with its own token", async () => {
  const seed = (name: string): SandboxOptions => ({
    seed: {
      Users: [{ userName: `${name}@acme.example`, externalId: name }],
      Groups: [{ displayName: "Research", externalId: name }],
    },
  });
  await withSandbox(seed("ada"), (eu) =>
    withSandbox(seed("bob"), async (us) => {
      const people = (names: readonly string[], groups = false) => `
        const eu = new ScimService("acme-eu", { endpoint: "${eu.url}" });
        const us = new ScimService("acme-us", { endpoint: "${us.url}" });
        for (const [where, provider] of Object.entries({ eu, us })) {
          for (const name of ${JSON.stringify(names)})
            new ScimUser(name + "-" + where, { userName: name + "@acme.example", externalId: name }, { provider });
          if (${String(groups)}) new ScimGroup("research-" + where, { displayName: "Research", externalId: "ada" }, { provider });
        }`;
      const tokens = { SCIM_ACME_EU_TOKEN: eu.token, SCIM_ACME_US_TOKEN: us.token };
      await withProject({ env: tokens, program: program(people(["cy"])) }, async (project) => {
        const [there, here] = [new URL(eu.url).host, new URL(us.url).host];
        expect(await answers(project, tokens)).toEqual(
          [`cy@acme.example at ${there}: new`, `cy@acme.example at ${here}: new`].sort(),
        );
        await project.up();
        // Only what changes stands in this preview: neither the services nor cy.
        project.write(program(people(["cy", "ada"], true)));
        const expected = [
          `ada@acme.example at ${there}: adopts`,
          `ada@acme.example at ${here}: new`,
          "Research: adopts",
          "Research: conflict",
        ].sort();
        await expect(answers(project, tokens)).rejects.toThrow(
          /Could not tell where the ScimService acme-eu is: .* Give --state/,
        );
        await project.pulumi(["stack", "export", "--stack", "test", "--file", "state.json"]);
        expect(await answers(project, tokens, { plan: ["--state", "state.json"] })).toEqual(expected);
        expect(await answers(project, tokens, { preview: ["--refresh"] })).toEqual(expected);
      });
    }),
  );
});
