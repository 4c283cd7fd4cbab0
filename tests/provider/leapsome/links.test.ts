import { type LeapsomeSwitches } from "../../../sandbox/dialects/leapsome/switches.js";
import { held, partial } from "../support/service.js";
import { present, withLeapsome } from "./bench.js";

it.each<[string, Partial<LeapsomeSwitches>, boolean]>([
  ["a PUT without it", { clearsManager: ["put"] }, true],
  ["an empty string", { clearsManager: ["empty"], otherManagerClears: "ignore" }, true],
  ["an empty string only, null refused", { clearsManager: ["empty"] }, true],
  ["nothing, refused", { clearsManager: [], otherManagerClears: "refuse" }, false],
  ["nothing, ignored", { clearsManager: [], otherManagerClears: "ignore" }, false],
])("a manager is taken away where %s does it, or the step fails", async (_, switches, works) => {
  await withLeapsome({ ...switches, putAbsent: "keep" }, async ({ people, sandbox, nextRun }) => {
    const boss = await people.create({ userName: "boss@x.io" });
    const ada = await people.create({ userName: "ada@x.io", manager: boss.id, department: "R" });
    nextRun();
    const inputs = { ...ada.inputs, manager: null };
    if (works) {
      const freed = await people.up(ada, inputs);
      expect(held(sandbox, ada.id)).not.toHaveProperty("manager");
      expect(people.diff(present(await people.refresh(freed)), inputs)).toBe("none");
    } else {
      const failed = await partial(people.up(ada, inputs), inputs);
      expect(failed.reasons.join()).toMatch(/manager/);
      expect(held(sandbox, ada.id)).toMatchObject({ manager: { value: boss.id } });
    }
    expect(JSON.stringify(held(sandbox, ada.id))).toContain('"department":"R"');
  });
});

it.each(["refuse", "ignore"] as const)(
  "further managers that form a cycle with manager converge in one run (unknown ones: %s)",
  async (unknownManager) => {
    await withLeapsome({ unknownManager }, async ({ people, sandbox, nextRun, said }) => {
      const inputs = { userName: "a@x.io", leapsome: { additionalManagers: ["b-key", "c@x.io"] } };
      const c = await people.create({ userName: "c@x.io" });
      const a = await people.create(inputs);
      expect(said.join()).toMatch(/names b-key, whom the service does not have/);
      const b = await people.create({ userName: "b@x.io", externalId: "b-key", manager: a.id });
      const extension = held(sandbox, a.id)["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
      expect(extension).toMatchObject({ additionalManagers: [{ managerId: b.id }, { managerId: c.id }] });
      expect(people.diff(a, inputs)).toBe("none");
      nextRun();
      expect(people.diff(present(await people.refresh(a)), inputs)).toBe("none");
    });
  },
);

it.each<Partial<LeapsomeSwitches>>([
  { existingUser: "empty" },
  { existingUser: "conflict", unsupportedFilter: "nothing" },
  { existingUser: "conflict", unsupportedFilter: "refuse" },
  { externalIdFilter: true },
  { unacceptedReads: false },
  { userNameCase: "lowered" },
  { additionalManagersOrder: "sorted" },
  { derivesNames: false },
  { nulls: "ignore", emptyStrings: "refuse" },
  { conflictingTwins: "topLevel", unknownFields: "refuse" },
])("somebody who exists is taken over, and nothing differs after (%j)", async (switches) => {
  await withLeapsome(switches, async ({ people, nextRun, sandbox }) => {
    const boss = await people.create({ userName: "boss@x.io" });
    const inputs = {
      userName: "Ada@x.io",
      externalId: "key",
      name: { givenName: "A", familyName: "L" },
      manager: "boss@x.io",
      department: "R",
      leapsome: { location: "Rome", additionalManagers: [boss.id] },
    };
    const first = await people.create(inputs);
    nextRun();
    const second = await people.create(inputs);
    expect(second.id).toBe(first.id);
    expect(sandbox.dump().Users).toHaveLength(2);
    nextRun();
    expect(people.diff(present(await people.refresh(second)), inputs)).toBe("none");
    const less = Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "department"));
    if (switches.emptyStrings !== "refuse") {
      const dropped = await people.up(second, less);
      expect(people.diff(present(await people.refresh(dropped)), less)).toBe("none");
    }
  });
});
