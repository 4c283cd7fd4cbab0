import { type ServerResponse } from "node:http";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { json, text } from "../scim/support/hostileServer.js";
import { type OddRequest, type Oddity, type OddService, withOddService } from "../support/oddService.js";
import { dialectWith, Engine, rejection, type JsonObject } from "../support/service.js";

interface Case {
  handlers: Handlers;
  endpoint: "Users" | "Groups";
  wants: JsonObject;
  /** Ours, as the service holds it when it is there already. */
  there: JsonObject;
  name: string;
}

const kinds: Case[] = [
  {
    handlers: user,
    endpoint: "Users",
    wants: { userName: "ada@acme.io", externalId: "E-1", title: "Engineer" },
    there: { userName: "ada@acme.io", externalId: "E-1", title: "Old" },
    name: "user ada@acme.io",
  },
  {
    handlers: group,
    endpoint: "Groups",
    wants: { displayName: "Board", externalId: "G-1" },
    there: { displayName: "Board", externalId: "G-1" },
    name: "group Board",
  },
];
const connection = { dialect: dialectWith({ group: { lookBeforeCreate: false } }) };

/** A service that answers POST so. */
const posting = (answer: (response: ServerResponse, request: OddRequest, service: OddService) => void): Oddity => ({
  answer: (request, response, service) => {
    if (request.method === "POST") answer(response, request, service);
    return request.method === "POST";
  },
});

const conflicts: Record<string, (response: ServerResponse) => void> = {
  "no body": (response) => response.writeHead(409).end(),
  "an empty object": (response) => {
    json(response, 409, {});
  },
  "a SCIM error": (response) => {
    json(response, 409, { status: "409", scimType: "uniqueness", detail: "taken" });
  },
  "a status that is a number": (response) => {
    json(response, 409, { status: 409, detail: "taken" });
  },
  "another status in its body": (response) => {
    json(response, 409, { status: "400", detail: "taken" });
  },
  "a shape of the vendor's own": (response) => {
    json(response, 409, { code: 17, message: "taken" });
  },
  "a list of errors": (response) => {
    json(response, 409, { errors: [{ detail: "taken" }] });
  },
  "an array": (response) => {
    json(response, 409, ["taken"]);
  },
  "a text": (response) => {
    text(response, 409, "taken", { "content-type": "text/plain" });
  },
  "a page of HTML": (response) => {
    text(response, 409, "<html><body>taken</body></html>", { "content-type": "text/html" });
  },
  "half of an object": (response) => {
    text(response, 409, '{"detail": "tak', { "content-type": "application/json" });
  },
};

