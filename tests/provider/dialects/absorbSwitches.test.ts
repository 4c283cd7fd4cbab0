import { parseDialect } from "../../../provider/dialects/custom.js";
import { resolveConnection } from "../../../provider/directory/connection.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, partial, planted, rejection, type JsonObject } from "../support/service.js";
import { counts, withVendor } from "./support/vendor.js";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const ADA: JsonObject = {
  userName: "ada@acme.io",
  externalId: "E-1",
  name: { givenName: "Ada", familyName: "Lovelace" },
  title: "Engineer",
};

/** What an answer may be, for each switch that the page leaves open. */
const forms = ["scim", "text", "none"] as const;

test.each([401, 403] as const)("a wrong token is said to be one, and not shown (%d)", (badTokenStatus) =>
  withVendor("absorb", { absorb: { badTokenStatus } }, async ({ restart }) => {
    const engine = new Engine(user, restart({ token: "tok-Wrong-1" }));
    const { message } = await rejection(engine.create(ADA));
    expect(message).toMatch(new RegExp(`^Could not create user ada@acme\\.io: .*${badTokenStatus}.*token`, "s"));
    expect(message).not.toContain("tok-Wrong-1");
  }),
);

describe("a token in a header of its own", () => {
  const dialect = { extends: "absorb", connection: { tokenHeader: "X-Api-Key" } };

  test("is brought bare, by the dialect or by the connection's headers", () =>
    withVendor("absorb", { absorb: { tokenHeader: "x-api-key" } }, async ({ sandbox, restart }) => {
      const engine = new Engine(user, restart());
      expect((await rejection(engine.create(ADA))).message).toContain("401");
      engine.directory = restart({ dialect: parseDialect(dialect) });
      const ada = await engine.create(ADA);
      engine.directory = restart({ token: undefined, headers: { "X-Api-Key": sandbox.token } });
      expect(await engine.refresh(ada)).toMatchObject({ id: ada.id });
      const wrong = restart({ dialect: parseDialect(dialect), token: "tok-Wrong-1" });
      engine.directory = wrong;
      expect((await rejection(engine.refresh(ada))).message).not.toContain("tok-Wrong-1");
    }));

  test("comes by the connection's options, as a token or as that header, and not as both", () => {
    const resolve = (config: Record<string, string>) =>
      resolveConnection(
        (name) =>
          ({ "scim:endpoint": "https://acme.example", "scim:dialect": JSON.stringify(dialect), ...config })[name],
        () => undefined,
      );
    expect(resolve({ "scim:token": "tok" }).token).toBe("tok");
    expect(resolve({ "scim:headers": '{"x-api-key":"tok"}' }).token).toBeUndefined();
    expect(() => resolve({ "scim:headers": '{"authorization":"tok"}' })).toThrow(/no token: /);
    expect(() => resolve({ "scim:headers": '{"x-api-key":"tok"}', "scim:token": "tok" })).toThrow(
      /a token \(scim:token\) and the header X-Api-Key \(scim:headers\); keep one of them/,
    );
  });
});

test.each([true, false])("somebody new is active although a POST without it makes active: %j", (activeOnCreate) =>
  withVendor("absorb", { absorb: { activeOnCreate } }, async ({ sandbox, directory, sent }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    const bob = await engine.create({ ...ADA, userName: "bob@acme.io", externalId: "E-2", active: false });
    expect(sent()).toEqual(["POST /Users", "POST /Users"]);
    expect([ada, bob].map(({ id }) => held(sandbox, id)["active"])).toEqual([true, false]);
  }),
);

test.each(["ignore", "use", "refuse"] as const)("nobody is given an id (a POST's id: %s)", (idOnCreate) =>
  withVendor("absorb", { absorb: { idOnCreate, unknownFields: "refuse" } }, async ({ sandbox, directory }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    expect(sandbox.dump().Users.map(({ id }) => id)).toEqual([ada.id]);
  }),
);

describe.each(["inactive", "keep"] as const)("where a PUT without active makes somebody %s", (absentActiveOnPut) => {
  test.each(["clear", "keep"] as const)("and %ss what else it leaves out, only what is cleared goes", (putAbsent) =>
    withVendor("absorb", { absorb: { absentActiveOnPut, putAbsent } }, async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      const manager = planted(sandbox, "Users", { ...ADA, userName: "grace@acme.io", externalId: "E-0" });
      const inputs = { ...ADA, manager, employeeNumber: "42", phoneNumbers: [{ value: "1" }] };
      let ada = await engine.create(inputs);
      sandbox.edit("Users", ada.id, (resource) => {
        Object.assign(resource, { displayName: "Ada L.", preferredLanguage: "de" });
      });
      const cleared: JsonObject = { ...inputs, manager: null, title: null };
      ada = await engine.up(ada, cleared);
      const now = held(sandbox, ada.id);
      expect(now).toMatchObject({ active: true, displayName: "Ada L.", preferredLanguage: "de", externalId: "E-1" });
      expect(now[ENTERPRISE_USER]).toEqual({ employeeNumber: "42" });
      expect(now["title"]).toBeUndefined();
      expect(engine.diff(ada, cleared)).toBe("none");
    }),
  );
});

