import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { withProject } from "../../support/engineProject.js";
import { needs } from "../../support/needs.js";
import { connectionTo, withSandbox } from "../../support/withSandbox.js";
import { expectNoChanges, program } from "../scenario.js";
import { WITHOUT_CHECKPOINTS } from "./crash.js";
import { whyNoObjectStore, withBucket } from "./objectStore.js";

/** With HOLD, a folder, the program says there that it runs and waits to be let go. */
const body = `
  module.exports = async () => {
    const { existsSync, writeFileSync } = require("node:fs");
    const hold = process.env.HOLD;
    if (hold !== undefined) {
      writeFileSync(hold + "/running", "");
      while (!existsSync(hold + "/go")) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const key of ["ada", "bea"]) new ScimUser(key, { userName: key + "@acme.example", externalId: key });
  };`;

needs(whyNoObjectStore())("of two runs at once on a shared bucket the second one is refused by the lock", async () => {
  await withBucket((bucket) =>
    withSandbox({}, (sandbox) =>
      withProject(
        { program: program(body), env: { ...connectionTo(sandbox), ...WITHOUT_CHECKPOINTS, ...bucket } },
        async (project) => {
          const hold = join(project.folder, "hold");
          mkdirSync(hold);
          const first = project.up({ env: { HOLD: hold } });
          try {
            await untilThere(join(hold, "running"), first);
            const second = await project.up({ fails: true });
            expect(second.output).toMatch(/the stack is currently locked by 1 lock\(s\)/);
            expect(sandbox.dump().Users).toEqual([]);
          } finally {
            writeFileSync(join(hold, "go"), "");
            await first.catch(() => undefined);
          }
          expect((await first).changes).toEqual({ create: 3 });
          await project.up({ args: ["--expect-no-changes"] });
          await expectNoChanges(project);
          expect(sandbox.dump().Users).toHaveLength(2);
        },
      ),
    ),
  );
});

/** Waits for a file, as long as the run that is to write it goes on. */
async function untilThere(file: string, run: Promise<unknown>): Promise<void> {
  const state = { isOver: false };
  const over = () => {
    state.isOver = true;
  };
  run.then(over, over);
  while (!existsSync(file) && !state.isOver) await setTimeout(50);
}
