import { type Exchange, type JsonObject, type Sandbox } from "../../sandbox/index.js";
import { isObject } from "../../sandbox/json.js";
import {
  openApiDocument,
  textAt,
  type OpenApiDocument,
  type Operation,
  type Part,
  type Vendor,
} from "./openApiDocument.js";

export { type Vendor } from "./openApiDocument.js";

/** What was wrong with a request (the client's fault) or with an answer (the sandbox's). */
export interface Violation {
  readonly side: "request" | "answer";
  readonly message: string;
}

/** A watch on everything that goes over a sandbox's wire. */
export interface OpenApiWatch {
  /** The violations so far, as `PATCH /Users/1 400: body /userName must be string`; of one side, or of both. */
  violations(side?: Violation["side"]): string[];
  /** How many exchanges were validated, so that a test can tell silence from health. */
  checked(): number;
  /** Forgets what was found. */
  clear(): void;
  /** Ends the watch. */
  end(): void;
}

/** Statuses that no operation lists and that the vendor has all the same: rates (documented in words), and refused tokens. */
const UNLISTED: Readonly<Record<Vendor, readonly number[]>> = {
  leapsome: [429],
  absorb: [401, 403, 429],
  ironclad: [401, 429],
};

/**
 * Validates every request to a running sandbox and every answer of it against the vendor's OpenAPI document: operation, parameters,
 * media types, bodies, statuses. Beyond the document's letter, a member that its schema does not name is a violation too.
 *
 * Bodies are had from `sandbox.watch`, which hands over each exchange in the sandbox's own process before the answer leaves; nothing
 * is stored but the violations. An answer that a fault put in place is not the service's and is left out, its request is not.
 */
export function watchOpenApi(sandbox: Sandbox, vendor: Vendor): OpenApiWatch {
  const document = openApiDocument(vendor);
  const basePath = new URL(sandbox.url).pathname.replace(/\/$/, "");
  let found: Violation[] = [];
  let checked = 0;
  const watch = sandbox.watch((exchange) => {
    checked++;
    found.push(...check(document, vendor, basePath, exchange));
  });
  return {
    violations: (side) =>
      found.filter((each) => side === undefined || each.side === side).map(({ message }) => message),
    checked: () => checked,
    clear: () => {
      found = [];
      checked = 0;
    },
    end: () => {
      watch.remove();
    },
  };
}

function check(document: OpenApiDocument, vendor: Vendor, basePath: string, exchange: Exchange): Violation[] {
  const { method, path, response } = exchange;
  const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  const name = `${method} ${below} ${response?.status ?? "(fault)"}`;
  const operation = document.operation(method, below);
  if (operation === undefined) return [{ side: "request", message: `${name}: the document has no such operation` }];
  const request = [
    ...parameterFaults(document, operation, exchange),
    ...bodyFaults(document, vendor, operation, exchange),
  ].map((fault): Violation => ({ side: "request", message: `${name}: ${fault}` }));
  const answer = answerFaults(document, vendor, operation, exchange).map((fault): Violation => ({
    side: "answer",
    message: `${name}: ${fault}`,
  }));
  return [...request, ...answer];
}

function parameterFaults(document: OpenApiDocument, { part, pathValues }: Operation, exchange: Exchange): string[] {
  const list = document.at(part, "parameters");
  const count = Array.isArray(list?.value) ? list.value.length : 0;
  const parameters = Array.from({ length: count }, (_, index) => document.at(list, index)).filter(isPart);
  const known = parameters.flatMap(({ value }) => (value["in"] === "query" ? [textAt(value, "name")] : []));
  const unknown = [...new Set(exchange.query.keys())].filter((name) => !known.includes(name));
  return [
    ...unknown.map((name) => `there is no query parameter ${name}`),
    ...parameters.flatMap((parameter) => parameterFault(document, parameter, pathValues, exchange)),
  ];
}

function isPart(part: Part | undefined): part is Part {
  return part !== undefined;
}

