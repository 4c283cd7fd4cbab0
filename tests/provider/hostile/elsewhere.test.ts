import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { isObject, type JsonObject } from "../../../provider/scim/json.js";
import { type HostileServer, hostileServer, json, text } from "../scim/support/hostileServer.js";
import { type Oddity, withOddService } from "../support/oddService.js";
import { Engine, rejection } from "../support/service.js";

/** A server elsewhere that would like to be asked. */
async function withThief(body: (thief: HostileServer) => Promise<void>): Promise<void> {
  const thief = await hostileServer((response) => {
    json(response, 200, { id: "stolen", userName: "stolen", totalResults: 1, Resources: [{ id: "stolen" }] });
  });
  try {
    await body(thief);
    expect(thief.seen).toEqual([]);
  } finally {
    await thief.close();
  }
}

it("a whole life goes by where every answer names places elsewhere, and none of them is asked", async () => {
  await withThief(async (thief) => {
    const away = `${thief.url}/Users/1`;
    const show = (resource: JsonObject): JsonObject => {
      const { members } = resource;
      const listed = Array.isArray(members) ? members.map((one) => (isObject(one) ? { ...one, $ref: away } : one)) : [];
      return {
        ...resource,
        meta: { location: away, resourceType: away },
        $ref: away,
        ...(members ? { members: listed } : {}),
      };
    };
    const config = { documentationUri: away, patch: { supported: true }, meta: { location: away } };
    await withOddService({ show, config }, async (service, open) => {
      const people = new Engine(user, open());
      const boss = await people.create({ userName: "boss@acme.io" });
      let ada = await people.create({ userName: "ada@acme.io", manager: boss.id, profileUrl: away });
      const team = await new Engine(group, open()).create({ displayName: "Team" });
      const links = new Engine(membership, open());
      const set = await links.create({ group: team.id, users: [ada.id, boss.id] });
      people.directory = open();
      [ada] = await Promise.all([people.refresh(ada).then((seen) => seen ?? ada), people.refresh(boss)]);
      ada = await people.up(ada, { userName: "ada@acme.io", title: "CTO" });
      expect(await links.refresh(set)).toMatchObject({ inputs: { users: [ada.id, boss.id] } });
      await links.delete(set);
      people.directory = open();
      for (const state of [ada, boss]) await people.delete(state);
      expect(service.Users.size).toBe(0);
    });
  });
});

describe.each([301, 302, 303, 307, 308])("a redirect with %i", (status) => {
  it.each(["elsewhere", "on the same host"])("%s is followed by no step, and each says where it led", async (where) => {
    await withThief(async (thief) => {
      let verb = "";
      const oddity: Oddity = {
        answer: ({ method, kind }, response) => {
          if (method !== verb || kind === "ServiceProviderConfig") return false;
          const location = where === "elsewhere" ? `${thief.url}/Users?access=1` : "/other/Users";
          text(response, status, "", { location });
          return true;
        },
      };
      await withOddService(oddity, async (service, open) => {
        const engine = new Engine(user, open({ deadlineMs: 2000 }));
        const ada = await engine.create({ userName: "ada@acme.io", title: "A" });
        const steps: [string, () => Promise<unknown>][] = [
          ["POST", () => engine.create({ userName: "bob@acme.io" })],
          ["GET", () => engine.refresh(ada)],
          ["PATCH", () => engine.up(ada, { userName: "ada@acme.io", title: "B" })],
          ["DELETE", () => new Engine(user, open({ deadlineMs: 2000 })).delete(ada)],
        ];
        for (const [method, step] of steps) {
          verb = method;
          service.requests.length = 0;
          const error = await rejection(step());
          expect(error.message).toContain(`${status}, a redirect to`);
          if (where === "elsewhere") expect(error.message).toContain(new URL(thief.url).host);
          expect(error.message).toContain("set endpoint to the address where the service really is");
          expect(error.message).not.toContain("access=1");
          expect(service.lines().filter((line) => line.startsWith(method)).length).toBeLessThanOrEqual(
            method === "POST" ? 3 : 2,
          );
          expect(service.lines().join()).not.toContain("other");
        }
        expect(service.Users.size).toBe(1);
      });
    });
  });
});
