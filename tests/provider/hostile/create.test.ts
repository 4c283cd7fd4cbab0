import { type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { user } from "../../../provider/resources/user.js";
import { type Json, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { json, text } from "../scim/support/hostileServer.js";
import { type OddRequest, type OddService, withOddService } from "../support/oddService.js";
import { Engine, rejection } from "../support/service.js";
import { took } from "./support/rawServer.js";

const MIB = 2 ** 20;
const ada = { userName: "ada@acme.io", externalId: "E-1", name: { givenName: "Ada", familyName: "L" } };
const crowd = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, n) => ({ id: `s${n}`, userName: `s${n}@other.example`, externalId: `S-${n}` }));
const posts = (service: OddService) => service.lines().filter((line) => line.startsWith("POST")).length;
const copies = (service: OddService) =>
  [...service.Users.values()].filter(({ userName }) => textOf(userName)?.toLowerCase() === ada.userName);

/** What a POST that was carried out is answered with. */
type Reply = [
  name: string,
  status: number,
  body: (made: JsonObject) => string | Buffer,
  headers?: Record<string, string>,
];

/** How its answer breaks. */
type Break = (response: ServerResponse, made: JsonObject) => void;

describe("a POST that was carried out makes one person, though it is answered", () => {
  const spelt = (made: JsonObject) => JSON.stringify(made);
  const coded = (coding: string) => ({ "content-encoding": coding });
  const scimError = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "500", detail: "no" };
  const replies: Reply[] = [
    ["204 without a body", 204, () => ""],
    ["201 without a body", 201, () => ""],
    ["201 with an empty object", 201, () => "{}"],
    ["202 with a job in the place of the person", 202, () => '{"job":7,"status":"queued"}'],
    ["201 with an array", 201, (made) => JSON.stringify([made])],
    ["201 with a list", 201, (made) => JSON.stringify({ totalResults: 1, Resources: [made] })],
    ["201 with the person in a text", 201, (made) => JSON.stringify(spelt(made))],
    ["201 with null for an id", 201, (made) => JSON.stringify({ ...made, id: null })],
    ["201 with an object for an id", 201, (made) => JSON.stringify({ ...made, id: { value: made["id"] } })],
    ["201 with an empty id", 201, (made) => JSON.stringify({ ...made, id: "" })],
    ["200 and a page of HTML", 200, () => "<html><title>Sign in</title>", { "content-type": "text/html" }],
    ["201 in a coding that nobody knows", 201, spelt, coded("zstd")],
    ["201 in gzip that is none", 201, spelt, coded("gzip")],
    ["201 and a bomb", 201, () => gzipSync(Buffer.alloc(100 * MIB), { level: 1 }), coded("gzip")],
    ["201 in a charset that it is not in", 201, spelt, { "content-type": "application/json;charset=utf-16" }],
    ["200 with a SCIM error of 500 in it", 200, () => JSON.stringify(scimError)],
  ];
  it.each(replies)("%s", (_name, status, body, headers = {}) =>
    oneOf((response, made) => {
      text(response, status, body(made), headers);
    }),
  );

  const breaks: [string, Break][] = [
    ["half", halfOf],
    ["a byte now and then", drip],
    ["without end", endless],
    ["by the end of the connection", (response) => void response.socket?.destroy()],
  ];
  it.each(breaks)("%s", (_name, answer) => oneOf(answer));

  async function oneOf(answer: Break): Promise<void> {
    await withOddService(
      {
        answer: ({ method, kind, body }, response, service) => {
          if (method !== "POST" || kind !== "Users") return false;
          answer(response, service.held(service.put("Users", body)));
          return true;
        },
      },
      async (service, open) => {
        const engine = new Engine(user, open({ timeoutMs: 1000, deadlineMs: 5000 }));
        const time = await took(async () => {
          const state = await engine.create(ada);
          expect(copies(service).map(({ id }) => id)).toEqual([state.id]);
          expect(state.outs["userName"]).toBe(ada.userName);
        });
        expect(posts(service)).toBe(1);
        expect(time).toBeLessThan(5000);
      },
    );
  }

  function halfOf(response: ServerResponse, made: JsonObject): void {
    response.writeHead(201, { "content-length": "10000" });
    response.write(JSON.stringify(made));
    setTimeout(() => response.destroy(), 10);
  }

  function drip(response: ServerResponse): void {
    response.writeHead(201);
    const more = setInterval(() => response.write(" "), 20);
    response.on("close", () => {
      clearInterval(more);
    });
  }

  function endless(response: ServerResponse): void {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(MIB, 0x20)));
    };
    response.writeHead(201).on("drain", more);
    more();
  }

  it.each<[string, (made: JsonObject) => string]>([
    ["a byte order mark", (made) => `\uFEFF${JSON.stringify(made)}`],
    ["an id twice, the last one right", (made) => `{"id":"wrong",${JSON.stringify(made).slice(1)}`],
    ["a number for an id", (made) => JSON.stringify({ ...made, id: 17 })],
  ])("with %s", async (_name, body) => {
    await withOddService(
      {
        answer: ({ method, kind, body: sent }, response, service) => {
          if (method !== "POST" || kind !== "Users") return false;
          service.put("Users", { ...sent, id: "17" });
          text(response, 201, body(service.held("17")), { "content-type": "text/plain" });
          return true;
        },
      },
      async (service, open) => {
        expect((await new Engine(user, open()).create(ada)).id).toBe("17");
        expect([posts(service), copies(service).length]).toEqual([1, 1]);
      },
    );
  });
});

