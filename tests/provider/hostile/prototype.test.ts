import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { PageReader } from "../../../provider/directory/pageReader.js";
import { PageWalk } from "../../../provider/scim/pageWalk.js";
import { memberList } from "../../../provider/directory/members.js";
import { isObject, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { text } from "../scim/support/hostileServer.js";
import { withClient } from "../scim/support/withClient.js";
import { withOddService } from "../support/oddService.js";
import { Engine } from "../support/service.js";

const URN = "urn:example:params:scim:schemas:extension:firm:2.0:User";
const names = ["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf", "toJSON", "then"];
const person = { userName: "ada@acme.io" };

/** An object with a key `__proto__` of its own, as JSON makes it. */
function parsed(json: string): JsonObject {
  const value: unknown = JSON.parse(json);
  if (!isObject(value)) throw new Error(`no object: ${json}`);
  return value;
}

const shape = () =>
  JSON.stringify(
    [Object.prototype, Array.prototype, Function.prototype].map((one) => Reflect.ownKeys(one).map(String)),
  );
const before = shape();

afterEach(() => {
  expect(shape()).toBe(before);
  expect(Reflect.get({}, "admin")).toBeUndefined();
});

it("no part of an answer reaches a prototype, and the rest of it is kept", async () => {
  const evil =
    '"__proto__":{"admin":true,"id":"evil"},"constructor":{"prototype":{"admin":true}},"prototype":{"admin":true}';
  await withClient(
    (response) => {
      text(
        response,
        200,
        `{"totalResults":1,${evil},"Resources":[{${evil},"id":"1","name":{${evil},"givenName":"A"},"emails":[{${evil},"value":"a"}],"${URN}":{${evil},"team":"x"}}]}`,
      );
    },
    async (client) => {
      const rest = { constructor: { prototype: { admin: true } }, prototype: { admin: true } };
      const { resources } = await client.page("/Users");
      expect(resources).toEqual([
        {
          ...rest,
          id: "1",
          name: { ...rest, givenName: "A" },
          emails: [{ ...rest, value: "a" }],
          [URN]: { ...rest, team: "x" },
        },
      ]);
      for (const resource of resources) expect(Object.getPrototypeOf(resource)).toBe(Object.prototype);
    },
  );
});

describe.each(names)("an extension's attribute %s", (name) => {
  it("is created, found missing, changed and cleared like any other", async () => {
    await withOddService({}, async (service, open) => {
      const inputs = (value: Json) => ({ ...person, extensions: { [URN]: { [name]: value } } });
      const held = (id: string) => {
        const extension = service.held(id)[URN];
        return isObject(extension) && Object.hasOwn(extension, name) ? extension[name] : undefined;
      };
      let engine = new Engine(user, open());
      let ada = await engine.create(inputs("one"));
      expect(held(ada.id)).toBe("one");
      expect(engine.diff(ada, inputs("one"))).toBe("none");

      engine = new Engine(user, open());
      ada = (await engine.refresh(ada)) ?? ada;
      expect(engine.diff(ada, inputs("one"))).toBe("none");

      service.Users.set(ada.id, { id: ada.id, ...person, active: true, [URN]: { other: 1 } });
      engine = new Engine(user, open());
      ada = (await engine.refresh(ada)) ?? ada;
      expect(engine.diff(ada, inputs("one"))).not.toBe("none");
      ada = await engine.up(ada, inputs("two"));
      expect(held(ada.id)).toBe("two");

      ada = await engine.up(ada, person);
      expect(held(ada.id)).toBeUndefined();
      expect(service.held(ada.id)[URN]).toEqual({ other: 1 });
    });
  });

  it("that a list leaves out is asked for by id, though lists have proven right", async () => {
    const ids = ["a", "b", "c"];
    const before = (id: string): JsonObject => ({ id, title: "old", [URN]: { [name]: "one" } });
    const whole = (id: string): JsonObject => ({ ...before(id), title: "new" });
    const rows = ids.map((id) => (id === "c" ? { ...whole(id), [URN]: { other: 1 } } : whole(id)));
    const reader = new PageReader({
      walk: new PageWalk("/Users", {}, () => Promise.resolve({ resources: rows, totalResults: 3 }), {
        honestTotal: true,
      }),
      get: (id) => Promise.resolve(whole(id)),
      shown: () => undefined,
    });
    const view = (resource: JsonObject) => Promise.resolve(resource);
    const read = (id: string) => reader.read(id, { isFull: true, before: before(id), view });
    await reader.all();
    for (const id of ids) expect(await read(id)).toEqual(whole(id));
  });
});

it.each<[string, string]>([
  ["an extension", `{"userName":"a@acme.io","extensions":{"__proto__":{"admin":true}}}`],
  ["an attribute of one", `{"userName":"a@acme.io","extensions":{"${URN}":{"__proto__":"x"}}}`],
  ["a part of one", `{"userName":"a@acme.io","extensions":{"${URN}":{"a":[{"__proto__":{"admin":true}}]}}}`],
  ["an argument", `{"userName":"a@acme.io","__proto__":{"title":"x"}}`],
  ["a part of a name", `{"userName":"a@acme.io","name":{"__proto__":{"givenName":"x"}}}`],
])("a program's %s named __proto__ is refused, not lost in silence", async (_name, inputs) => {
  await withOddService({}, (_service, open) => {
    const { failures } = user.check(open(), parsed(inputs));
    expect(failures.map(({ reason }) => reason).join()).toMatch(/__proto__.*cannot be stored; take another one/);
    return Promise.resolve();
  });
});

it("members and groups called so are members and groups", async () => {
  const all = ["__proto__", ...names];
  await withOddService({}, async (service, open) => {
    for (const id of all) service.put("Users", { id, userName: `${id}@acme.io` });
    const team = await new Engine(group, open()).create({ displayName: "__proto__" });
    const inputs = { group: team.id, users: all, exclusive: true };
    let engine = new Engine(membership, open());
    let set = await engine.create(inputs);
    const members = () => memberList(service.held(team.id))?.map(({ id }) => id);
    expect(members()).toEqual(all);
    engine = new Engine(membership, open());
    set = (await engine.refresh(set)) ?? set;
    expect(engine.diff(set, inputs)).toBe("none");
    engine = new Engine(membership, open());
    set = await engine.up(set, { ...inputs, users: all.slice(2) });
    expect(members()).toEqual(all.slice(2));
    await engine.delete(set);
  });
});
