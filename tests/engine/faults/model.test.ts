import { engineWorld } from "../../support/faults/engineWorld.js";
import { asked, writeDownStories } from "../../support/faults/scope.js";
import { failuresIn } from "../../support/faults/stories.js";

jest.setTimeout(asked === undefined ? 590_000 : 12 * 3_600_000);

/** One story of the real engine takes as long as twenty on the handlers. */
const COUNT = Math.ceil((asked?.stories ?? 40) / 20);
const SEED = asked?.seed ?? 20_240_601;

// Stories kill, and whoever kills looks for what this process has started: they are told one after the other.
test.each([
  { where: "people have an externalId", hasKeys: true },
  { where: "nobody has an externalId", hasKeys: false },
])(
  "where $where, the service equals the model after each up of the real engine, whatever happened",
  async ({ where, hasKeys }) => {
    const failures = await failuresIn(() => engineWorld({ hasKeys }), { hasKeys, seed: SEED, count: COUNT });
    writeDownStories(`stories of the real engine, ${where}`, COUNT, failures);
    expect(failures).toEqual([]);
  },
);
