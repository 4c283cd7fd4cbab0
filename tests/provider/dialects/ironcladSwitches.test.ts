import { ironclad } from "../../../provider/dialects/ironclad.js";
import { parseDialect } from "../../../provider/dialects/custom.js";
import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, membersOf, partial, planted, rejection, type JsonObject } from "../support/service.js";
import { dialect, withVendor } from "./support/vendor.js";

const IRONCLAD = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const PASSWORD = "Correct-Horse-Battery-9";
const ADA: JsonObject = { userName: "ada@acme.io", name: { givenName: "Ada", familyName: "Lovelace" } };
const GRACE: JsonObject = { userName: "grace@acme.io", name: { givenName: "Grace", familyName: "Hopper" } };

/** Ironclad's dialect with some members otherwise, and without rates. */
const ownDialect = (user: JsonObject) => ({ ...parseDialect({ extends: "ironclad", user }), rates: [] });

test.each([401, 403] as const)("a wrong token is said to be one, and not shown (%d)", (badTokenStatus) =>
  withVendor("ironclad", { ironclad: { badTokenStatus } }, async ({ restart }) => {
    const engine = new Engine(user, restart({ token: "tok-Wrong-1" }));
    const { message } = await rejection(engine.create(ADA));
    expect(message).toMatch(new RegExp(`^Could not create user ada@acme\\.io: .*${badTokenStatus}.*token`, "s"));
    expect(message).not.toContain("tok-Wrong-1");
  }),
);

describe("the person in whose name requests are made", () => {
  test.each(["refuse", "ignore"] as const)(
    "is named in every request, by userName or by id (unknown: %s)",
    (unknownActor) =>
      withVendor("ironclad", { ironclad: { actor: "required", unknownActor } }, async ({ sandbox, restart, wire }) => {
        const admin = planted(sandbox, "Users", { ...ADA, userName: "admin@acme.io" });
        const engine = new Engine(user, restart());
        expect((await rejection(engine.create(ADA))).message).toMatch(/403/);
        for (const headers of [{ "x-as-user-email": "admin@acme.io" }, { "x-as-user-id": admin }]) {
          engine.directory = restart({ headers });
          wire();
          const inputs = { ...ADA, ironclad: { allowProviderConversion: true } };
          const ada = await engine.create(inputs);
          const again = await engine.up(ada, { ...inputs, title: "CTO" });
          await engine.up(again, { ...inputs, ironclad: { allowProviderConversion: false } });
          engine.directory = restart({ headers });
          await engine.delete(ada);
          const seen = wire();
          expect(new Set(seen.map(({ method }) => method))).toEqual(new Set(["POST", "PATCH", "GET", "PUT", "DELETE"]));
          for (const { requestHeaders } of seen) expect(requestHeaders).toMatchObject(headers);
        }
        engine.directory = restart({ headers: { "x-as-user-email": "nobody@acme.io" } });
        if (unknownActor === "refuse") expect((await rejection(engine.create(ADA))).message).toMatch(/403/);
        else expect((await engine.create(ADA)).outs["userName"]).toBe("ada@acme.io");
      }),
  );
});

