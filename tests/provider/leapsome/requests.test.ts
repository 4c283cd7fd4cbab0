import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type Exchange } from "../../../sandbox/exchange.js";
import { type Sandbox } from "../../../sandbox/index.js";
import { type JsonObject, held, partial, planted } from "../support/service.js";
import { present, withLeapsome } from "./bench.js";

const CUSTOM = "5f43a1b2c3d4e5f60718293a";

/** Every write so far, as `METHOD` and body; of lists, the query. */
function watched(sandbox: Sandbox): {
  writes: [string, unknown][];
  lists: string[];
  headers: Exchange["requestHeaders"][];
} {
  const seen = {
    writes: [] as [string, unknown][],
    lists: [] as string[],
    headers: [] as Exchange["requestHeaders"][],
  };
  sandbox.watch(({ method, path, query, requestBody, requestHeaders }) => {
    seen.headers.push(requestHeaders);
    if (method !== "GET") seen.writes.push([method, requestBody]);
    else if (/\/(Users|Groups)$/.test(path)) seen.lists.push(decodeURIComponent(query.toString()));
  });
  return seen;
}

const without = (object: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Everything that ScimUser has for Leapsome. */
const full = (manager: string): JsonObject => ({
  userName: "ada@x.io",
  externalId: "id::1234",
  name: { givenName: "Ada", familyName: "Lovelace", formatted: "Ada King Lovelace" },
  displayName: "Ada",
  title: "Engineer",
  photos: [{ value: "https://x.io/ada.png" }],
  active: true,
  department: "Research",
  division: "Core",
  costCenter: "C1",
  manager,
  leapsome: {
    additionalManagers: [manager],
    level: "L5",
    location: "London",
    startDate: "2020-01-02",
    endDate: "2030-01-02",
    birthday: "1990-12-10",
    gender: "female",
    customAttributes: { [CUSTOM]: "blue" },
  },
});
/** The extension as bodies have it. */
const extension = (manager: string): JsonObject => ({
  manager,
  additionalManagers: [manager],
  department: "Research",
  division: "Core",
  costCenter: "C1",
  level: "L5",
  location: "London",
  startDate: "2020-01-02",
  endDate: "2030-01-02",
  birthday: "1990-12-10",
  gender: "female",
  [CUSTOM]: "blue",
});

it("a POST has the six fields and nothing else, the PATCH after it the rest, each fact in one place", async () => {
  await withLeapsome({ unknownFields: "refuse", conflictingTwins: "refuse" }, async ({ people, sandbox, nextRun }) => {
    const boss = planted(sandbox, "Users", { userName: "boss@x.io" });
    const { writes, headers } = watched(sandbox);
    const ada = await people.create(full(boss));
    expect(writes).toEqual([
      [
        "POST",
        {
          userName: "ada@x.io",
          externalId: "id::1234",
          name: { givenName: "Ada", familyName: "Lovelace" },
          displayName: "Ada",
          title: "Engineer",
          photos: [{ value: "https://x.io/ada.png" }],
        },
      ],
      [
        "PATCH",
        {
          userName: "ada@x.io",
          name: { givenName: "Ada", familyName: "Lovelace", formatted: "Ada King Lovelace" },
          active: true,
          [ENTERPRISE_USER]: extension(boss),
        },
      ],
    ]);
    expect(headers.length).toBeGreaterThan(1);
    for (const { accept, "content-type": type } of headers) {
      expect(accept).toContain("application/json");
      expect(type === undefined || type.startsWith("application/json")).toBe(true);
    }
    nextRun();
    const seen = present(await people.refresh(ada));
    expect(seen.inputs).toEqual(full(boss));
    expect(people.diff(seen, full(boss))).toBe("none");
  });
});

it.each<[string, (inputs: JsonObject) => JsonObject, JsonObject]>([
  ["title", (inputs) => ({ ...inputs, title: "CTO" }), { title: "CTO" }],
  ["userName", (inputs) => ({ ...inputs, userName: "new@x.io" }), { userName: "new@x.io" }],
  ["externalId", (inputs) => ({ ...inputs, externalId: "id::5" }), { externalId: "id::5" }],
  ["displayName", (inputs) => ({ ...inputs, displayName: "A." }), { displayName: "A." }],
  [
    "photos",
    (inputs) => ({ ...inputs, photos: [{ value: "https://x.io/2" }] }),
    { photos: [{ value: "https://x.io/2" }] },
  ],
  ["active", (inputs) => ({ ...inputs, active: false }), { active: false }],
  ["department", (inputs) => ({ ...inputs, department: "Sales" }), { [ENTERPRISE_USER]: { department: "Sales" } }],
  [
    "one part of the name",
    (inputs) => ({ ...inputs, name: { givenName: "Ava", familyName: "Lovelace", formatted: "Ada King Lovelace" } }),
    { name: { givenName: "Ava", familyName: "Lovelace", formatted: "Ada King Lovelace" } },
  ],
  [
    "leapsome.location",
    (inputs) => ({ ...inputs, leapsome: { ...(inputs["leapsome"] as JsonObject), location: "Rome" } }),
    { [ENTERPRISE_USER]: { location: "Rome" } },
  ],
  [
    "a custom attribute",
    (inputs) => ({
      ...inputs,
      leapsome: { ...(inputs["leapsome"] as JsonObject), customAttributes: { [CUSTOM]: "red" } },
    }),
    { [ENTERPRISE_USER]: { [CUSTOM]: "red" } },
  ],
])("a change of %s is one PATCH with that and the userName", async (_, change, sent) => {
  await withLeapsome({ unknownFields: "refuse" }, async ({ people, sandbox, nextRun }) => {
    const boss = planted(sandbox, "Users", { userName: "boss@x.io" });
    const ada = await people.create(full(boss));
    nextRun();
    const { writes } = watched(sandbox);
    const inputs = change(full(boss));
    const after = await people.up(ada, inputs);
    expect(writes).toEqual([["PATCH", { userName: "ada@x.io", ...sent }]]);
    nextRun();
    expect(people.diff(present(await people.refresh(after)), inputs)).toBe("none");
  });
});

it.each(["clear", "keep"] as const)(
  "a PUT that clears a manager (attributes left out: %s) has all the rest, what the program does not manage among it",
  async (putAbsent) => {
    await withLeapsome({ putAbsent, unknownFields: "refuse" }, async ({ people, sandbox, nextRun }) => {
      const boss = planted(sandbox, "Users", { userName: "boss@x.io" });
      const id = planted(sandbox, "Users", {
        ...without(full(boss), "leapsome"),
        [ENTERPRISE_USER]: {
          ...extension(boss),
          employmentType: "internal",
          attachments: [{ fileName: "cv.pdf", access: ["hr"] }],
        },
      });
      const ada = await people.create({ userName: "ada@x.io", externalId: "id::1234", manager: boss });
      expect(ada.id).toBe(id);
      expect(ada.outs["leapsome"]).toMatchObject({ employmentType: "internal", attachments: [{ fileName: "cv.pdf" }] });
      nextRun();
      const before = held(sandbox, id);
      const { writes } = watched(sandbox);
      await people.up(ada, { userName: "ada@x.io", externalId: "id::1234", manager: null });
      expect(writes).toEqual([
        [
          "PUT",
          {
            userName: "ada@x.io",
            externalId: "id::1234",
            name: { givenName: "Ada", familyName: "Lovelace", formatted: "Ada King Lovelace" },
            displayName: "Ada",
            title: "Engineer",
            photos: [{ value: "https://x.io/ada.png" }],
            active: true,
            [ENTERPRISE_USER]: without(extension(boss), "manager"),
          },
        ],
      ]);
      const rest = without(before, "manager", "meta");
      const inner = without(rest[ENTERPRISE_USER] as JsonObject, "manager");
      expect(without(held(sandbox, id), "meta")).toEqual({ ...rest, [ENTERPRISE_USER]: inner });
    });
  },
);

it("attributes that the service makes are no drift: title, photo type, e-mail address, names, groups, meta", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun, counted, said }) => {
    const inputs: JsonObject = {
      userName: "ada@x.io",
      name: { givenName: "Ada", familyName: "L" },
      photos: [{ value: "https://x.io/ada.png" }],
      title: null,
      department: "Research",
    };
    const ada = await people.create(inputs);
    expect(counted()).toEqual({ "POST /Users": 1, "PATCH /Users/…": 1 });
    expect(said).toEqual([]);
    expect(held(sandbox, ada.id)).toMatchObject({
      title: "Colleague",
      displayName: "Ada L",
      name: { formatted: "Ada L" },
      photos: [{ type: "photo" }],
      emails: [{ value: "ada@x.io", primary: true }],
      groups: [expect.anything()],
    });
    nextRun();
    const seen = present(await people.refresh(ada));
    expect(seen.inputs).toEqual(inputs);
    expect(people.diff(seen, inputs)).toBe("none");
    expect(seen.outs["title"]).toBeNull();
  });
});

