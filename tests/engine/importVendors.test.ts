import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withProject } from "../support/engineProject.js";
import { connectionTo } from "../support/withSandbox.js";
import { importAndPreview, importCommand } from "./importing.js";
import { expectNoChanges, filesWith, onSandbox, writesOf } from "./scenario.js";

jest.setTimeout(600_000);

const BIRTHDAY = "1815-12-10";
const SPECIAL = {
  leapsome: { leapsome: { birthday: BIRTHDAY, level: "Principal", additionalManagers: ["bob@acme.example"] } },
  absorb: { absorb: { location: "Berlin", userManagementSettings: { isAdmin: true } } },
  ironclad: { ironclad: { allowProviderConversion: true } },
};

/** A program that makes a company at a vendor. */
function company(vendor: keyof typeof SPECIAL): string {
  const common = vendor === "absorb" ? {} : { department: "Research" };
  const people = {
    bob: { userName: "bob@acme.example", name: { givenName: "Bob", familyName: "Boss" }, title: "CEO" },
    ada: {
      userName: "ada@acme.example",
      name: { givenName: "Ada", familyName: "Lovelace" },
      title: "Engineer",
      teams: vendor === "absorb" ? [] : ["engineers"],
      ...(vendor === "ironclad" ? {} : { manager: "bob" }),
      ...common,
      ...SPECIAL[vendor],
    },
  };
  const teams = vendor === "absorb" ? {} : { teams: { engineers: { displayName: "Engineers" } } };
  return `new (require("pulumi-scim").OrgChart)("acme", ${JSON.stringify({ people, ...teams })});`;
}

it.each(["leapsome", "absorb", "ironclad"] as const)("a company at %s is taken over in both forms", async (vendor) => {
  await onSandbox(company(vendor), { sandbox: { dialect: vendor } }, async ({ project, sandbox }) => {
    project.setEnvironment({ SCIM_DIALECT: vendor });
    await project.up();
    const env = { ...connectionTo(sandbox), SCIM_DIALECT: vendor };
    for (const form of ["yaml", "typescript"]) {
      await withProject({ language: "typescript", program: "", env }, async (other) => {
        const writes = await writesOf(sandbox, async () => {
          const { code, stderr } = await importCommand(other, env, "--as", form, "--force");
          expect(code).toBe(0);
          if (vendor === "leapsome") {
            expect(stderr).toContain("Left out, and so not managed: leapsome.birthday (1)");
            expect(stderr).toContain("The group Research: 1 people are in it by their department or the like");
          }
          const text = readFileSync(join(other.folder, form === "yaml" ? "org.yaml" : "index.ts"), "utf8");
          expect(text).toMatch(/level: "?Principal|location: "?Berlin|allowProviderConversion: true/);
          await importAndPreview(other, "--protect=false");
          await expectNoChanges(other);
          expect((await other.up({ args: ["--refresh"] })).changes).toEqual({});
        });
        expect(writes).toEqual({});
        expect(filesWith(other.folder, BIRTHDAY)).toEqual([]);
      });
    }
  });
});

it.each(["yaml", "typescript"])("the program that is written as %s may have a connection of its own", async (form) => {
  await onSandbox(company("leapsome"), { sandbox: { dialect: "leapsome" } }, async ({ project, sandbox }) => {
    project.setEnvironment({ SCIM_DIALECT: "leapsome" });
    await project.up();
    const env = { SCIM_PEOPLE_EU_TOKEN: sandbox.token };
    await withProject({ language: "typescript", program: "", env }, async (other) => {
      const args = ["--service", "people-eu", "--endpoint", sandbox.url, "--dialect", "leapsome"];
      const writes = await writesOf(sandbox, async () => {
        expect((await importCommand(other, env, "--as", form, "--force", ...args)).code).toBe(0);
        await importAndPreview(other, "--protect=false");
        await expectNoChanges(other);
        expect((await other.up({ args: ["--refresh"] })).changes).toEqual({});
        await expectNoChanges(other);
      });
      expect(writes).toEqual({});
      expect(filesWith(other.folder, sandbox.token)).toEqual([]);
    });
  });
});
