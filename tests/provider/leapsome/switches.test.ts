import { keepingUp } from "../../support/lateness.js";
import { leapsome } from "../../../provider/dialects/leapsome.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type LeapsomeSwitches } from "../../../sandbox/dialects/leapsome/switches.js";
import { type JsonObject, held, partial, planted, rejection } from "../support/service.js";
import { all, present, withLeapsome } from "./bench.js";

const CUSTOM = "5f43a1b2c3d4e5f60718293a";

it.each<[string, Partial<LeapsomeSwitches>]>([
  ["empty", { existingUser: "empty" }],
  ["409", { existingUser: "conflict" }],
])("an externalId that somebody with another address has (POST: %s): taken over and renamed", async (_, switches) => {
  await withLeapsome(switches, async ({ people, sandbox }) => {
    const name = { givenName: "Ada", familyName: "L" };
    const id = planted(sandbox, "Users", { userName: "old@x.io", externalId: "key", name });
    const ada = await people.create({ userName: "new@x.io", externalId: "key", name });
    expect(ada.id).toBe(id);
    expect(held(sandbox, id)["userName"]).toBe("new@x.io");
    expect(sandbox.dump().Users).toHaveLength(1);
  });
});

it.each([true, false])("an externalId that is somebody else's already (taken once: %j)", async (uniqueExternalId) => {
  await withLeapsome({ uniqueExternalId }, async ({ people, sandbox, nextRun }) => {
    planted(sandbox, "Users", { userName: "other@x.io", externalId: "key" });
    const ada = await people.create({ userName: "ada@x.io" });
    nextRun();
    const inputs = { userName: "ada@x.io", externalId: "key" };
    if (uniqueExternalId) {
      const failed = await partial(people.up(ada, inputs), inputs);
      expect(failed.reasons.join()).toMatch(/ada@x.io: .*409.*key is already in use/);
      expect(failed.outs["__pending"]).toEqual(["externalId"]);
    } else {
      expect((await people.up(ada, inputs)).outs["externalId"]).toBe("key");
    }
    nextRun();
    // Whoever has the key, and another address and name, is not taken for the same person.
    const third = { userName: "third@x.io", externalId: "key" };
    if (uniqueExternalId) expect((await rejection(people.create(third))).message).toMatch(/belongs to user other@x.io/);
    else expect(held(sandbox, (await people.create(third)).id)["userName"]).toBe("third@x.io");
    expect(sandbox.dump().Users[0]).toMatchObject({ userName: "other@x.io", externalId: "key" });
  });
});

describe("an attribute that the service does not know", () => {
  const inputs = { userName: "ada@x.io", title: "CTO", leapsome: { customAttributes: { [CUSTOM]: "x" } } };

  it("and ignores is told once and no drift", async () => {
    await withLeapsome({ customAttributes: [] }, async ({ people, said, nextRun, counted }) => {
      const ada = await people.create(inputs);
      expect(said.join()).toMatch(new RegExp(`the service took .*${CUSTOM} of user ada@x.io and did not keep it`));
      nextRun();
      const seen = present(await people.refresh(ada));
      expect(people.diff(seen, inputs)).toBe("none");
      counted();
      await people.up(seen, { ...inputs, title: "CEO" });
      expect(counted()).toEqual({ "PATCH /Users/…": 1 });
    });
  });

  it("and refuses fails the step with its name", async () => {
    await withLeapsome({ customAttributes: [], unknownFields: "refuse" }, async ({ people }) => {
      const failed = await partial(people.create(inputs), inputs);
      expect(failed.reasons.join()).toMatch(new RegExp(`ada@x.io: .*400.*no field .*${CUSTOM}`));
    });
  });
});

it("a custom attribute that the organisation has is kept, and cleared when the program drops it", async () => {
  await withLeapsome({ customAttributes: [CUSTOM] }, async ({ people, sandbox, nextRun }) => {
    const inputs = { userName: "ada@x.io", leapsome: { customAttributes: { [CUSTOM]: "38" } } };
    const ada = await people.create(inputs);
    expect(held(sandbox, ada.id)[ENTERPRISE_USER]).toMatchObject({ [CUSTOM]: "38" });
    nextRun();
    const seen = present(await people.refresh(ada));
    expect(people.diff(seen, inputs)).toBe("none");
    const dropped = await people.up(seen, { userName: "ada@x.io" });
    expect(held(sandbox, ada.id)[ENTERPRISE_USER]).not.toHaveProperty(CUSTOM);
    nextRun();
    expect(people.diff(present(await people.refresh(dropped)), { userName: "ada@x.io" })).toBe("none");
  });
});

it.each([true, false])("values that only the service can judge (it does: %j)", async (checkValues) => {
  await withLeapsome({ checkValues }, async ({ people }) => {
    const inputs = { userName: "ada@x.io", title: "CTO", leapsome: { startDate: "2024-02-31" } };
    if (checkValues) {
      const failed = await partial(people.create(inputs), inputs);
      expect(failed.reasons.join()).toMatch(/startDate must be a date/);
      const corrected = { ...inputs, leapsome: { startDate: "2024-02-29" } };
      expect(people.diff(await people.up(failed, corrected), corrected)).toBe("none");
    } else {
      expect(people.diff(await people.create(inputs), inputs)).toBe("none");
    }
  });
});