describe.each(kinds)("a create of $name", ({ handlers, endpoint, wants, there, name }) => {
  describe.each(Object.entries(conflicts))("that is answered 409 with %s", (_, conflict) => {
    test("takes over who is there and ours", () =>
      withOddService(posting(conflict), async (service, open) => {
        service.put(endpoint, { id: "other", displayName: "Other", userName: "o@acme.io" });
        service.put(endpoint, { id: "a", ...there });
        const engine = new Engine(handlers, open(connection));
        const state = await engine.create(wants);
        expect(state.id).toBe("a");
        expect(service.held("a")).toMatchObject(wants);
        expect(service[endpoint].size).toBe(2);
        engine.directory = open(connection);
        expect(engine.diff(state, wants)).toBe("none");
      }));

    test("fails with one POST and the way out where nobody is seen", () =>
      withOddService(posting(conflict), async (service, open) => {
        service.put(endpoint, { id: "other", displayName: "Other", userName: "o@acme.io" });
        const { message } = await rejection(new Engine(handlers, open(connection)).create(wants));
        expect(message).toMatch(
          new RegExp(`^Could not create ${name}: POST /${endpoint} was answered with 409.*(Nobody|No group) there`),
        );
        expect(message).not.toContain("<html");
        expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
        expect(service[endpoint].size).toBe(1);
      }));
  });

  const successes: Record<string, (response: ServerResponse, made: JsonObject) => void> = {
    "201 and an empty object": (response) => {
      json(response, 201, {});
    },
    "201 and no body": (response) => response.writeHead(201).end(),
    "201 and the id alone": (response, { id }) => {
      json(response, 201, { id });
    },
    "200 instead of 201": (response, made) => {
      json(response, 200, made);
    },
    "202 and no body": (response) => response.writeHead(202).end(),
    "204 and a Location": (response, { id }) =>
      response.writeHead(204, { location: `/scim/${endpoint}/${JSON.stringify(id)}` }).end(),
    "201, with a location that leads elsewhere": (response, made) => {
      json(response, 201, { ...made, meta: { location: "https://elsewhere.example/x" } }, { location: "/nowhere" });
    },
    "201 in the form of a list": (response, made) => {
      json(response, 201, { Resources: [made], totalResults: 1 });
    },
  };
  test.each(Object.entries(successes))("that is answered %s makes one, and no difference is left", (_, answer) =>
    withOddService(
      posting((response, { body }, service) => {
        answer(response, service.held(service.put(endpoint, body)));
      }),
      async (service, open) => {
        const engine = new Engine(handlers, open(connection));
        const state = await engine.create(wants);
        expect(service[endpoint].size).toBe(1);
        expect(service.held(state.id)).toMatchObject(wants);
        expect(service.lines().filter((line) => !line.startsWith("GET"))).toEqual([`POST /${endpoint}`]);
        engine.directory = open(connection);
        expect(engine.diff(state, wants)).toBe("none");
        const seen = await engine.refresh(state);
        expect(seen && engine.diff(seen, wants)).toBe("none");
      },
    ),
  );

  const filters: Record<string, (response: ServerResponse, service: OddService) => void> = {
    "refuses filters": (response) => {
      json(response, 400, { status: "400", scimType: "invalidFilter" });
    },
    "has no filters": (response) => {
      json(response, 501, {});
    },
    "finds nobody by filters": (response) => {
      json(response, 200, { totalResults: 0, Resources: [] });
    },
    "finds nobody by filters, and leaves Resources out": (response) => {
      json(response, 200, { totalResults: 0 });
    },
    "shows somebody else for each filter": (response, service) => {
      json(response, 200, { totalResults: 1, Resources: [service.held("other")] });
    },
    "shows everybody for each filter": (response, service) => {
      json(response, 200, { totalResults: 2, Resources: [service.held("other"), service.held("a")] });
    },
  };
  test.each(Object.entries(filters))("finds who is in the way at a service that %s", (_, filtered) =>
    withOddService(
      {
        answer: ({ method, seen }, response, service) => {
          const isFiltered = seen.query.has("filter");
          if (method === "POST") json(response, 409, {});
          else if (isFiltered) filtered(response, service);
          return method === "POST" || isFiltered;
        },
      },
      async (service, open) => {
        service.put(endpoint, { id: "other", displayName: "Other", userName: "o@acme.io", externalId: "X-9" });
        service.put(endpoint, { id: "a", ...wants });
        const state = await new Engine(handlers, open(connection)).create(wants);
        expect(state.id).toBe("a");
        expect(service.held("other")).toMatchObject({ displayName: "Other", externalId: "X-9" });
      },
    ),
  );
});

describe.each(kinds)("a POST of $name", ({ handlers, endpoint, wants }) => {
  const at = (id: string) => [`https://acme.example/scim/${endpoint}/${id}`, `/scim/${endpoint}/${id}/?x#y`];

  test.each([0, 1])("whose 201 only says where the object is costs one read (%#)", (form) =>
    withOddService(
      posting((response, { body }, service) => {
        const id = service.put(endpoint, { ...body, id: "a@b" });
        response.writeHead(201, { location: at(encodeURIComponent(id))[form] }).end();
      }),
      async (service, open) => {
        const state = await new Engine(handlers, open(connection)).create(wants);
        expect(state).toMatchObject({ id: "a@b", outs: wants });
        expect(service.lines()).toEqual([`POST /${endpoint}`, `GET /${endpoint}/a%40b`].map(decodeURIComponent));
      },
    ),
  );

  test.each(["nowhere", "/scim/Other/1", "%"])("whose Location is %j is settled by a look-up", (location) =>
    withOddService(
      posting((response, { body }, service) => {
        service.put(endpoint, body);
        response.writeHead(201, { location }).end();
      }),
      async (service, open) => {
        await new Engine(handlers, open(connection)).create(wants);
        expect(service[endpoint].size).toBe(1);
      },
    ),
  );

  test("whose answer is lost is not sent again before lists that lag behind show the object", () => {
    let madeAt = Infinity;
    const lagging: Oddity = {
      answer: ({ method, id, body }, response, service) => {
        if (method === "POST") {
          service.put(endpoint, body);
          madeAt = performance.now();
          response.destroy();
          return true;
        }
        const isHidden = method === "GET" && id === undefined && performance.now() - madeAt < 2_000;
        if (isHidden) json(response, 200, { totalResults: 0, Resources: [] });
        return isHidden;
      },
    };
    return withOddService(lagging, async (service, open) => {
      await new Engine(handlers, open(connection)).create(wants);
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
      expect(service[endpoint].size).toBe(1);
    });
  });
});

