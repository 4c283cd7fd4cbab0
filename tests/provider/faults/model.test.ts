import { type Connection } from "../../../provider/directory/connection.js";
import { HandlersDriver } from "../../support/faults/handlersDriver.js";
import { handlersWorld } from "../../support/faults/handlersWorld.js";
import { asked, writeDownStories } from "../../support/faults/scope.js";
import { failuresIn } from "../../support/faults/stories.js";
import { dialectWith } from "../support/service.js";

jest.setTimeout(3_600_000);

/** How many stories are told of each kind of service; a fixed seed lets each run tell the same ones. */
const STORIES = asked?.stories ?? 30;
const SEED = asked?.seed ?? 20_240_601;
/** Stories that are told side by side, for they wait more than they work. */
const AT_ONCE = 15;

const keyless: Partial<Connection> = {
  dialect: dialectWith({ user: { externalId: false }, group: { externalId: false } }),
};

test.each([
  { where: "people have an externalId", hasKeys: true, connection: {} },
  { where: "nobody has an externalId", hasKeys: false, connection: keyless },
])(
  "where $where, the service equals the model after each up, whatever the program, people at the service and faults did",
  async ({ where, hasKeys, connection }) => {
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const count = Math.ceil(STORIES / AT_ONCE);
    const told = (offset: number) =>
      failuresIn(() => handlersWorld({ connection }), { hasKeys, seed: SEED + offset, count });
    try {
      const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, offset) => told(offset)));
      const failures = all.flat();
      writeDownStories(`stories, ${where}`, count * AT_ONCE, failures);
      expect(failures).toEqual([]);
    } finally {
      await HandlersDriver.rest();
      log.mockRestore();
    }
  },
);
