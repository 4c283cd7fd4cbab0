import {
  AnswerError,
  AuthenticationError,
  ConflictError,
  DeadlineError,
  effectOf,
  FailedServiceError,
  NotFoundError,
  PreconditionError,
  RateLimitError,
  RefusedError,
  ScimError,
  ServiceError,
  TransportError,
} from "../../../provider/scim/errors.js";
import { json, text } from "./support/hostileServer.js";
import { failure, withClient } from "./support/withClient.js";

const SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

describe("an error status", () => {
  it.each([
    [400, RefusedError, "refused"],
    [401, AuthenticationError, "authentication"],
    [403, AuthenticationError, "authentication"],
    [404, NotFoundError, "notFound"],
    [405, RefusedError, "refused"],
    [409, ConflictError, "conflict"],
    [410, NotFoundError, "notFound"],
    [412, PreconditionError, "precondition"],
    [413, RefusedError, "refused"],
    [500, FailedServiceError, "failedService"],
    [501, FailedServiceError, "failedService"],
    [503, FailedServiceError, "failedService"],
  ])("%i is its own class", async (status, type, kind) => {
    await withClient(
      (response) => {
        json(response, status, { schemas: [SCIM_ERROR], status: "418", scimType: "uniqueness", detail: "No." });
      },
      async (client, server) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toBeInstanceOf(type);
        expect(error).toBeInstanceOf(ServiceError);
        expect(error).toBeInstanceOf(ScimError);
        expect(error).toMatchObject({
          kind,
          status,
          scimType: "uniqueness",
          detail: "No.",
          method: "POST",
          path: "/Users",
          name: type.name,
        });
        expect(error.message).toContain(`POST /Users was answered with ${status} (uniqueness): No.`);
        expect(server.seen).toHaveLength(1);
      },
    );
  });

  it.each<[string, string, Record<string, unknown>]>([
    [
      "SCIM's own body",
      JSON.stringify({ schemas: [SCIM_ERROR], status: "409", scimType: "uniqueness", detail: "Taken" }),
      { detail: "Taken", scimType: "uniqueness" },
    ],
    [
      "a status as a number, `schema` for schemas",
      JSON.stringify({ schema: SCIM_ERROR, status: 409, detail: "Taken" }),
      { detail: "Taken" },
    ],
    ["message and code", JSON.stringify({ message: "Taken", code: "E17" }), { detail: "E17: Taken" }],
    ["a list of texts", JSON.stringify({ errors: ["one", "two"] }), { detail: "one; two" }],
    [
      "a list of objects",
      JSON.stringify({ errors: [{ title: "Taken", detail: "by ada", scimType: "uniqueness" }] }),
      { detail: "by ada", scimType: "uniqueness" },
    ],
    ["an object named Errors", JSON.stringify({ Errors: { description: "Taken", code: 409 } }), { detail: "Taken" }],
    [
      "an OAuth error",
      JSON.stringify({ error: "invalid_token", error_description: "expired" }),
      { detail: "expired; invalid_token" },
    ],
    ["problem+json", JSON.stringify({ type: "about:blank", title: "Conflict", detail: "Taken" }), { detail: "Taken" }],
    ["a fault of a gateway", JSON.stringify({ fault: { faultstring: "Spike arrest" } }), { detail: "Spike arrest" }],
    ["a JSON text", JSON.stringify("Taken"), { detail: "Taken" }],
    ["plain text on lines", "Taken\r\n\tby ada\u0000", { detail: "Taken by ada" }],
    [
      "a page with title and heading",
      "<html><head><title>409</title></head><h1 class=x>Conflict</h1>",
      { detail: "409: Conflict" },
    ],
    ["a page without", "<html><style>a{}</style><p>Taken</p> by <b>ada</b></html>", { detail: "Taken by ada" }],
    ["an empty object", "{}", { detail: undefined }],
    ["an empty body", "", { detail: undefined }],
    ["null", "null", { detail: undefined }],
    ["broken JSON", '{"detail": "Tak', { detail: '{"detail": "Tak' }],
    ["nesting without end", `${'{"errors":['.repeat(30)}"x"${"]}".repeat(30)}`, { detail: undefined }],
  ])("says what it can from %s", async (_name, body, expected) => {
    await withClient(
      (response) => {
        text(response, 409, body);
      },
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toBeInstanceOf(ConflictError);
        expect(error).toMatchObject(expected);
      },
    );
  });

  it("repeats at most 300 characters of what the service says", async () => {
    await withClient(
      (response) => {
        text(response, 400, "é".repeat(200_000));
      },
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ detail: `${"é".repeat(299)}…` });
        expect(error.message.length).toBeLessThan(400);
      },
    );
  });

  it.each<[number, "GET" | "POST", string, string]>([
    [404, "POST", "/Users", "Check that the endpoint ENDPOINT is the service's SCIM base URL."],
    [405, "POST", "/Users", "Check that the endpoint ENDPOINT is the service's SCIM base URL."],
    [404, "GET", "/Users?count=1", "Check that the endpoint ENDPOINT is the service's SCIM base URL."],
    [404, "GET", "/Groups", "is the service's SCIM base URL, and that the service has groups."],
  ])("%i of %s %s, which every base URL has, names the endpoint", async (status, method, target, wayOut) => {
    await withClient(
      (response) => {
        text(response, status, "<h1>Nothing here</h1>", { "content-type": "text/html" });
      },
      async (client, server) => {
        const [path = "", query] = target.split("?");
        const error = await failure(client.request(method, path, query === undefined ? {} : { query: { count: 1 } }));
        expect(error.message).toContain(wayOut.replace("ENDPOINT", server.url));
      },
    );
  });

  it("404 or 405 of one person says nothing of the endpoint", async () => {
    await withClient(
      (response, _seen, n) => {
        json(response, n === 0 ? 404 : 405, { schemas: [SCIM_ERROR] });
      },
      async (client) => {
        for (let n = 0; n < 2; n++)
          expect((await failure(client.request("PATCH", "/Users/1", { body: {} }))).message).not.toContain("endpoint");
      },
    );
  });

  it("stands even if its body never ends or breaks off", async () => {
    await withClient(
      (response, _seen, n) => {
        response.writeHead(409, n === 0 ? {} : { "content-length": "1000" });
        response.write('{"detail":"Taken"');
        if (n === 1) setTimeout(() => response.destroy(), 20);
      },
      async (client) => {
        for (let n = 0; n < 2; n++) {
          expect(await failure(client.request("POST", "/Users", { body: {} }))).toBeInstanceOf(ConflictError);
        }
      },
      { timeoutMs: 300 },
    );
  });
});

describe("effectOf", () => {
  const facts = { method: "POST", path: "/Users" };
  it.each<[string, unknown, string]>([
    ["a refusal", new RefusedError({ ...facts, status: 400 }), "none"],
    ["too many requests", new RateLimitError({ ...facts, status: 429 }), "none"],
    ["a failed service", new FailedServiceError({ ...facts, status: 500 }), "unknown"],
    ["503 without a time", new FailedServiceError({ ...facts, status: 503 }), "unknown"],
    ["503 with a time", new FailedServiceError({ ...facts, status: 503, retryAfterMs: 0 }), "none"],
    ["an answer not understood", new AnswerError("x", { status: 200, reason: "html" }), "unknown"],
    ["a dropped connection", new TransportError("x", { effect: "unknown" }), "unknown"],
    ["no connection", new TransportError("x", { effect: "none" }), "none"],
    ["a deadline", new DeadlineError("x", { attempts: 1, effect: "unknown" }), "unknown"],
    ["anything else", new Error("x"), "none"],
  ])("of %s is known", (_name, error, effect) => {
    expect(effectOf(error)).toBe(effect);
  });
});
