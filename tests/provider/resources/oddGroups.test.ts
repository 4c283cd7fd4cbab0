import { setTimeout } from "node:timers/promises";
import { group as groups } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { memberList } from "../../../provider/directory/members.js";
import { isObject } from "../../../provider/scim/json.js";
import { Engine, type Json, type JsonObject, partial, rejection } from "../support/service.js";
import { operationsOf, plainly, withOddService, type Oddity, type OddService } from "../support/oddService.js";
import { json } from "../scim/support/hostileServer.js";

const members = (service: OddService) => memberList(service.held("g"))?.map(({ id }) => id) ?? [];
const group = (service: OddService, ids: string[] = []) =>
  service.put("Groups", { id: "g", displayName: "g", members: ids.map((value) => ({ value })) });

const withoutMembers = (resource: JsonObject): JsonObject => ({ ...resource, members: [] });

describe.each([200, 204] as const)("at a service that answers %i to a PATCH", (patchStatus) => {
  test("an add that replaces the whole list is noticed at once", () =>
    withOddService(
      {
        patchStatus,
        apply: (resource, { value }) => {
          resource["members"] = value ?? [];
        },
      },
      async (service, open) => {
        group(service, ["z"]);
        const error = await partial(new Engine(membership, open()).create({ group: "g", users: ["a"] }), {});
        expect(error.reasons.join()).toMatch(/everybody else \(z\) out of the group when it was asked to add/);
      },
    ));

  test("an add that replaces the list is noticed at the second chunk of a new group", () =>
    withOddService(
      {
        patchStatus,
        apply: (resource, { value }) => {
          resource["members"] = value ?? [];
        },
      },
      async (service, open) => {
        group(service);
        const users = Array.from({ length: 101 }, (_, at) => `u${at}`);
        const error = await partial(new Engine(membership, open()).create({ group: "g", users }), {});
        expect(error.reasons.join()).toMatch(/took everybody else \(u0, u1, u2, u3, u4 and 95 more\)/);
        expect(error.outs["users"]).toEqual(["u100"]);
      },
    ));

  test("a removal that removes all is noticed", () =>
    withOddService(
      {
        patchStatus,
        apply: (resource, operation) => {
          if (operation.op === "remove") resource["members"] = [];
          else plainly(resource, operation);
        },
      },
      async (service, open) => {
        group(service, ["a", "b", "z"]);
        const before = { group: "g", users: ["a", "b"] };
        const step = new Engine(membership, open()).up(
          { id: "g", inputs: before, outs: before },
          { ...before, users: ["b"] },
        );
        const error = await partial(step, {});
        expect(error.reasons.join()).toMatch(/everybody else \(b, z\).*remove/);
        expect(error.outs["users"]).toEqual([]);
      },
    ));

  test("a form of removal that is ignored gives way to the other one, once for the run", () =>
    withOddService(
      {
        patchStatus,
        apply: (resource, operation) => {
          if (operation.path === "members") plainly(resource, operation);
        },
      },
      async (service, open) => {
        group(service, ["a", "b", "z"]);
        const engine = new Engine(membership, open());
        await engine.delete({ id: "g/a", inputs: {}, outs: { group: "g", user: "a" } });
        expect(members(service)).toEqual(["b", "z"]);
        await engine.delete({ id: "g/b", inputs: {}, outs: { group: "g", user: "b" } });
        expect(members(service)).toEqual(["z"]);
        const patches = service.requests.filter(({ method }) => method === "PATCH");
        expect(patches).toHaveLength(3);
      },
    ));

  test("an add that stores nothing, by PATCH or by PUT, fails the step", () =>
    withOddService({ patchStatus, apply: () => undefined, show: withoutMembers }, async (service, open) => {
      group(service);
      const error = await rejection(new Engine(membership, open()).create({ group: "g", user: "a" }));
      expect(error.message).toMatch(
        /membership of a in group g: the service accepted the change, yet a is still not in/,
      );
    }));
});