test.each(["first", "last", "primary"] as const)(
  "one telephone number is kept where the %s of several is",
  (phoneKept) =>
    withVendor("absorb", { absorb: { phoneKept } }, async ({ sandbox, directory, restart, sent }) => {
      const engine = new Engine(user, directory);
      const inputs = { ...ADA, phoneNumbers: [{ value: "+49 30 1", type: "work" }] };
      let ada = await engine.create(inputs);
      const moved = { ...inputs, phoneNumbers: [{ value: "+49 30 2", type: "mobile" }] };
      sent();
      ada = await engine.up(ada, moved);
      expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
      expect(held(sandbox, ada.id)["phoneNumbers"]).toEqual([{ value: "+49 30 2", type: "mobile" }]);
      engine.directory = restart();
      expect(engine.diff((await engine.refresh(ada)) ?? ada, moved)).toBe("none");
      await engine.up(ada, { ...inputs, phoneNumbers: [] });
      expect(held(sandbox, ada.id)).not.toHaveProperty("phoneNumbers");
    }),
);

test.each([true, false])("codes of an address are short unless the dialect says otherwise (service: %j)", (short) =>
  withVendor(
    "absorb",
    { absorb: { shortAddressCodes: short, checkEmails: short } },
    async ({ sandbox, directory, restart, watch }) => {
      const inputs = { ...ADA, addresses: [{ region: "BY", country: "DEU" }], emails: [{ value: "ada@acme.io" }] };
      const long = { ...inputs, addresses: [{ region: "Bayern", country: "Deutschland" }] };
      const engine = new Engine(user, directory);
      expect(() => engine.check(long)).toThrow(/region: .*at most 3 characters.*country: .*at most 3 characters/);
      const ada = await engine.create(inputs);
      expect(held(sandbox, ada.id)).toMatchObject({ addresses: inputs.addresses, emails: inputs.emails });
      const limits = { "addresses.region": null, "addresses.country": null };
      engine.directory = restart({ dialect: parseDialect({ extends: "absorb", user: { limits } }) });
      if (short) {
        const { reasons } = await partial(engine.up(ada, long), long);
        expect(reasons.join()).toContain("addresses.region has 6 characters");
      } else await engine.up(ada, long);
      expect(held(sandbox, ada.id)).toMatchObject({ addresses: (short ? inputs : long).addresses });
      expect(watch.violations()).toEqual([]);
    },
  ),
);

test.each(forms)(
  "what the service refuses for its value fails the step and says why it can (errors: %s)",
  (errorBodies) =>
    withVendor("absorb", { absorb: { errorBodies } }, async ({ sandbox, directory, restart, watch }) => {
      const limits = { title: null };
      const dialect = parseDialect({ extends: "absorb", user: { limits } });
      const engine = new Engine(user, restart({ dialect }));
      const long = { ...ADA, title: "x".repeat(256) };
      const { message } = await rejection(engine.create(long));
      expect(message).toMatch(/^Could not create user ada@acme\.io: .*400/s);
      if (errorBodies !== "none") expect(message).toContain("title has 256 characters");
      expect(sandbox.dump().Users).toEqual([]);
      const ada = await engine.create(ADA);
      const { reasons } = await partial(engine.up(ada, long), long);
      expect(reasons.join()).toContain("400");
      expect(held(sandbox, ada.id)).toMatchObject({ title: "Engineer" });
      expect(watch.violations().every((line) => line.includes("title"))).toBe(true);
      watch.clear();
      await directory.reads.byId("/Users", ada.id);
    }),
);

test.each(forms)("somebody who exists is adopted, a stranger is not (errors: %s)", (errorBodies) =>
  withVendor("absorb", { absorb: { errorBodies } }, async ({ sandbox, directory, restart, sent }) => {
    const there = planted(sandbox, "Users", { ...ADA, active: true, title: "Intern" });
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    expect(ada.id).toBe(there);
    expect(held(sandbox, there)).toMatchObject({ title: "Engineer" });
    expect(counts(sent())).toEqual({ POST: 1, GET: 2, PATCH: 1 });
    engine.directory = restart();
    const stranger = { ...ADA, externalId: "E-9", name: { givenName: "Some", familyName: "Body" } };
    expect((await rejection(engine.create(stranger))).message).toMatch(/carries another externalId/);
    engine.directory = restart();
    expect((await rejection(engine.create({ ...ADA, adopt: "never" }))).message).toContain("externalId is taken by");
    expect(sandbox.dump().Users).toHaveLength(1);
  }),
);

test.each([true, false])("a manager who is nobody is kept as such, or fails the step (must exist: %j)", (must) =>
  withVendor("absorb", { absorb: { managerMustExist: must } }, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    const inputs = { ...ADA, manager: NOBODY };
    if (!must) {
      const ada = await engine.create(inputs);
      expect(held(sandbox, ada.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: NOBODY } } });
      return;
    }
    const failed = await partial(engine.create(inputs), inputs);
    expect(failed.reasons.join()).toMatch(/Could not finish user ada@acme\.io: .*The manager .* is nobody here/s);
    expect(held(sandbox, failed.id)[ENTERPRISE_USER]).toBeUndefined();
    engine.directory = restart();
    const grace = await engine.create({ ...ADA, userName: "grace@acme.io", externalId: "E-0" });
    const healed = await engine.up(failed, { ...ADA, manager: grace.id });
    expect(held(sandbox, failed.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: grace.id } } });
    expect(engine.diff(healed, { ...ADA, manager: grace.id })).toBe("none");
  }),
);
