import { adapt } from "../../../provider/resources/adapter.js";
import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { isObject, type JsonObject } from "../../../provider/scim/json.js";
import { redact } from "../../../provider/scim/redact.js";
import { json, text } from "../scim/support/hostileServer.js";
import { failure, TOKEN, withClient } from "../scim/support/withClient.js";
import { withOddService } from "../support/oddService.js";
import { Engine, rejection } from "../support/service.js";

const ESC = "\u001b";
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const HALF = TOKEN.slice(0, 12);

describe("the token in an error's detail is hidden", () => {
  const upper = encodeURIComponent(TOKEN);
  const hex = (prefix: string, suffix: string) =>
    TOKEN.replace(/[^A-Za-z0-9]/g, (one) => `${prefix}${one.charCodeAt(0).toString(16).padStart(4, "0")}${suffix}`);
  it.each<[string, string]>([
    ["as it is", TOKEN],
    ["as URLs have it, in small letters", upper.replace(/%../g, (code) => code.toLowerCase())],
    [
      "with every character but letters as URLs have it",
      TOKEN.replace(/\W/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
    ],
    ["as PHP writes JSON", TOKEN.replaceAll("/", "\\/")],
    ["as .NET writes JSON", hex("\\u", "").replace(/\\u..../g, (code) => `\\u${code.slice(2).toUpperCase()}`)],
    ["as Gson writes JSON", hex("\\u", "")],
    ["as Mustache writes HTML", hex("&#x", ";")],
    ["as others write HTML", TOKEN.replace(/[^\w-]/g, (one) => `&#${one.charCodeAt(0)};`)],
    ["by the names of HTML", TOKEN.replaceAll("/", "&sol;").replaceAll("+", "&plus;").replaceAll("=", "&equals;")],
    ["in base64", Buffer.from(TOKEN).toString("base64")],
    ["with characters that nobody sees", Array.from(TOKEN).join("\u200b")],
    ["after a page of blanks, where the reading ends in the middle of it", `${" ".repeat(20_000 - 12)}${TOKEN}`],
    ["at the end of a cut answer", `${" ".repeat(64 * 1024 - 12)}${TOKEN}`],
    ["again and again", `${TOKEN} `.repeat(5000)],
  ])("%s", async (_name, echo) => {
    for (const body of [echo, JSON.stringify({ detail: echo }), `<html><body>${echo}</body></html>`]) {
      await withClient(
        (response) => {
          text(response, 400, body);
        },
        async (client) => {
          const error = await failure(client.request("POST", "/Users", { body: {} }));
          const shown = `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)}`;
          const seen = shown.replace(/[^A-Za-z0-9]/g, "");
          expect(seen).not.toContain("Zx81");
          expect(shown).not.toContain(Buffer.from(TOKEN).toString("base64").slice(0, 12));
        },
      );
    }
  });

  it("when the connection breaks off in the middle of it", async () => {
    await withClient(
      (response) => {
        response.writeHead(401, { "content-length": "1000" });
        response.write(`{"detail":"not a token: ${HALF}`);
        setTimeout(() => response.destroy(), 20);
      },
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error.message).toContain("not a token: [hidden]");
        expect(error.message).not.toContain(HALF);
      },
    );
  });

  it("in bounded time, however the text is made", () => {
    const secrets = [TOKEN, "\\".repeat(40), "a".repeat(4000), '"&<>'.repeat(200)];
    const begin = performance.now();
    for (const piece of ["\\", "a", '"&<>', "&#x0", "%2", TOKEN.slice(0, -1), "Bearer "])
      redact(piece.repeat(20_000 / piece.length), secrets);
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  it("in headers that are quoted too", async () => {
    await withClient(
      (response) => {
        text(response, 200, "x", { "content-encoding": TOKEN, "content-type": `text/${TOKEN}` });
      },
      async (client) => {
        expect((await failure(client.request("POST", "/Users", { body: {} }))).message).not.toContain("Zx81");
      },
    );
  });
});

describe("sequences that terminals obey", () => {
  const nasty = `${ESC}[31m${ESC}]0;owned\u0007\u009b2J\u202Eevil\r\n::error::fake\u2028line`;

  it("reach no error from any part of an answer", async () => {
    const scimError = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "400" };
    const bodies: [number, string][] = [
      [400, JSON.stringify({ detail: nasty, scimType: nasty })],
      [400, JSON.stringify({ errors: [{ code: nasty, message: nasty }] })],
      [409, nasty],
      [500, `<html><title>${nasty}</title><h1>${nasty}</h1>`],
      [200, nasty],
      [200, `<html>${nasty}`],
      [200, JSON.stringify({ ...scimError, detail: nasty })],
    ];
    for (const [status, body] of bodies) {
      await withClient(
        (response) => {
          text(response, status, body);
        },
        async (client) => {
          const error = await failure(client.request("POST", "/Users", { body: {} }));
          expect(error.message).not.toMatch(UNSEEN);
        },
      );
    }
  });

  it("reach neither notice nor error by the names and ids of people in the service", async () => {
    const there = { id: `id-${nasty}`, userName: `ADA@acme.io`, externalId: `key-${nasty}`, active: false };
    await withOddService(
      {
        answer: (request, response) => {
          if (request.method !== "POST") return false;
          json(response, 409, { detail: nasty });
          return true;
        },
      },
      async (service, open, said) => {
        service.put("Users", there);
        const engine = new Engine(user, open());
        const error = await rejection(engine.create({ userName: "ada@acme.io", externalId: "mine" }));
        expect(error.message).toContain("carries another externalId");
        expect(`${error.message}${error.stack ?? ""}`).not.toMatch(UNSEEN);
        const taken = await engine.create({ userName: "ada@acme.io", adopt: "userName" });
        expect(taken.id).toBe(there.id);
        expect(said.join("\n")).toContain("reactivated user ada@acme.io");
        for (const line of said) expect(line).not.toMatch(UNSEEN);
      },
    );
  });

  it("reach no error by the name of a group whose last words are the service's", async () => {
    await withOddService(
      {
        answer: (request, response) => {
          if (request.method !== "DELETE") return false;
          json(response, 403, { detail: nasty });
          return true;
        },
      },
      async (service, open) => {
        const id = service.put("Groups", { displayName: nasty });
        const outs = { displayName: nasty, __managed: ["displayName"] };
        const error = await rejection(new Engine(group, open()).delete({ id, inputs: {}, outs }));
        expect(error.message).toContain("Could not end group");
        expect(error.message).not.toMatch(UNSEEN);
      },
    );
  });
});