describe.each([200, 204] as const)("a service that hides members and answers %i to a PATCH", (patchStatus) => {
  const hiding: Oddity = { patchStatus, show: withoutMembers };

  test("is not sent a list that would throw out whom it hides, and the way out is said", () =>
    withOddService(hiding, async (service, open) => {
      group(service, ["z"]);
      const { message } = await rejection(new Engine(membership, open()).create({ group: "g", user: "a" }));
      expect(message).toMatch(
        /a is still not in the group; the service shows no member of any group.*members\.list: "none"/,
      );
      expect(members(service)).toEqual(["z", "a"]);
      expect(service.lines().filter((line) => line.startsWith("PUT"))).toEqual([]);
    }));

  test("is not said to have emptied a group of which it shows nobody", () =>
    withOddService({ ...hiding }, async (service, open, said) => {
      group(service, ["z"]);
      await new Engine(membership, open()).create({ group: "g", users: [], exclusive: true });
      expect(said.join()).toContain("whether somebody is left in group g cannot be told");
      group(service);
      service.oddity.show = (resource) => resource;
      service.put("Groups", { id: "h", displayName: "h", members: [{ value: "z" }] });
      said.length = 0;
      await new Engine(membership, open()).create({ group: "g", users: [], exclusive: true });
      expect(said).toEqual([]);
    }));

  test.each([
    ["does not keep an attribute", () => undefined],
    ["does not know the form", undefined],
  ] as const)("is not sent a whole group for that either where it %s of it", (_, apply) => {
    const refuses: Oddity["answer"] = ({ method }, response) => {
      const isRefused = apply === undefined && method === "PATCH";
      if (isRefused) json(response, 400, { status: "400", scimType: "invalidPath" });
      return isRefused;
    };
    return withOddService({ ...hiding, ...(apply && { apply }), answer: refuses }, async (service, open) => {
      group(service, ["z"]);
      const inputs = { displayName: "g" };
      const state = { id: "g", inputs, outs: { ...inputs, __managed: ["displayName"] } };
      await rejection(new Engine(groups, open()).up(state, { displayName: "G2" }));
      expect(members(service)).toEqual(["z"]);
      expect(service.lines().filter((line) => line.startsWith("PUT"))).toEqual([]);
    });
  });
});

describe("a service that takes members by PUT alone, and answers 200 to a PATCH,", () => {
  test.each([
    ["in the group", "g"],
    ["in another group", "h"],
  ])("is sent the list where it shows members, %s", (_, where) =>
    withOddService({ apply: () => undefined }, async (service, open) => {
      for (const id of ["g", "h"])
        service.put("Groups", { id, displayName: id, members: id === where ? [{ value: "z" }] : [] });
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      expect(members(service)).toEqual(where === "g" ? ["z", "a"] : ["a"]);
    }),
  );

  test("is sent the list of a group that this run has made", () =>
    withOddService({ apply: () => undefined }, async (service, open) => {
      const directory = open();
      const { id } = await new Engine(groups, directory).create({ displayName: "G" });
      await new Engine(membership, directory).create({ group: id, user: "a" });
      expect(memberList(service.held(id))).toEqual([{ id: "a" }]);
    }));
});

test("a removal that is answered 204 and not carried out fails its step, whatever was carried out before", () => {
  let isIdle = false;
  const apply: Oddity["apply"] = (resource, operation) => {
    if (!isIdle) plainly(resource, operation);
  };
  return withOddService({ patchStatus: 204, apply }, async (service, open) => {
    group(service, ["a", "b", "z"]);
    const engine = new Engine(membership, open());
    await engine.delete({ id: "g/a", inputs: {}, outs: { group: "g", user: "a" } });
    isIdle = true;
    const last = { id: "g/b", inputs: {}, outs: { group: "g", user: "b" } };
    expect((await rejection(engine.delete(last))).message).toMatch(/yet b is still in the group/);
    expect(members(service)).toEqual(["b", "z"]);
    isIdle = false;
    engine.directory = open();
    await engine.delete(last);
    expect(members(service)).toEqual(["z"]);
  });
});

test("a group that shows a change a second late is waited for, and written once", () => {
  let earlier: Json = [];
  let shownFrom = 0;
  const apply: Oddity["apply"] = (resource, operation) => {
    earlier = resource["members"] ?? [];
    shownFrom = performance.now() + 1000;
    plainly(resource, operation);
  };
  const show = (resource: JsonObject) => (performance.now() < shownFrom ? { ...resource, members: earlier } : resource);
  return withOddService({ patchStatus: 204, apply, show }, async (service, open) => {
    group(service, ["z"]);
    const engine = new Engine(membership, open());
    await engine.create({ group: "g", user: "a" });
    await engine.delete({ id: "g/z", inputs: {}, outs: { group: "g", user: "z" } });
    expect(members(service)).toEqual(["a"]);
    expect(service.requests.map(({ method }) => method).filter((method) => method !== "GET")).toEqual([
      "PATCH",
      "PATCH",
    ]);
  });
});