it("a title of one's own that is cleared or dropped becomes the service's, and is silent", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun, said }) => {
    const [a, b] = [
      await people.create({ userName: "a@x.io", title: "CTO" }),
      await people.create({ userName: "b@x.io", title: "CTO" }),
    ];
    nextRun();
    const cleared = await people.up(a, { userName: "a@x.io", title: null });
    const dropped = await people.up(b, { userName: "b@x.io" });
    expect(said).toEqual([]);
    for (const one of [cleared, dropped]) {
      expect(held(sandbox, one.id)["title"]).toBe("Colleague");
      nextRun();
      expect(people.diff(present(await people.refresh(one)), one.inputs)).toBe("none");
    }
  });
});

it("filters are unquoted equality, of userName for people and displayName for groups; pages are as large as they may be", async () => {
  const Users = Array.from({ length: 5 }, (_, n) => ({ userName: `u${n}@x.io`, externalId: `key-${n}` }));
  await withLeapsome(
    {},
    async ({ people, groups, sandbox, nextRun }) => {
      const { lists } = watched(sandbox);
      const byName = await people.create({ userName: "u4@x.io", externalId: "key-4" });
      expect(byName.id).toBe(sandbox.dump().Users[4]?.["id"]);
      // The externalId goes by pages, since no filter has it: three of two people each.
      const pages = ["count=5000", "startIndex=3&count=5000", "startIndex=5&count=5000"];
      expect(lists).toEqual(pages);
      lists.length = 0;
      nextRun();
      await people.refresh({ id: "lookup:userName=u3%40x.io", inputs: {}, outs: {} });
      expect(lists).toEqual(["filter=userName+eq+u3@x.io"]);
      lists.length = 0;
      planted(sandbox, "Groups", { displayName: "A B" });
      await groups.create({ displayName: "A B" });
      expect(lists).toEqual(["filter=displayName+eq+A+B"]);
    },
    { seed: { Users }, maxPageSize: 2 },
  );
});

it("somebody else's address is refused in words, and the person keeps their own", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
    planted(sandbox, "Users", { userName: "taken@x.io" });
    const ada = await people.create({ userName: "ada@x.io" });
    nextRun();
    const inputs = { userName: "taken@x.io" };
    const failed = await partial(people.up(ada, inputs), inputs);
    expect(failed.reasons.join()).toMatch(/Could not finish user taken@x.io: .*409.*Email address conflict/);
    expect(failed.outs).toMatchObject({ userName: "ada@x.io", __pending: ["userName"] });
    expect(held(sandbox, ada.id)["userName"]).toBe("ada@x.io");
  });
});
