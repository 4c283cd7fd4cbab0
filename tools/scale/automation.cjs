// node automation.cjs create|refresh|preview|destroy: one run of the stack in this folder by the Automation API, with the
// folder's program as an inline one.
const { createRequire } = require("node:module");
const { join } = require("node:path");

const load = createRequire(join(process.cwd(), "index.cjs"));
const { LocalWorkspace } = load("@pulumi/pulumi/automation");

async function main() {
  const stack = await LocalWorkspace.selectStack(
    { stackName: "demo", projectName: "scale", program: async () => void load("./index.cjs") },
    { workDir: process.cwd() },
  );
  const runs = {
    create: () => stack.up(),
    refresh: () => stack.refresh(),
    preview: () => stack.preview({ refresh: true }),
    destroy: () => stack.destroy(),
  };
  await runs[process.argv[2]]();
}

void main();
