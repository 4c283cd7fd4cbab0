import { memberList } from "../../../provider/directory/members.js";
import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type JsonObject } from "../../../provider/scim/json.js";
import { json } from "../scim/support/hostileServer.js";
import { type Oddity, withOddService } from "../support/oddService.js";
import { Engine, rejection } from "../support/service.js";
import { took } from "./support/rawServer.js";

const ada = { userName: "ada@acme.io", title: "A" };
const bob = { id: "bob", userName: "bob@acme.io", title: "CEO" };

it("a POST answered with somebody else leaves that person alone, and ends with the right one", async () => {
  await withOddService(
    {
      answer: ({ method, kind, body }, response, service) => {
        if (method !== "POST" || kind !== "Users") return false;
        service.put("Users", body);
        json(response, 201, bob);
        return true;
      },
    },
    async (service, open) => {
      service.put("Users", bob);
      const state = await new Engine(user, open()).create(ada);
      expect(service.held("bob")).toEqual(bob);
      expect(service.held(state.id)["userName"]).toBe(ada.userName);
      expect(service.Users.size).toBe(2);
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    },
  );
});

it("a POST answered with somebody else that made nobody fails and names them, without a second POST", async () => {
  await withOddService(
    {
      answer: ({ method, kind }, response) => {
        if (method !== "POST" || kind !== "Users") return false;
        json(response, 201, bob);
        return true;
      },
    },
    async (service, open) => {
      service.put("Users", bob);
      const error = await rejection(new Engine(user, open()).create(ada));
      expect(error.message).toContain("was answered with another user (bob@acme.io, id bob)");
      expect(service.held("bob")).toEqual(bob);
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    },
  );
});

it("a read by id answered with somebody else is an error, and never that person's attributes under the id", async () => {
  await withOddService({}, async (service, open) => {
    service.put("Users", bob);
    const engine = new Engine(user, open());
    const state = await engine.create(ada);
    service.oddity.answer = ({ method, id }, response) => {
      if (method !== "GET" || id === undefined) return false;
      json(response, 200, bob);
      return true;
    };
    engine.directory = open();
    const error = await rejection(engine.refresh(state));
    expect(error.message).toContain("another id (bob)");
  });
});

describe.each<[string, JsonObject]>([
  ["an empty object", {}],
  ["a list", { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] }],
])("a read by id answered with %s", (_name, body) => {
  const lie: Oddity["answer"] = ({ method, id }, response) => {
    if (method !== "GET" || id === undefined) return false;
    json(response, 200, body);
    return true;
  };

  it("is an error, and never somebody who has nothing", async () => {
    await withOddService({}, async (service, open) => {
      const state = await new Engine(user, open()).create({ ...ada, manager: service.put("Users", bob) });
      const team = await new Engine(group, open()).create({ displayName: "Team" });
      service.oddity.answer = lie;
      const people = await rejection(new Engine(user, open()).refresh(state));
      expect(people.message).toContain("an object that has neither an id nor a userName");
      const groups = await rejection(new Engine(group, open()).refresh(team));
      expect(groups.message).toContain("an object that has neither an id nor a displayName");
    });
  });

  it("lets nobody stay in a group who is taken out of it", async () => {
    await withOddService({}, async (service, open) => {
      const people = ["ada", "bob", "cy"].map((name) =>
        service.put("Users", { id: name, userName: `${name}@acme.io` }),
      );
      const team = await new Engine(group, open()).create({ displayName: "Team" });
      const members = () => memberList(service.held(team.id))?.map(({ id }) => id);
      const links = new Engine(membership, open());
      const inputs = { group: team.id, users: people };
      const set = await links.create(inputs);
      const one = { ...inputs, users: ["ada", "bob"] };

      links.directory = open();
      service.oddity.answer = lie;
      await links.up(set, one).catch(() => undefined);
      expect(members()).toEqual(people);
      await expect(links.delete(set)).rejects.toThrow("neither an id nor a displayName");
      expect(members()).toEqual(people);

      links.directory = open();
      service.oddity.answer = () => false;
      await links.up(set, one);
      expect(members()).toEqual(["ada", "bob"]);
    });
  });
});

it("a filter that brings 10^6 pages of everybody is given up at the first of them, and not sent again", async () => {
  await withOddService(
    {
      answer: ({ method, kind, seen, id }, response) => {
        if (kind !== "Users" || id !== undefined) return false;
        if (method === "POST") json(response, 409, {});
        else if (seen.query.has("filter")) {
          const start = Number(seen.query.get("startIndex") ?? 1);
          const Resources = Array.from({ length: 100 }, (_, n) => ({
            id: `s${start + n}`,
            userName: `s${start + n}@x.io`,
          }));
          json(response, 200, { totalResults: 1e8, Resources });
        } else return false;
        return true;
      },
    },
    async (service, open) => {
      for (const n of [1, 2]) service.put("Users", { userName: `p${n}@acme.io`, externalId: `E-${n}`, id: `id${n}` });
      const engine = new Engine(user, open());
      const time = await took(async () => {
        for (const n of [1, 2])
          expect((await engine.create({ userName: `p${n}@acme.io`, externalId: `E-${n}` })).id).toBe(`id${n}`);
      });
      expect(service.requests.filter(({ seen }) => seen.query.has("filter")).length).toBeLessThanOrEqual(2);
      expect(service.Users.size).toBe(2);
      expect(time).toBeLessThan(3000);
    },
  );
});
