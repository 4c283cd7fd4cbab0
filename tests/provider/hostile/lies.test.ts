import { user } from "../../../provider/resources/user.js";
import { json } from "../scim/support/hostileServer.js";
import { withOddService } from "../support/oddService.js";
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
