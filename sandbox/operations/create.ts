import { field, type JsonObject } from "../json.js";
import { wantedOf } from "../projection.js";
import { settleReferences } from "../references.js";
import { normalise } from "../schema/normalise.js";
import { type Kind } from "../schema/resourceType.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { type Given, type Stored } from "../store.js";
import { checkMemberCount, objectBody, resourceAnswer } from "./one.js";

/** POST of a resource (RFC 7644 section 3.3): 201 with what was made. */
export function createResource(service: Service, request: ScimRequest): ScimResponse {
  const body = objectBody(request);
  wantedOf(request.query);
  checkMemberCount(service, field(body, "members"));
  return resourceAnswer(service, request, addResource(service, request.type.kind, body), 201);
}

/** Checks and stores a new resource. */
export function addResource(service: Service, kind: Kind, body: JsonObject, given: Given = {}): Stored {
  const { store, options } = service;
  const written = normalise(store.types[kind], body);
  const attributes = options.dialect.settle?.(service, kind, written, undefined) ?? written;
  return store.create(kind, settleReferences(store, kind, attributes, options.strictReferences, given.id), given);
}
