import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { needs } from "../support/needs.js";

const root = join(__dirname, "../..");
const example = join(root, "examples/gitops");
const workflows = join(example, ".github/workflows");

function check(kind: "actionlint" | "schemas", folder: string): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [join(root, "tools/workflows/check.mjs"), kind, folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { status, stdout };
}

describe.each(["actionlint", "schemas"] as const)("the pipelines of examples/gitops, by %s", (kind) => {
  const found = check(kind, example);
  const able = needs(
    found.status === 77 ? (found.stdout.trim().split("\n").at(-1) ?? "more than there is") : undefined,
  );

  able("have no complaint", () => {
    expect(found).toEqual({ status: 0, stdout: "" });
    return Promise.resolve();
  });

  able("would have one for a misspelt key", () => {
    const folder = mkdtempSync(join(tmpdir(), "gitops-workflows-"));
    try {
      cpSync(example, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
      const file = join(folder, kind === "actionlint" ? ".github/workflows/apply.yml" : ".gitlab-ci.yml");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace("runs-on:", "run-on:").replace("resource_group:", "resource_groups:"));
      expect(check(kind, folder)).toMatchObject({ status: 1 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return Promise.resolve();
  });
});

const stepSchema = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.looseObject({}).optional(),
});
const jobSchema = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  environment: z.string().optional(),
  steps: z.array(stepSchema),
});
const workflowSchema = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(z.string(), jobSchema),
});

describe.each(readdirSync(workflows))("the workflow %s", (name) => {
  const text = readFileSync(join(workflows, name), "utf8");
  const workflow = workflowSchema.parse(parse(text));
  const jobs = Object.values(workflow.jobs);

  it("gives each job only what it needs, and nothing by default", () => {
    expect(workflow.permissions).toEqual({});
    const writes = jobs.flatMap(({ permissions }) =>
      Object.entries(permissions).filter(([, level]) => level === "write"),
    );
    const wanted: Record<string, string[]> = {
      "propose.yml": ["pull-requests", "id-token"],
      "apply.yml": ["pull-requests", "id-token"],
      "daily.yml": ["id-token"],
      "drift.yml": ["issues", "id-token"],
    };
    expect(writes.map(([permission]) => permission)).toEqual(wanted[name]);
  });

  it("puts no value of an event or an input into a shell", () => {
    for (const { run } of jobs.flatMap(({ steps }) => steps)) expect(run ?? "").not.toContain("${{");
  });

  it("takes its secrets from an environment", () => {
    for (const job of jobs) {
      if (JSON.stringify(job).includes("secrets."))
        expect(job.environment).toMatch(/^(propose|production|production-daily)$/);
    }
  });

  it("never checks a proposal out, and knows the branch that it runs on", () => {
    for (const { uses, with: given } of jobs.flatMap(({ steps }) => steps)) {
      if (uses?.startsWith("actions/checkout") === true) expect(given?.["ref"] ?? "main").toBe("main");
    }
    expect(text).not.toMatch(/head\.(sha|ref)|refs\/pull/);
  });

  it("waits for the lock when it touches production or looks at it as a whole", () => {
    const isProposal = "pull_request_target" in workflow.on;
    expect(workflow.concurrency).toMatchObject(
      isProposal ? { "cancel-in-progress": true } : { group: "production", queue: "max" },
    );
  });
});
