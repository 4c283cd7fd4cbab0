import { memberList } from "../../../provider/directory/members.js";
import { membership } from "../../../provider/resources/membership.js";
import { type Json, type JsonObject } from "../../../provider/scim/json.js";
import { json } from "../scim/support/hostileServer.js";
import { type OddService, withOddService } from "../support/oddService.js";
import { dialectWith, Engine, rejection, type State } from "../support/service.js";
import { took } from "./support/rawServer.js";

const inputs = { group: "g", users: ["a", "b"] };
const state: State = { id: "g", inputs, outs: { ...inputs } };
const team = (service: OddService, members: Json) => service.put("Groups", { id: "g", displayName: "Team", members });
const seen = (service: OddService) => memberList(service.held("g"))?.map(({ id }) => id) ?? [];

describe("a group whose members are", () => {
  it.each<[string, Json, string[]]>([
    ["null", null, []],
    ["a text", "a", []],
    ["an object", { value: "a" }, []],
    ["numbers, nothings and lists", [null, 7, true, [], [{ value: "a" }], {}, { value: null }, { value: {} }], []],
    ["ids alone", ["a", "b"], ["a", "b"]],
    ["each many times", Array<Json>(500).fill({ value: "a" }), ["a"]],
    ["in another letter case", [{ value: "A" }, { value: "B" }], []],
    ["links without ids", [{ $ref: "http://evil.example/Users/a" }], []],
    ["the right ones among rubbish", [{ display: "x" }, { value: "b" }, null, { value: "a", type: 7 }], ["a", "b"]],
  ])("%s shows whom it names, and nobody else", async (_name, members, expected) => {
    await withOddService({}, async (service, open) => {
      team(service, members);
      const shown = await new Engine(membership, open()).refresh(state);
      expect(shown?.inputs).toEqual({ ...inputs, users: expected });
    });
  });

  it("100,000 is read, compared and changed in bounded time", async () => {
    const many = Array.from({ length: 100_000 }, (_, n) => ({ value: `m${n}` }));
    await withOddService({ patchStatus: 204 }, async (service, open) => {
      team(service, [...many, { value: "a" }]);
      const time = await took(async () => {
        const engine = new Engine(membership, open());
        const before = await engine.refresh(state);
        expect(before?.inputs).toEqual({ ...inputs, users: ["a"] });
        await engine.up(before ?? state, inputs);
        expect(seen(service).slice(-2)).toEqual(["a", "b"]);
        await new Engine(membership, open()).delete(state);
      });
      expect(seen(service)).toHaveLength(100_000);
      expect(time).toBeLessThan(10_000);
    });
  });
});

it.each<[string, (service: OddService) => Json]>([
  ["another group", () => ({ id: "other", members: [{ value: "a" }, { value: "b" }] })],
  ["no group at all", () => ({ members: [{ value: "a" }, { value: "b" }] })],
  ["a person", () => ({ id: "a", userName: "a" })],
  ["a text in the place of members", (service) => ({ ...service.held("g"), members: "a,b" })],
])("a change answered with %s, which was not carried out, is not believed: the group is put", async (_name, answer) => {
  await withOddService(
    {
      answer: ({ method }, response, service) => {
        if (method !== "PATCH") return false;
        json(response, 200, answer(service));
        return true;
      },
    },
    async (service, open) => {
      team(service, []);
      service.put("Groups", { displayName: "Other", members: [{ value: "z" }] });
      await new Engine(membership, open()).create(inputs);
      expect(service.lines()).toContain("PUT /Groups/g");
      expect(seen(service)).toEqual(["a", "b"]);
    },
  );
});

it("many memberships at a service whose people have no end walk them once, and each says why it stops", async () => {
  const dialect = dialectWith({ members: { list: "scanUsers" } });
  let n = 0;
  let pages = 0;
  await withOddService(
    {
      answer: ({ method, kind, id }, response) => {
        if (method !== "GET" || kind !== "Users" || id !== undefined) return false;
        pages += 1;
        const rows = Array.from({ length: 100_000 }, (): JsonObject => ({ id: `${n++}` }));
        json(response, 200, { totalResults: 1e9, Resources: rows });
        return true;
      },
    },
    async (service, open) => {
      const groups = ["g1", "g2", "g3"];
      for (const id of groups) service.put("Groups", { id, displayName: id });
      const engine = new Engine(membership, open({ dialect, timeoutMs: 60_000, deadlineMs: 60_000 }));
      const errors = await Promise.all(
        groups.map((group) => rejection(engine.refresh({ id: group, inputs, outs: { group, users: ["a"] } }))),
      );
      for (const { message } of errors) expect(message).toContain("GET /Users does not end");
      expect(pages).toBeLessThanOrEqual(20);
    },
  );
});