function parameterFault(
  document: OpenApiDocument,
  parameter: Part,
  pathValues: Readonly<Record<string, string>>,
  { query, requestHeaders }: Exchange,
): string[] {
  const name = textAt(parameter.value, "name");
  const schema = document.at(parameter, "schema");
  const given = {
    path: pathValues[name],
    header: requestHeaders[name.toLowerCase()],
    query: query.get(name) ?? undefined,
  }[textAt(parameter.value, "in")];
  if (given === undefined) return parameter.value["required"] === true ? [`the parameter ${name} is missing`] : [];
  if (schema === undefined) return [];
  const value = typed(schema.value["type"], given, query.getAll(name));
  return document.faults(schema, value).map((fault) => `parameter ${name}: ${fault}`);
}

/** A parameter's text as the type that its schema has; text that does not fit stays, and is found out. */
function typed(type: unknown, text: string, all: readonly string[]): unknown {
  if (type === "array") return all;
  if (type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

function bodyFaults(document: OpenApiDocument, vendor: Vendor, { part }: Operation, exchange: Exchange): string[] {
  const { requestBody, requestHeaders } = exchange;
  const declared = document.at(part, "requestBody");
  if (declared === undefined) return requestBody === undefined ? [] : ["the operation takes no body"];
  if (requestBody === undefined) return ["the body is missing, or is not JSON"];
  const type = requestHeaders["content-type"]?.split(";")[0]?.trim() ?? "none";
  if (document.at(document.at(declared, "content"), type) === undefined) return [`a body of type ${type} is not taken`];
  const schema = schemaOf(document, declared);
  return schema === undefined ? [] : valueFaults(document, vendor, schema, requestBody, "body");
}

function answerFaults(document: OpenApiDocument, vendor: Vendor, { part }: Operation, exchange: Exchange): string[] {
  const { response } = exchange;
  if (response === undefined || UNLISTED[vendor].includes(response.status)) return [];
  // A body of another media type is refused before the operation is reached; its request is a violation already.
  if (response.status === 415) return [];
  const declared = document.at(document.at(part, "responses"), response.status);
  if (declared === undefined) return [`the document lists no status ${response.status}`];
  const schema = schemaOf(document, declared);
  if (schema === undefined) return [];
  const type = response.headers["content-type"]?.split(";")[0] ?? "none";
  if (type !== "application/json") return [`the answer is of type ${type}`];
  return valueFaults(document, vendor, schema, response.body, "answer");
}

function schemaOf(document: OpenApiDocument, holder: Part): Part | undefined {
  return document.at(document.at(document.at(holder, "content"), "application/json"), "schema");
}

function valueFaults(
  document: OpenApiDocument,
  vendor: Vendor,
  schema: Part,
  value: unknown,
  what: "body" | "answer",
): string[] {
  const unnamed = unnamedMembers(document, vendor, schema, value, "").map((path) => `${path} is not in the schema`);
  return [...document.faults(schema, value), ...unnamed].map((fault) => `${what} ${fault}`);
}

/** The paths of members that no `properties` names; a schema with alternatives, or with no properties, names any. */
function unnamedMembers(
  document: OpenApiDocument,
  vendor: Vendor,
  schema: Part,
  value: unknown,
  path: string,
): string[] {
  if (Array.isArray(value)) {
    const items = document.at(schema, "items");
    if (items === undefined) return [];
    return value.flatMap((item, index) => unnamedMembers(document, vendor, items, item, `${path}/${index}`));
  }
  const properties = document.at(schema, "properties");
  if (!isObject(value) || properties === undefined) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const named = document.at(properties, key);
    if (named !== undefined) return unnamedMembers(document, vendor, named, member, `${path}/${key}`);
    return isCustom(vendor, properties.value, key) ? [] : [`${path}/${key}`];
  });
}

/** Leapsome's custom attributes stand in its document as two examples of such an id. */
function isCustom(vendor: Vendor, properties: JsonObject, key: string): boolean {
  const isId = (name: string): boolean => /^[0-9a-f]{24}$/.test(name);
  return vendor === "leapsome" && isId(key) && Object.keys(properties).some(isId);
}