describe("a company without SAML", () => {
  test("takes nobody new without a password, and says so", () =>
    withVendor("ironclad", { ironclad: { saml: false } }, async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      expect((await rejection(engine.create(ADA))).message).toMatch(/Could not create user ada@acme\.io: .*password/s);
      expect(sandbox.dump().Users).toEqual([]);
      const ada = await engine.create({ ...ADA, password: PASSWORD });
      expect(sandbox.passwordOf(ada.id)).toBe(PASSWORD);
      expect(ada.outs["ironclad"]).toMatchObject({ provider: "local" });
    }));

  test.each([false, true])("has PUTs with the password where the dialect says so (needed: %j)", (passwordOnPut) =>
    withVendor("ironclad", { ironclad: { saml: false, passwordOnPut } }, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const inputs = { ...ADA, password: PASSWORD, ironclad: { allowProviderConversion: true } };
      const ada = await engine.create(inputs);
      sandbox.edit("Users", ada.id, (resource) => {
        resource["password"] = `${PASSWORD}-by-hand`;
      });
      const next = { ...inputs, ironclad: { allowProviderConversion: false } };
      if (!passwordOnPut) {
        await engine.up(ada, next);
        expect(sandbox.passwordOf(ada.id)).toBe(`${PASSWORD}-by-hand`);
        return;
      }
      const failed = await partial(engine.up(ada, next), next);
      expect(failed.reasons.join()).toMatch(/Could not finish user ada@acme\.io: .*400.*password/s);
      expect(failed.reasons.join()).not.toContain(PASSWORD);
      engine.directory = restart({ dialect: ownDialect({ always: { put: ["password"] } }) });
      const healed = await engine.up(failed, next);
      expect(held(sandbox, ada.id)).toMatchObject({ [IRONCLAD]: { allowProviderConversion: false } });
      expect(sandbox.passwordOf(ada.id)).toBe(PASSWORD);
      expect(engine.diff(healed, next)).toBe("none");
    }),
  );
});

test("a PUT that is refused where the rate of PATCH is spent is followed by the PATCH", () =>
  withVendor("ironclad", { ironclad: { saml: false, passwordOnPut: true } }, async ({ sandbox, restart, sent }) => {
    const rates = [{ requests: 1, seconds: 0.5, methods: ["PATCH" as const], endpoint: "/Users" as const }];
    const engine = new Engine(user, restart({ dialect: { ...dialect("ironclad"), rates } }));
    let ada = await engine.create({ ...ADA, password: PASSWORD });
    ada = await engine.up(ada, { ...ADA, password: PASSWORD, title: "Counsel" });
    sent();
    await engine.up(ada, { ...ADA, password: PASSWORD, title: "Partner" });
    expect(sent().map((line) => line.split(" ")[0])).toEqual(["GET", "PUT", "PATCH"]);
    expect(held(sandbox, ada.id)).toMatchObject({ title: "Partner" });
  }));

describe("a manager", () => {
  test.each(["ignore", "refuse"] as const)(
    "whom the program sends all the same fails the step where the service does not keep one (unknown: %s)",
    (unknownFields) =>
      withVendor("ironclad", { ironclad: { unknownFields } }, async ({ sandbox, directory, watch }) => {
        const engine = new Engine(user, directory);
        const grace = await engine.create(GRACE);
        const inputs = { ...ADA, manager: grace.id, ironclad: { sendManager: true } };
        const failed = await partial(engine.create(inputs), inputs);
        expect(failed.reasons.join()).toMatch(/Could not finish user ada@acme\.io: .*manager/s);
        expect(held(sandbox, failed.id)).toMatchObject({ userName: "ada@acme.io" });
        const left = await engine.up(failed, ADA);
        expect(engine.diff(left, ADA)).toBe("none");
        expect(watch.violations().every((line) => line.includes("manager"))).toBe(true);
        watch.clear();
        await directory.reads.byId("/Users", grace.id, { fresh: true });
      }),
  );

  test.each(["ignore", "take"] as const)("is sent by nobody else (advertised: %s)", (advertised) =>
    withVendor("ironclad", { ironclad: { advertised, unknownFields: "refuse" } }, async ({ directory, wire }) => {
      const engine = new Engine(user, directory);
      expect(() => engine.check({ ...ADA, manager: "x" })).toThrow(/documents no manager/);
      const inputs = { ...ADA, department: "Legal", title: "CTO", ironclad: { allowProviderConversion: true } };
      const ada = await engine.create(inputs);
      await engine.up(ada, { ...inputs, ironclad: { allowProviderConversion: false } });
      for (const { requestBody } of wire()) expect(JSON.stringify(requestBody ?? null)).not.toContain("manager");
    }),
  );
});

