import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { json } from "../scim/support/hostileServer.js";
import { withOddService } from "../support/oddService.js";
import { Engine, type JsonObject } from "../support/service.js";

const ada: JsonObject = {
  userName: "ada@acme.io",
  externalId: "E-1",
  name: { givenName: "Ada", familyName: "L" },
  title: "T",
};
const eve: JsonObject = {
  userName: "eve@acme.io",
  externalId: "E-9",
  name: { givenName: "Eve", familyName: "X" },
  title: "CEO",
};

test.each([200, 201])("a POST answered %i with another person's id changes nothing about that person", (status) =>
  withOddService(
    {
      answer: ({ method }, response) => {
        if (method === "POST") json(response, status, { id: "eve" });
        return method === "POST";
      },
    },
    async (service, open) => {
      service.put("Users", { id: "eve", ...eve });
      await new Engine(user, open()).create(ada).catch(() => undefined);
      expect(service.held("eve")).toEqual({ id: "eve", ...eve });
    },
  ),
);

test.each([
  ["whole", true],
  ["by id", false],
])("a POST answered 200 with who is there already (%s) is no leave to take them over: foreign externalId", (_, whole) =>
  withOddService(
    {
      answer: ({ method }, response, service) => {
        if (method === "POST") json(response, 200, whole ? service.held("a") : { id: "a" });
        return method === "POST";
      },
    },
    async (service, open) => {
      service.put("Users", { id: "a", ...ada, externalId: "E-2", title: "Theirs" });
      await new Engine(user, open()).create(ada).catch(() => undefined);
      expect(service.held("a")).toMatchObject({ externalId: "E-2", title: "Theirs" });
    },
  ),
);

test("a service that says 201 and keeps another externalId has made somebody, who is kept", () =>
  withOddService(
    {
      answer: ({ method }, response, service) => {
        if (method !== "POST") return false;
        service.put("Users", { id: "a", ...ada, externalId: "theirs-1" });
        json(response, 201, service.held("a"));
        return true;
      },
    },
    async (service, open) => {
      expect((await new Engine(user, open()).create(ada)).id).toBe("a");
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    },
  ));

test("so it is with a group", () =>
  withOddService(
    {
      answer: ({ method }, response, service) => {
        if (method === "POST") json(response, 200, service.held("g"));
        return method === "POST";
      },
    },
    async (service, open) => {
      service.put("Groups", { id: "g", displayName: "Board", externalId: "G-2" });
      await new Engine(group, open()).create({ displayName: "Board", externalId: "G-1" }).catch(() => undefined);
      expect(service.held("g")).toMatchObject({ externalId: "G-2" });
    },
  ));

test.each(["none", "refused"])(
  "who is found by the name and carries our externalId is ours (filter for externalId: %s)",
  (how) =>
    withOddService(
      {
        answer: ({ method, seen }, response) => {
          const isFiltered = seen.query.has("filter");
          if (method === "POST") json(response, 409, {});
          else if (isFiltered) json(response, how === "none" ? 200 : 400, how === "none" ? { totalResults: 0 } : {});
          return method === "POST" || isFiltered;
        },
      },
      async (service, open) => {
        service.put("Users", { id: "a", ...ada, title: "Old" });
        const state = await new Engine(user, open()).create(ada);
        expect(state.id).toBe("a");
      },
    ),
);

test("a POST answered 501 or 405 fails at once, with one POST", () =>
  withOddService(
    {
      answer: ({ method }, response) => {
        if (method === "POST") json(response, 501, {});
        return method === "POST";
      },
    },
    async (service, open) => {
      await expect(new Engine(user, open()).create(ada)).rejects.toThrow(/501/);
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    },
  ));
