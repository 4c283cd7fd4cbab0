import { lifeOf } from "../../support/faults/company.js";
import { type Connection } from "../../../provider/directory/connection.js";
import { faultKinds, kills } from "../../support/faults/faultKinds.js";
import { HandlersDriver } from "../../support/faults/handlersDriver.js";
import { handlersWorld } from "../../support/faults/handlersWorld.js";
import { allCases, requestsOfLife, story, survived, tryAll } from "../../support/faults/matrix.js";
import { asked, stillToTry, writeDown } from "../../support/faults/scope.js";
import { dialectWith } from "../support/service.js";

jest.setTimeout(1_200_000);

/** Lives that wait for the same clock side by side, so that the waits between repetitions cost little; a slow machine answers all in time. */
const AT_ONCE = 40;

const keyless: Partial<Connection> = {
  dialect: dialectWith({ user: { externalId: false }, group: { externalId: false } }),
};
/** What leaves the provider in doubt whether somebody was made. */
const losses = faultKinds.filter(({ name }) => /after the effect|late|from there on/.test(name));

// `oneOf`: `npm test` tries one of so many.
test.each([
  { where: "people have an externalId", hasKeys: true, faults: [...faultKinds, ...kills], oneOf: 3 },
  { where: "nobody has an externalId", hasKeys: false, faults: [...losses, ...kills], connection: keyless, oneOf: 3 },
  { where: "groups may have one name", hasKeys: true, faults: kills, uniqueGroupNames: false },
])(
  "where $where, up again ends in the desired state whichever request meets whichever fault: nobody lost, doubled or left over",
  async ({ where, hasKeys, faults, connection = {}, uniqueGroupNames = true, oneOf = 1 }) => {
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const part = `handlers, ${where}`;
    const sandbox = { uniqueGroupNames };
    try {
      const life = lifeOf({ hasKeys });
      const counts = await requestsOfLife(life, () => handlersWorld({ connection, sandbox }));
      const step = asked === undefined ? oneOf : 1;
      const cases = stillToTry(part, allCases(life, counts, faults)).filter((_, at) => at % step === 0);
      const open = (needsDoor: boolean) => handlersWorld({ connection, sandbox, needsDoor });
      const onTried = writeDown.bind(undefined, part);
      const all = await tryAll(life, cases, open, { atOnce: AT_ONCE, onTried });
      expect(all.filter((tried) => !survived(tried)).map(story)).toEqual([]);
      expect(all).toHaveLength(cases.length);
    } finally {
      await HandlersDriver.rest();
      log.mockRestore();
    }
  },
);
