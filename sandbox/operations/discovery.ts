import { LIST_RESPONSE, RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG } from "../../provider/scim/urns.js";
import { type JsonObject } from "../json.js";
import { ScimError } from "../scimError.js";
import { describeAttribute, type Schema } from "../schema/attribute.js";
import { DISCOVERY_SCHEMAS } from "../schema/discovery.js";
import { type ResourceType } from "../schema/resourceType.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";

/** GET `/ServiceProviderConfig` (RFC 7643 section 5): what this sandbox can do, as its options have it. */
export function serviceProviderConfig(service: Service, request: ScimRequest): ScimResponse {
  refuseFilter(request);
  const { options, url } = service;
  const body = {
    schemas: [SERVICE_PROVIDER_CONFIG],
    documentationUri: "https://www.rfc-editor.org/rfc/rfc7644",
    patch: { supported: options.patch },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: options.filter, maxResults: options.maxPageSize },
    changePassword: { supported: true },
    sort: { supported: options.sort },
    etag: { supported: options.etag },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "Bearer token",
        description: "The token that the sandbox was started with, or printed at its start.",
        specUri: "https://www.rfc-editor.org/rfc/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${url}/ServiceProviderConfig` },
  };
  return { status: 200, body };
}

/** GET `/ResourceTypes` (RFC 7643 section 6). */
export function listResourceTypes(service: Service, request: ScimRequest): ScimResponse {
  refuseFilter(request);
  return list(Object.values(service.store.types).map((type) => describeType(service, type)));
}

/** GET `/ResourceTypes/{name}`. */
export function readResourceType(service: Service, request: ScimRequest): ScimResponse {
  refuseFilter(request);
  const type = Object.values(service.store.types).find(({ name }) => name === request.id);
  if (type === undefined) throw new ScimError(404, `There is no resource type ${request.id}.`);
  return { status: 200, body: describeType(service, type) };
}

/** GET `/Schemas` (RFC 7643 section 7), those of discovery itself included. */
export function listSchemas(service: Service, request: ScimRequest): ScimResponse {
  refuseFilter(request);
  return list(schemasOf(service).map((schema) => describeSchema(service, schema)));
}

/** GET `/Schemas/{urn}`; the URN in any letter case. */
export function readSchema(service: Service, request: ScimRequest): ScimResponse {
  refuseFilter(request);
  const schema = schemasOf(service).find(({ id }) => id.toLowerCase() === request.id.toLowerCase());
  if (schema === undefined) throw new ScimError(404, `There is no schema ${request.id}.`);
  return { status: 200, body: describeSchema(service, schema) };
}

/** Discovery cannot be filtered: 403 (RFC 7644 section 4). */
function refuseFilter({ query }: ScimRequest): void {
  if (query.has("filter")) throw new ScimError(403, "Discovery endpoints take no filter.");
}

function list(resources: readonly JsonObject[]): ScimResponse {
  const totals = { totalResults: resources.length, startIndex: 1, itemsPerPage: resources.length };
  return { status: 200, body: { schemas: [LIST_RESPONSE], ...totals, Resources: resources } };
}

function schemasOf(service: Service): Schema[] {
  const ofTypes = Object.values(service.store.types).flatMap(({ schema, extensions }) => [schema, ...extensions]);
  return [...ofTypes, ...DISCOVERY_SCHEMAS];
}

function describeType(service: Service, type: ResourceType): JsonObject {
  return {
    schemas: [RESOURCE_TYPE],
    id: type.name,
    name: type.name,
    description: type.description,
    endpoint: `/${type.kind}`,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: "ResourceType", location: `${service.url}/ResourceTypes/${type.name}` },
  };
}

function describeSchema(service: Service, { id, name, description, attributes }: Schema): JsonObject {
  return {
    schemas: [SCHEMA],
    id,
    name,
    description,
    attributes: attributes.map(describeAttribute),
    meta: { resourceType: "Schema", location: `${service.url}/Schemas/${id}` },
  };
}