describe.each([400, 401, 409] as const)("an address of a domain that is not the organisation's (%j)", (status) => {
  const switches = { allowedDomains: ["x.io"], wrongDomainStatus: status };

  it("fails a create with the service's reason, and makes nobody", async () => {
    await withLeapsome(switches, async ({ people, sandbox }) => {
      const { message } = await rejection(people.create({ userName: "ada@evil.io", externalId: "key" }));
      expect(message).toMatch(new RegExp(`Could not create user ada@evil.io: .*${status}.*domain of ada@evil.io`));
      expect(sandbox.dump().Users).toEqual([]);
    });
  });

  it("fails a rename, and the person keeps the address", async () => {
    await withLeapsome(switches, async ({ people, sandbox, nextRun }) => {
      const ada = await people.create({ userName: "ada@x.io", title: "CTO" });
      nextRun();
      const inputs = { userName: "ada@evil.io", title: "CTO" };
      const failed = await partial(people.up(ada, inputs), inputs);
      expect(failed.reasons.join()).toMatch(/domain of ada@evil.io/);
      expect(failed.outs).toMatchObject({ userName: "ada@x.io", __pending: ["userName"] });
      expect(held(sandbox, ada.id)).toMatchObject({ userName: "ada@x.io", title: "CTO" });
    });
  });

  it("is refused in preview where the connection names the domains", async () => {
    const connection = { allowedDomains: ["x.io"] };
    await withLeapsome(
      switches,
      async ({ people }) => {
        expect(() => people.check({ userName: "ada@evil.io" })).toThrow(
          /userName: Leapsome takes addresses of x.io only/,
        );
        await people.create({ userName: "ada@X.io" });
      },
      { connection },
    );
  });
});

it.each(["refuse", "enterprise", "topLevel"] as const)(
  "manager and location, which stand in two places (differing ones: %s), change to what the program says",
  async (conflictingTwins) => {
    await withLeapsome({ conflictingTwins }, async ({ people, sandbox, nextRun }) => {
      const [a, b] = ["a@x.io", "b@x.io"].map((userName) => planted(sandbox, "Users", { userName }));
      const inputs = (manager: string | null, location: string) => ({
        userName: "ada@x.io",
        manager,
        leapsome: { location },
      });
      let ada = await people.create(inputs(a ?? null, "Rome"));
      for (const [manager, location] of [
        [b ?? null, "London"],
        [null, "Paris"],
      ] as const) {
        nextRun();
        ada = await people.up(ada, inputs(manager, location));
        expect(held(sandbox, ada.id)[ENTERPRISE_USER]).toMatchObject({ location });
        expect(held(sandbox, ada.id)["manager"]).toEqual(manager === null ? undefined : { value: manager });
        nextRun();
        expect(people.diff(present(await people.refresh(ada)), inputs(manager, location))).toBe("none");
      }
    });
  },
);

describe("clearing", () => {
  const inputs: JsonObject = {
    userName: "ada@x.io",
    externalId: "key",
    displayName: "Ada",
    department: "R",
    photos: [{ value: "https://x.io/ada.png" }],
    leapsome: { level: "L5", location: "Rome", additionalManagers: ["boss@x.io"], customAttributes: { [CUSTOM]: "x" } },
  };
  const emptied: JsonObject = {
    userName: "ada@x.io",
    externalId: null,
    displayName: null,
    department: null,
    photos: [],
    leapsome: { level: null, location: null, additionalManagers: [], customAttributes: { [CUSTOM]: null } },
  };

  it.each<Partial<LeapsomeSwitches>>([
    { nulls: "refuse" },
    { nulls: "clear" },
    { nulls: "ignore" },
    { emptyStrings: "refuse" },
    { emptyStrings: "refuse", nulls: "clear" },
    { putAbsent: "keep" },
    { putAbsent: "keep", nulls: "clear" },
  ])("attributes of every kind comes to nothing, and stays so (%j)", async (switches) => {
    await withLeapsome({ derivesNames: false, ...switches }, async ({ people, sandbox, nextRun }) => {
      planted(sandbox, "Users", { userName: "boss@x.io" });
      const ada = await people.create(inputs);
      nextRun();
      const done = await people.up(ada, emptied);
      const { externalId, displayName, photos, [ENTERPRISE_USER]: extension } = held(sandbox, ada.id);
      expect([externalId, displayName, photos, extension]).toEqual([null, undefined, [], {}]);
      nextRun();
      expect(people.diff(present(await people.refresh(done)), emptied)).toBe("none");
    });
  });

  it("says so where the service has no way that we may use, and tries again at the next up", async () => {
    const switches = { emptyStrings: "refuse", putAbsent: "keep", nulls: "clear" } as const;
    await withLeapsome(switches, async ({ people, sandbox, nextRun, said }) => {
      const ada = await people.create({ userName: "ada@x.io", externalId: "key", department: "R" });
      nextRun();
      const gone = { userName: "ada@x.io", externalId: "key", department: null };
      const outcome = await people.up(ada, gone).then(
        () => said.join(),
        (error: unknown) => (error instanceof Error ? error.message : ""),
      );
      expect(outcome).toMatch(/department of user ada@x.io/);
      const lost = { userName: "ada@x.io", externalId: null, department: "R" };
      const failed = await partial(people.up(ada, lost), lost);
      expect(failed.reasons.join()).toMatch(/externalId/);
      expect(failed.outs["__pending"]).toEqual(["externalId"]);
      expect(held(sandbox, ada.id)).toMatchObject({ externalId: "key" });
    });
  });

  it.each(["refuse", "ignore"] as const)(
    "a manager where null alone would do it fails the step (other ways: %s), since null is no text",
    async (otherManagerClears) => {
      await withLeapsome({ clearsManager: ["null"], otherManagerClears }, async ({ people, sandbox, nextRun }) => {
        const boss = planted(sandbox, "Users", { userName: "boss@x.io" });
        const ada = await people.create({ userName: "ada@x.io", manager: boss });
        nextRun();
        const cleared = { userName: "ada@x.io", manager: null };
        const failed = await partial(people.up(ada, cleared), cleared);
        expect(failed.reasons.join()).toMatch(/Could not finish user ada@x.io: .*manager/);
        expect(failed.outs).toMatchObject({ manager: boss, __pending: ["manager"] });
        nextRun();
        expect(people.diff(failed, cleared)).not.toBe("none");
      });
    },
  );
});