/** What a filter is answered with. */
type Filtered = (hit: JsonObject, all: JsonObject[]) => Json | number;

describe("somebody who exists, found by a filter that", () => {
  const listOf = (...people: JsonObject[]): JsonObject => ({ totalResults: people.length, Resources: people });
  const lies: [string, Filtered][] = [
    ["brings everybody", (_hit, all) => listOf(...all)],
    ["brings nobody", () => listOf()],
    ["brings nobody, and says that there is one", () => ({ totalResults: 1, Resources: [] })],
    ["brings nobody, in no list", () => ({ totalResults: 0 })],
    ["brings somebody else", (_hit, all) => listOf(all[3] ?? {})],
    ["brings somebody else and the right one", (hit, all) => listOf(all[3] ?? {}, hit)],
    ["brings the right one three times", (hit) => listOf(hit, hit, hit)],
    ["brings the right one without attributes", ({ id }) => listOf({ id: id ?? "" })],
    ["brings the right one in capitals", (hit) => listOf({ ...hit, userName: "ADA@ACME.IO" })],
    ["brings the right one and one without an id", (hit) => listOf({ userName: ada.userName, externalId: "E-1" }, hit)],
    ["is refused", () => 400],
    ["fails", () => 501],
  ];

  it.each(lies)("%s, is taken over once and made twice never", async (_name, filtered) => {
    for (const there of [{ ...ada }, { ...ada, userName: "Ada@Acme.IO" }]) {
      await withOddService(
        {
          answer: (request, response, service) => {
            if (request.kind !== "Users") return false;
            if (request.method === "POST") json(response, 409, { scimType: "uniqueness" });
            else if (request.seen.query.has("filter")) filter(request, response, service);
            else return false;
            return true;
          },
        },
        async (service, open) => {
          for (const one of crowd(30)) service.put("Users", one);
          const id = service.put("Users", { ...there, id: "right" });
          const engine = new Engine(user, open({ deadlineMs: 4000 }));
          const state = await engine.create(ada);
          expect(state.id).toBe(id);
          expect(copies(service).map((copy) => copy["id"])).toEqual([id]);
          expect(service.Users.size).toBe(31);
          expect(posts(service)).toBe(1);
          const touched = service.requests.filter(({ method }) => method === "PATCH" || method === "PUT");
          expect(touched.every((request) => request.id === id)).toBe(true);
        },
      );
    }

    function filter({ seen }: OddRequest, response: ServerResponse, service: OddService): void {
      const answer = filtered(service.held("right"), [...service.Users.values()]);
      if (typeof answer === "number") json(response, answer, {});
      else json(response, 200, Number(seen.query.get("startIndex") ?? 1) > 1 ? listOf() : answer);
    }
  });
});

it("somebody whose externalId differs in letter case is somebody else: refused, with both named", async () => {
  await withOddService(
    {
      answer: ({ method, kind }, response) => {
        if (method !== "POST" || kind !== "Users") return false;
        json(response, 409, {});
        return true;
      },
    },
    async (service, open) => {
      service.put("Users", { ...ada, id: "other", externalId: "e-1" });
      const error = await rejection(new Engine(user, open()).create(ada));
      expect(error.message).toContain("(id other, externalId e-1) carries another externalId");
      expect(error.message).toContain("To go on");
      expect(service.held("other")["externalId"]).toBe("e-1");
      expect(posts(service)).toBe(1);
    },
  );
});

it("a service that says of everybody that they exist, and shows nobody, is asked once and told so", async () => {
  await withOddService(
    {
      answer: ({ method, kind }, response) => {
        if (method !== "POST" || kind !== "Users") return false;
        json(response, 409, {});
        return true;
      },
    },
    async (service, open) => {
      const error = await rejection(new Engine(user, open()).create(ada));
      expect(error.message).toMatch(/^Could not create user ada@acme\.io: .*409/);
      expect(error.message).toContain("correct the attribute, or free it in the service");
      expect(posts(service)).toBe(1);
    },
  );
});