test.each([true, false])(
  "texts are changed by PATCH, all else by PUT (the service takes texts only: %j)",
  (stringValuesOnly) =>
    withVendor("ironclad", { ironclad: { stringValuesOnly } }, async ({ directory, sent, restart, watch }) => {
      const engine = new Engine(user, directory);
      const inputs = { ...ADA, title: "Counsel", ironclad: { allowProviderConversion: true } };
      let ada = await engine.create(inputs);
      sent();
      const changed = { ...inputs, title: "Partner", ironclad: { allowProviderConversion: false } };
      ada = await engine.up(ada, { ...inputs, title: "Partner" });
      expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
      ada = await engine.up(ada, changed);
      expect(sent()).toEqual([`GET /Users/${ada.id}`, `PUT /Users/${ada.id}`]);
      expect(engine.diff(ada, changed)).toBe("none");
      if (stringValuesOnly) return;
      // Where it is known that other values are taken, the dialect may say so.
      engine.directory = restart({ dialect: ownDialect({ patchValues: "any" }) });
      await engine.up(ada, inputs);
      expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
      expect(watch.violations()).toEqual([expect.stringContaining("value must be string")]);
      watch.clear();
      await engine.directory.reads.byId("/Users", ada.id, { fresh: true });
    }),
);

test.each(["refuse", "ignore"] as const)("a removal brings no value (one that does: %s)", (valueOfRemove) =>
  withVendor("ironclad", { ironclad: { valueOfRemove } }, async ({ sandbox, directory, wire }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create({ ...ADA, title: "Counsel", department: "Legal" });
    wire();
    await engine.up(ada, { ...ADA, title: null, department: null });
    const [{ requestBody } = { requestBody: null }] = wire("PATCH");
    expect(requestBody).toMatchObject({
      Operations: [
        { op: "remove", path: "title" },
        { op: "remove", path: `${ENTERPRISE_USER}:department` },
      ],
    });
    expect(JSON.stringify(requestBody)).not.toContain('"value"');
    expect(held(sandbox, ada.id)).not.toHaveProperty("title");
  }),
);

test.each([true, false])(
  "a userName is an e-mail address unless the dialect says otherwise (service: %j)",
  (checkUserName) =>
    withVendor("ironclad", { ironclad: { checkUserName } }, async ({ directory, restart, sandbox }) => {
      const engine = new Engine(user, directory);
      const inputs = { ...ADA, userName: "ada" };
      expect(() => engine.check(inputs)).toThrow(/userName: Ironclad needs an e-mail address/);
      engine.directory = restart({ dialect: ownDialect({ limits: { userName: null } }) });
      if (checkUserName) {
        expect((await rejection(engine.create(inputs))).message).toMatch(/400.*userName/s);
        expect(sandbox.dump().Users).toEqual([]);
      } else expect((await engine.create(inputs)).outs["userName"]).toBe("ada");
    }),
);

describe("a department's head", () => {
  const report = (head: string, more: JsonObject = {}) => ({ ...ADA, ...more, ironclad: { departmentHead: head } });

  test.each([true, false])("who is nobody is refused by the service, or is kept (must exist: %j)", (must) =>
    withVendor("ironclad", { ironclad: { departmentHeadMustExist: must } }, async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      const inputs = report("nobody@acme.io");
      if (!must) {
        const ada = await engine.create(inputs);
        expect(held(sandbox, ada.id)).toMatchObject({ [IRONCLAD]: { departmentHead: "nobody@acme.io" } });
        return;
      }
      expect((await rejection(engine.create(inputs))).message).toMatch(
        /Could not create user ada@acme\.io: .*departmentHead: nobody@acme\.io/s,
      );
      expect(sandbox.dump().Users).toEqual([]);
      const self = await engine.create(report("ada@acme.io"));
      const failed = await partial(engine.up(self, inputs), inputs);
      expect(failed.reasons.join()).toContain("nobody@acme.io");
      expect(held(sandbox, self.id)).toMatchObject({ [IRONCLAD]: { departmentHead: "ada@acme.io" } });
    }),
  );

  test.each([true, false])(
    "may be renamed, whether the service tells his reports or not (%j)",
    (departmentHeadFollows) =>
      withVendor("ironclad", { ironclad: { departmentHeadFollows } }, async ({ sandbox, directory, restart }) => {
        const engine = new Engine(user, directory);
        const grace = await engine.create(GRACE);
        const ada = await engine.create(report("grace@acme.io"));
        await engine.up(grace, { ...GRACE, userName: "amazing@acme.io" });
        const inputs = report("amazing@acme.io");
        const changed = await engine.up(ada, inputs);
        expect(held(sandbox, ada.id)).toMatchObject({ [IRONCLAD]: { departmentHead: "amazing@acme.io" } });
        engine.directory = restart();
        const seen = await engine.refresh(changed);
        expect(seen && engine.diff(seen, inputs)).toBe("none");
      }),
  );

  test.each([true, false])(
    "who was renamed by hand is drift only where the service tells (%j)",
    (departmentHeadFollows) =>
      withVendor("ironclad", { ironclad: { departmentHeadFollows } }, async ({ sandbox, directory, restart }) => {
        const engine = new Engine(user, directory);
        const grace = await engine.create(GRACE);
        const ada = await engine.create(report("grace@acme.io"));
        const other = new Engine(user, restart());
        await other.up(grace, { ...GRACE, userName: "amazing@acme.io" });
        engine.directory = restart();
        const seen = (await engine.refresh(ada)) ?? ada;
        expect(engine.diff(seen, report("grace@acme.io"))).toBe(departmentHeadFollows ? "shown" : "none");
        await engine.up(seen, report("amazing@acme.io"));
        expect(held(sandbox, ada.id)).toMatchObject({ [IRONCLAD]: { departmentHead: "amazing@acme.io" } });
      }),
  );
});