test("one whom the service drops in silence fails alone", () =>
  withOddService(
    {
      apply: (resource, operation) => {
        const value = Array.isArray(operation.value) ? operation.value : [];
        plainly(resource, { ...operation, value: value.filter((member) => !JSON.stringify(member).includes("bad")) });
      },
    },
    async (service, open) => {
      group(service);
      const engine = new Engine(membership, open());
      const steps = await Promise.allSettled(["a", "bad", "c"].map((user) => engine.create({ group: "g", user })));
      expect(steps.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(members(service).sort()).toEqual(["a", "c"]);
    },
  ));

test("somebody who left in the meantime does not stop the removal of the others", () =>
  withOddService(
    {
      answer: ({ method, body }, response, service) => {
        const there = members(service);
        const refused = method === "PATCH" && there.every((id) => !JSON.stringify(body).includes(`\\"${id}\\"`));
        if (refused) json(response, 400, { scimType: "noTarget", status: "400" });
        return refused;
      },
    },
    async (service, open) => {
      group(service, ["a", "z"]);
      const directory = open();
      await directory.reads.byId("/Groups", "g");
      service.put("Groups", { id: "g", displayName: "g", members: [{ value: "z" }] });
      await new Engine(membership, directory).delete({ id: "g/a", inputs: {}, outs: { group: "g", user: "a" } });
      expect(members(service)).toEqual(["z"]);
    },
  ));

test("members without type are people, and those with a link to a group are groups", () =>
  withOddService({}, async (service, open) => {
    service.put("Groups", {
      id: "g",
      members: ["s", { value: "p" }, { value: 7 }, { value: "n", $ref: "https://x.example/v2/Groups/n" }, {}],
    });
    const engine = new Engine(membership, open());
    const state = { id: "g", inputs: {}, outs: { group: "g", users: ["p"], exclusive: true } };
    const seen = await engine.refresh(state);
    expect(seen?.inputs["users"]).toEqual(["p", "s", "7"]);
  }));

test("members are found, added and taken out though the service spells all names with a capital", () => {
  const capital = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(capital);
    if (!isObject(value)) return value;
    const name = (key: string) => key.charAt(0).toUpperCase() + key.slice(1);
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [name(key), capital(below)]));
  };
  const show = (resource: JsonObject) => {
    const shown = capital(resource);
    return isObject(shown) ? shown : {};
  };
  return withOddService({ show }, async (service, open) => {
    group(service, ["z"]);
    const engine = new Engine(membership, open());
    const state = await engine.create({ group: "g", users: ["a", "b"] });
    expect((await engine.refresh(state))?.outs["users"]).toEqual(["a", "b"]);
    await new Engine(membership, open()).up(state, { group: "g", users: ["b"] });
    expect(members(service)).toEqual(["z", "b"]);
    expect(service.requests.filter(({ method }) => method === "PUT")).toEqual([]);
  });
});

describe("a service that takes few members in one request", () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `u${String(at).padStart(2, "0")}`);
  const strict = (most: number, isKnown: (item: string) => boolean = () => true): Oddity => ({
    answer: ({ method, body }, response) => {
      const given = operationsOf(body).flatMap(({ path, value }) =>
        Array.isArray(value) ? value.map((item) => JSON.stringify(item)) : [path],
      );
      const refused = method === "PATCH" && (given.length > most || !given.every(isKnown));
      if (refused) json(response, 400, { status: "400", detail: `${given.length} members` });
      return refused;
    },
  });

  test.each([1, 20, 99])("%i, takes them in parts that are kept small from then on", (most) =>
    withOddService(strict(most), async (service, open) => {
      group(service);
      const engine = new Engine(membership, open());
      const state = await engine.create({ group: "g", users: names(100) });
      expect(members(service).sort()).toEqual(names(100));
      const largest = 100 / 2 ** Math.ceil(Math.log2(100 / most));
      const writes = () => service.requests.filter(({ method }) => method === "PATCH").length;
      expect(writes()).toBeLessThanOrEqual(Math.ceil(100 / largest) * 1.6 + 7);
      await new Engine(membership, open()).delete(state);
      expect(members(service)).toEqual([]);
    }),
  );

  test("and refuses one of them for itself says so of that one", () =>
    withOddService(
      strict(20, (item) => !item.includes("u77")),
      async (service, open) => {
        group(service);
        const engine = new Engine(membership, open());
        const { reasons, outs } = await partial(engine.create({ group: "g", users: names(100) }), {});
        expect(reasons.join()).toContain("400: 1 members");
        expect(members(service)).toEqual(expect.arrayContaining(names(76)));
        expect(outs["users"]).toHaveLength(members(service).length);
      },
    ));

  test.each([0, 2, 4, 8])(
    "and one form of removal only, is understood by several groups at once (%i ms apart)",
    (apart) => {
      const { answer = () => false } = strict(3);
      const oneForm: Oddity = {
        answer: (request, response, service) => {
          const hasValue = operationsOf(request.body).some(({ op, value }) => op === "remove" && value !== undefined);
          if (!hasValue) return answer(request, response, service);
          json(response, 400, { status: "400", detail: "remove takes no value" });
          return true;
        },
      };
      return withOddService(oneForm, async (service, open) => {
        const sizes = [8, 1, 5, 1, 2, 1, 4, 1];
        const engine = new Engine(membership, open());
        const ends = sizes.map(async (size, at) => {
          const id = `g${at}`;
          service.put("Groups", { id, displayName: id, members: names(size).map((value) => ({ value })) });
          await setTimeout(at * apart);
          await engine.delete({ id, inputs: {}, outs: { group: id, users: names(size) } });
        });
        await Promise.all(ends);
        expect(sizes.map((_, at) => memberList(service.held(`g${at}`)))).toEqual(sizes.map(() => []));
      });
    },
  );
});
