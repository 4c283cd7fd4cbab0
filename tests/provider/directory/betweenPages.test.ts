import { membership } from "../../../provider/resources/membership.js";
import { Roster } from "../../../provider/directory/roster.js";
import { group as groups } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { type JsonObject } from "../../../provider/scim/json.js";
import { json } from "../scim/support/hostileServer.js";
import { type Oddity, type OddService, withOddService } from "../support/oddService.js";
import { Engine, type State } from "../support/service.js";

const SIZE = 5;

/** Lists in pages; after the first one that is given, `meanwhile` happens, so that what follows moves up. */
function paged(meanwhile: (service: OddService) => void): Required<Pick<Oddity, "answer">> {
  let isDue = true;
  return {
    answer: ({ method, id, kind, seen }, response, service) => {
      if (method !== "GET" || id !== undefined || kind === "ServiceProviderConfig") return false;
      const from = Number(seen.query.get("startIndex") ?? "1") - 1;
      const all = [...service[kind].values()];
      const rows = all.slice(from, from + SIZE);
      json(response, 200, { totalResults: all.length, itemsPerPage: SIZE, startIndex: from + 1, Resources: rows });
      if (isDue) meanwhile(service);
      isDue = false;
      return true;
    },
  };
}

const count = 12;
const person = (at: number) => ({ id: `u${at}`, userName: `u${at}@acme.io` });
const state = (id: string, outs: JsonObject): State => ({
  id,
  inputs: outs,
  outs: { ...outs, __managed: Object.keys(outs) },
});

test("people who fall between two pages, since somebody before them is ended meanwhile, are not gone", () =>
  withOddService(
    paged((service) => service.Users.delete("u0")),
    async (service, open) => {
      for (let at = 0; at < count; at += 1) service.put("Users", person(at));
      const engine = new Engine(user, open());
      const states = Array.from({ length: count }, (_, at) => state(`u${at}`, { userName: `u${at}@acme.io` }));
      const seen = await Promise.all(states.map((one) => engine.refresh(one)));
      // The first page had shown u0; u5 is on no page.
      expect(seen.map((one) => one?.id)).toEqual(states.map(({ id }) => id));
      expect(service.lines()).toContain("GET /Users/u5");
    },
  ));

test("a group that falls between two pages is not gone, nor are its memberships", () =>
  withOddService(
    paged((service) => service.Groups.delete("g0")),
    async (service, open) => {
      for (let at = 0; at < count; at += 1)
        service.put("Groups", { id: `g${at}`, displayName: `G${at}`, members: [{ value: "a" }] });
      const directory = open();
      const reads = Array.from({ length: count }, (_, at) => [
        new Engine(groups, directory).refresh(state(`g${at}`, { displayName: `G${at}` })),
        new Engine(membership, directory).refresh({
          id: `g${at}`,
          inputs: {},
          outs: { group: `g${at}`, users: ["a"] },
        }),
      ]);
      const seen = await Promise.all(reads.flat());
      expect(seen.filter((one) => one === undefined)).toEqual([]);
    },
  ));

test("whoever falls between two pages of a scan stays in their group, where all who stay are sent", () =>
  withOddService({}, async (service, open) => {
    for (let at = 0; at < count; at += 1) service.put("Users", { ...person(at), groups: [{ value: "g" }] });
    const { reads } = open();
    const roster = new Roster(reads, []);
    const scan = async (meanwhile: (service: OddService) => void) => {
      service.oddity.answer = paged(meanwhile).answer;
      return [...(await roster.members("g", "G", { fresh: true })).keys()].sort();
    };
    const everybody = Array.from({ length: count }, (_, at) => `u${at}`).sort();
    expect(await scan(() => undefined)).toEqual(everybody);
    expect(await scan((them) => them.Users.delete("u0"))).toEqual(everybody);
    expect(service.lines().filter((line) => /Users\//.test(line))).toEqual(["GET /Users/u5"]);
    expect(await scan(() => undefined)).toEqual(everybody.filter((id) => id !== "u0"));
  }));