it.each([true, false])(
  "a name that the service makes of its parts (%j) is no drift when a part changes",
  async (derivesNames) => {
    await withLeapsome({ derivesNames }, async ({ people, sandbox, nextRun }) => {
      const ada = await people.create({ userName: "ada@x.io", name: { givenName: "A", familyName: "L" } });
      nextRun();
      const inputs = { userName: "ada@x.io", name: { givenName: "B", familyName: "L" } };
      const after = await people.up(ada, inputs);
      nextRun();
      expect(people.diff(present(await people.refresh(after)), inputs)).toBe("none");
      expect(held(sandbox, ada.id)["displayName"]).toBe(derivesNames ? "B L" : undefined);
    });
  },
);

it.each(["kept", "lowered"] as const)("letters of a userName that reads %s", async (userNameCase) => {
  await withLeapsome({ userNameCase }, async ({ people, nextRun, sandbox }) => {
    const ada = await people.create({ userName: "Ada@x.io" });
    nextRun();
    const inputs = { userName: "ADA@x.io" };
    expect(people.diff(ada, inputs)).toBe("shown");
    const after = await people.up(ada, inputs);
    expect(held(sandbox, ada.id)["userName"]).toBe(userNameCase === "kept" ? "ADA@x.io" : "ada@x.io");
    nextRun();
    expect(people.diff(present(await people.refresh(after)), inputs)).toBe("none");
    nextRun();
    expect((await people.create(inputs)).id).toBe(ada.id);
  });
});

describe("rates", () => {
  it.each([true, false])(
    "a service that lets less through than it says (Retry-After: %j) gets everything once",
    async (retryAfter) => {
      await withLeapsome(
        { rateLimit: 4, rateWindowMs: 250, retryAfter },
        async ({ people, groups, memberships, sandbox }) => {
          const made = await all(
            Array.from({ length: 10 }, (_, n) => ({ userName: `p${n}@x.io`, department: "R" })),
            (inputs) => people.create(inputs),
          );
          const team = await groups.create({ displayName: "Team" });
          await all(made, ({ id }) => memberships.create({ group: team.id, user: id }));
          expect(sandbox.requests().some(({ status }) => status === 429)).toBe(true);
          expect(sandbox.dump().Users).toHaveLength(10);
          expect(sandbox.dump().Groups).toHaveLength(2);
          for (const { groups: teams } of sandbox.dump().Users) expect(teams).toHaveLength(2);
        },
        { connection: { deadlineMs: 60_000 } },
      );
    },
    60_000,
  );

  it("thirty a second are kept, however many wait", async () => {
    expect(leapsome.rates).toEqual([{ requests: 30, seconds: 1 }]);
    await withLeapsome(
      { rateLimit: 30 },
      async ({ people, sandbox }) => {
        const begin = Date.now();
        const { keptUp } = await keepingUp(() =>
          all(
            Array.from({ length: 40 }, (_, n) => ({ userName: `p${n}@x.io` })),
            (inputs) => people.create(inputs),
          ),
        );
        expect(sandbox.dump().Users).toHaveLength(40);
        if (!keptUp) return;
        const statuses = sandbox.requests().map(({ status }) => status);
        expect(statuses).toHaveLength(80);
        expect(statuses.filter((status) => status === 429)).toEqual([]);
        expect(Date.now() - begin).toBeLessThan(4_000);
      },
      { connection: { deadlineMs: 60_000 } },
    );
  });
});