describe("a POST whose answer is lost, at a service that keeps less than it is sent,", () => {
  const wants = { userName: "ada@acme.io", title: "Engineer", nickName: "Ada" };
  const making = (kept: JsonObject): Oddity =>
    posting((response, _, service) => {
      service.put("Users", { id: "a", ...kept });
      response.destroy();
    });
  const { userName, nickName } = wants;

  test("has made whoever holds what it does keep, and is not sent again", () =>
    withOddService(making({ userName, nickName }), async (service, open, said) => {
      expect((await new Engine(user, open()).create(wants)).id).toBe("a");
      expect(said.join()).toContain("adopted user ada@acme.io, who was in the service with id a");
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    }));

  test.each([{ userName, nickName, title: "Auditor" }, { userName }])("has not made %j", (kept) =>
    withOddService(making(kept), async (service, open) => {
      const { message } = await rejection(new Engine(user, open()).create(wants));
      expect(message).toMatch(/userName is taken by user ada@acme.io \(id a\)\. To go on, set adopt: "userName"/);
      expect(service.held("a")).toEqual({ id: "a", ...kept });
    }),
  );

  test.each([{ adopt: "never" }, { externalId: "E-1" }])("leaves somebody alone where the program says %j", (more) =>
    withOddService(making({ userName, nickName }), async (_, open) => {
      const { message } = await rejection(new Engine(user, open()).create({ ...wants, ...more }));
      expect(message).toContain("userName is taken by user ada@acme.io");
    }),
  );
});

describe.each(kinds)("a service that says of a new one of $name", ({ handlers, endpoint, wants, there }) => {
  test.each([400, 422])("that it is not unique by %i and the word for that has it taken over, as by 409", (status) =>
    withOddService(
      posting((response) => {
        json(response, status, { status: String(status), scimType: "uniqueness", detail: "taken" });
      }),
      async (service, open) => {
        service.put(endpoint, { id: "a", ...there });
        expect((await new Engine(handlers, open(connection)).create(wants)).id).toBe("a");
        expect(service[endpoint].size).toBe(1);
      },
    ),
  );

  test.each([409, 500])("%i, and lets nobody look, is quoted with both its answers", (status) =>
    withOddService(
      {
        answer: ({ method, id }, response) => {
          if (id === undefined) json(response, method === "POST" ? status : 403, {});
          return id === undefined;
        },
      },
      async (service, open) => {
        const { message } = await rejection(new Engine(handlers, open(connection)).create(wants));
        expect(message).toMatch(
          new RegExp(
            `POST /${endpoint} was answered with ${status}.*could not be looked up: GET /${endpoint} was answered with 403`,
          ),
        );
        expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
      },
    ),
  );

  test.each([201, 202])("that it is made (%i), and shows it only after a while, is asked no second time", (status) => {
    let isShown = false;
    const behind: Oddity = {
      answer: ({ method, id, body }, response, service) => {
        if (method === "POST" && service[endpoint].size === 0) {
          service.put(endpoint, body);
          json(response, status, {});
          return true;
        }
        if (method === "POST") json(response, 409, {});
        const isHidden = method === "GET" && id === undefined && !isShown;
        if (isHidden) json(response, 200, { totalResults: 0, Resources: [] });
        return isHidden || method === "POST";
      },
    };
    return withOddService(behind, async (service, open) => {
      const engine = new Engine(handlers, open(connection));
      const { message } = await rejection(engine.create(wants));
      expect(message).toMatch(new RegExp(`answered with ${status}.*does not show it yet. Run .pulumi up. again`));
      expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
      isShown = true;
      engine.directory = open(connection);
      const state = await engine.create(wants);
      expect([...service[endpoint].keys()]).toEqual([state.id]);
    });
  });
});