test.each([400, 409] as const)(
  "a taken userName or displayName is refused in a change, and nothing is lost (%d)",
  (takenNameStatus) =>
    withVendor("ironclad", { ironclad: { takenNameStatus } }, async ({ sandbox, directory, watch }) => {
      const people = new Engine(user, directory);
      await people.create(GRACE);
      const ada = await people.create({ ...ADA, title: "Counsel" });
      const renamed = { ...ADA, userName: "grace@acme.io", title: "Counsel" };
      const failed = await partial(people.up(ada, renamed), renamed);
      expect(failed.reasons.join()).toMatch(
        new RegExp(`Could not finish user grace@acme\\.io: .*${takenNameStatus}`, "s"),
      );
      expect(held(sandbox, ada.id)).toMatchObject({ userName: "ada@acme.io", title: "Counsel" });
      const back = await people.up(failed, { ...ADA, title: "Counsel" });
      expect(people.diff(back, { ...ADA, title: "Counsel" })).toBe("none");
      const groups = new Engine(group, directory);
      await groups.create({ displayName: "Legal" });
      const board = await groups.create({ displayName: "Board" });
      const other = await partial(groups.up(board, { displayName: "Legal" }), { displayName: "Legal" });
      expect(other.reasons.join()).toMatch(new RegExp(`Could not finish group Legal: .*${takenNameStatus}`, "s"));
      expect(held(sandbox, board.id)).toMatchObject({ displayName: "Board" });
      // 409 is listed on POST only, so that the document is against it; the switch is not.
      if (takenNameStatus === 409) watch.clear();
      await directory.reads.byId("/Users", ada.id, { fresh: true });
    }),
);

test.each(["empty", "keep"] as const)(
  "a rename keeps the members of a group (a PUT without them: %s)",
  (putWithoutMembers) =>
    withVendor("ironclad", { ironclad: { putWithoutMembers } }, async ({ sandbox, directory, restart, wire }) => {
      const ada = planted(sandbox, "Users", ADA);
      const grace = planted(sandbox, "Users", GRACE);
      const engine = new Engine(group, directory);
      let legal = await engine.create({ displayName: "Legal" });
      sandbox.edit("Groups", legal.id, (resource) => {
        Object.assign(resource, { members: [{ value: ada }, { value: grace }], externalId: "idp-1" });
      });
      engine.directory = restart();
      wire();
      legal = await engine.up(legal, { displayName: "Legal Ops" });
      const [{ requestBody } = { requestBody: null }] = wire("PUT");
      expect(requestBody).toEqual({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        displayName: "Legal Ops",
        members: [{ value: ada }, { value: grace }],
      });
      expect(membersOf(sandbox, legal.id)).toEqual([ada, grace]);
      sandbox.edit("Groups", legal.id, (resource) => {
        resource["members"] = [];
      });
      engine.directory = restart();
      await engine.up(legal, { displayName: "Legal" });
      const [last] = wire("PUT");
      expect(last?.requestBody).toMatchObject({ displayName: "Legal", members: [] });
    }),
);