describe("a credential that the service repeats in people's attributes", () => {
  const token = "tok-Zx81/secret+value==";
  const key = "Key of-a-gateway-Zx81-0123";
  const show = (resource: JsonObject): JsonObject => ({
    ...resource,
    profileUrl: `https://acme.example/me?access_token=${encodeURIComponent(token)}`,
    nickName: `${token}, ${Buffer.from(token).toString("base64")}`,
    photos: [{ value: "https://acme.example/of-a-gateway-Zx81-0123.png", type: "photo" }],
    "urn:example:debug:2.0:User": { authorization: `Bearer ${token}` },
  });

  it("comes into no state, while ids, other headers' values and what is sent stay as they are", async () => {
    const headers = { "X-Api-Key": key, "X-As-User": "asking.person@acme.io" };
    await withOddService({ show, patchStatus: 204 }, async (service, open) => {
      const id = service.put("Users", { id: `boss-${token}`, userName: "asking.person@acme.io" });
      let directory = open({ token, headers });
      const provider = adapt(
        user,
        () => undefined,
        () => directory,
      );
      const inputs = { userName: "ada@acme.io", title: "A" };
      const made = await provider.create(inputs);
      const seen = await provider.read?.(made.id, made.outs);
      const changed = await provider.update?.(made.id, seen?.props, { ...inputs, title: "B" });
      directory = open({ token, headers });
      const got = await provider.read?.(id, { __get: true });
      const found = await provider.read?.("lookup:userName=asking.person%40acme.io", {});
      const states = [made.outs, seen?.props, changed?.outs, got?.props, found?.props].map((one: unknown) =>
        isObject(one) ? one : {},
      );
      expect([got?.id, states.at(-1)?.["scimId"]]).toEqual([id, id]);
      expect([got?.props, found?.props]).toMatchObject(Array(2).fill({ userName: "asking.person@acme.io" }));
      for (const props of states) {
        const shown = { ...props, scimId: "" };
        expect(shown).toMatchObject({ profileUrl: "https://acme.example/me?access_token=[hidden]" });
        expect(JSON.stringify(shown)).not.toMatch(/Zx81|dG9r/);
      }
      expect(service.requests.map(({ body }) => JSON.stringify(body)).join()).not.toContain("[hidden]");
    });
  });
});
