import { field, type JsonObject } from "../json.js";
import { checkPreconditions } from "../preconditions.js";
import { wantedOf } from "../projection.js";
import { settleReferences } from "../references.js";
import { normalise } from "../schema/normalise.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { type Stored } from "../store.js";
import { checkMemberCount, objectBody, resourceAnswer, target } from "./one.js";

/** PUT (RFC 7644 section 3.5.1): total; what the body leaves out is gone, the write-only password excepted. */
export function replaceResource(service: Service, request: ScimRequest): ScimResponse {
  const stored = target(service, request);
  checkPreconditions(service, request, stored);
  const body = objectBody(request);
  wantedOf(request.query);
  checkMemberCount(service, field(body, "members"));
  return resourceAnswer(service, request, putResource(service, stored, body), 200);
}

/** Checks a whole new state of a resource and stores it. */
export function putResource(service: Service, stored: Stored, body: JsonObject): Stored {
  const { store, options } = service;
  const written = { ...secretsOf(service, stored), ...normalise(store.types[stored.kind], body) };
  const attributes = options.dialect.settle?.(service, stored.kind, written, stored) ?? written;
  return store.update(stored, settleReferences(store, stored.kind, attributes, options.strictReferences, stored.id));
}

/** What is never returned, which a client therefore cannot send back. */
export function secretsOf(service: Service, stored: Stored): JsonObject {
  const secret = service.store.types[stored.kind].schema.attributes.filter(({ returned }) => returned === "never");
  return Object.fromEntries(
    secret.flatMap(({ name }) => {
      const value = stored.attributes[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