describe("rates", () => {
  test("are those of Ironclad's page: the fifty of PATCH and DELETE are shared, and PUT has others", () =>
    withVendor("ironclad", {}, async ({ sandbox, restart, sent }) => {
      expect(ironclad.rates).toEqual([
        { requests: 50, seconds: 60, methods: ["PATCH", "DELETE"], endpoint: "/Users" },
        { requests: 600, seconds: 60, endpoint: "/Users" },
        { requests: 600, seconds: 60, endpoint: "/Groups" },
      ]);
      // As many as the page says would take the test a minute.
      const [changes, ...others] = ironclad.rates;
      const own = { ...ironclad, rates: [{ seconds: 60, ...changes, requests: 4 }, ...others] };
      const engine = new Engine(user, restart());
      const people = await Promise.all(
        [0, 1, 2, 3, 4].map((at) => engine.create({ ...ADA, userName: `p${at}@acme.io` })),
      );
      engine.directory = restart({ dialect: own });
      const [leavers, stayers] = [people.slice(0, 2), people.slice(2)];
      await Promise.all(leavers.map((state) => engine.delete(state)));
      sent();
      for (const state of stayers) await engine.up(state, { ...state.inputs, title: "CTO" });
      expect(sent().map((line) => line.split(" ")[0])).toEqual(["PATCH", "PATCH", "GET", "PUT"]);
      expect(sandbox.dump().Users.map(({ title }) => title)).toEqual(stayers.map(() => "CTO"));
    }));

  test.each([true, false])("that the connection does not know are waited out (Retry-After: %j)", (retryAfter) =>
    withVendor(
      "ironclad",
      { ironclad: { changesLimit: 2, otherLimit: 4, rateWindowMs: 400, retryAfter } },
      async ({ sandbox, restart }) => {
        const engine = new Engine(user, restart({ dialect: dialect("ironclad") }));
        const people = [];
        for (let at = 0; at < 4; at++) people.push(await engine.create({ ...ADA, userName: `p${at}@acme.io` }));
        const changes = people.map((state, at) =>
          engine.up(state, { ...ADA, userName: `p${at}@acme.io`, title: "CTO" }),
        );
        const changed = await Promise.all(changes);
        expect(sandbox.dump().Users.map(({ title }) => title)).toEqual(people.map(() => "CTO"));
        engine.directory = restart({ dialect: dialect("ironclad") });
        await Promise.all(changed.map((state) => engine.delete(state)));
        expect(sandbox.dump().Users).toEqual([]);
        expect(sandbox.requests().some(({ status }) => status === 429)).toBe(true);
      },
    ),
  );

  test.each([3, false] as const)("of PATCH and DELETE are kept without one answer 429 (service: %j)", (changesLimit) =>
    withVendor("ironclad", { ironclad: { changesLimit, rateWindowMs: 500 } }, async ({ sandbox, restart }) => {
      const rates = [
        { requests: 3, seconds: 0.6, methods: ["PATCH" as const, "DELETE" as const], endpoint: "/Users" as const },
      ];
      const own = { ...dialect("ironclad"), rates };
      const engine = new Engine(user, restart({ dialect: own }));
      const people = await Promise.all(
        [0, 1, 2, 3, 4, 5, 6].map((at) => engine.create({ ...ADA, userName: `p${at}@acme.io` })),
      );
      engine.directory = restart({ dialect: own });
      const started = performance.now();
      await Promise.all(people.map((state) => engine.delete(state)));
      expect(performance.now() - started).toBeGreaterThanOrEqual(1_100);
      expect(sandbox.dump().Users).toEqual([]);
      expect(sandbox.requests().filter(({ status }) => status === 429)).toEqual([]);
    }),
  );
});
