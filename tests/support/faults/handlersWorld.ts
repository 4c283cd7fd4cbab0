import { connectionTo } from "../../provider/support/service.js";
import { type Connection } from "../../../provider/directory/connection.js";
import { startSandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { Door } from "./door.js";
import { DEADLINE_MS, TIMEOUT_MS } from "./faultKinds.js";
import { HandlersDriver } from "./handlersDriver.js";
import { type World } from "./matrix.js";

export interface HandlersWorld extends World {
  readonly driver: HandlersDriver;
}

/** A sandbox with a stranger and a stranger's group, and the engine's part played on the handlers. */
export async function handlersWorld(options: {
  readonly sandbox?: SandboxOptions;
  readonly connection?: Partial<Connection>;
  readonly needsDoor?: boolean;
}): Promise<HandlersWorld> {
  const sandbox = await startSandbox({ port: 0, ...options.sandbox });
  const door = options.needsDoor === true ? await Door.before(sandbox.url) : undefined;
  const stranger = sandbox.create("Users", { userName: "stranger@other.example", title: "Auditor" });
  sandbox.create("Groups", { displayName: "Strangers", members: [{ value: stranger["id"] ?? null }] });
  const driver = new HandlersDriver({
    connection: () =>
      connectionTo(door?.url ?? sandbox.url, sandbox.token, {
        timeoutMs: TIMEOUT_MS,
        deadlineMs: DEADLINE_MS,
        ...options.connection,
      }),
  });
  return {
    sandbox,
    door,
    driver,
    // Plugin and engine are one here.
    mortal: (death) => ({
      kill: () => {
        driver.kill(death);
      },
      bury: () => Promise.resolve(),
    }),
    bystanders: sandbox.dump(),
    close: async () => {
      await door?.end();
      await sandbox.close();
    },
  };
}
