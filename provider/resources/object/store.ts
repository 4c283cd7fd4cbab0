import { PreconditionError, ServiceError } from "../../scim/errors.js";
import { isEmpty } from "../../scim/compare.js";
import { type Answer } from "../../scim/client.js";
import { type Json, type JsonObject } from "../../scim/json.js";
import { type Operation } from "../../scim/patch.js";
import { putAt, valueAt, type Field } from "../fields.js";
import { fromScim, holds, observe, toScim, type Surroundings } from "../values.js";
import { type Context } from "./context.js";

/** One field and what the program wants it to hold; `null` or `[]` clears it. */
export interface Change {
  field: Field;
  value: Json;
  /** Items of a partly managed list (`roles`) that the program gave before and gives no more. */
  dropped?: Json[];
}

/** What the service holds after a change, and which changes it did not keep. */
export interface Stored {
  resource: JsonObject;
  missing: Change[];
}

/**
 * Makes the service hold these values: the smallest PATCH, and where the service takes it without keeping it, or has no
 * PATCH, a PUT of the merged whole. A 2xx answer alone proves nothing: the answer, or one read, is compared with what
 * was sent (design section 3). `seen` is the object as it is now, where that is known.
 */
export async function store(
  context: Context,
  id: string,
  changes: Change[],
  around: Surroundings,
  known: { seen?: JsonObject; version?: string | undefined },
): Promise<Stored> {
  const { directory, kind } = context;
  const read = async () => {
    const resource = await directory.read(kind.endpoint, id, { fresh: true });
    if (!resource) throw new Error(`the service no longer has the ${kind.noun} with id ${id}`);
    return resource;
  };
  let sent = false;
  const unkept = (resource: JsonObject) =>
    changes.filter((change) => !(change.field.writeOnly === true ? sent : isKept(change, resource, around)));
  let resource = known.seen;
  let missing = resource ? unkept(resource) : changes;
  for (const form of await formsOf(context)) {
    if (missing.length === 0) break;
    const wanted = missing;
    const answer = await matching(known.version ?? versionOf(resource), read, (version) =>
      form(context, id, wanted, version, read),
    );
    sent = answer !== undefined;
    const shown = answer?.body && typeof answer.body["id"] === "string" ? answer.body : undefined;
    resource = shown && unkept(shown).length === 0 ? shown : await read();
    missing = unkept(resource);
  }
  return { resource: resource ?? (await read()), missing };
}

type Form = (
  context: Context,
  id: string,
  changes: Change[],
  version: string | undefined,
  read: () => Promise<JsonObject>,
) => Promise<Answer | undefined>;

async function formsOf({ kind, directory }: Context): Promise<Form[]> {
  const capabilities = directory.connection.dialect[kind.noun];
  const patches = capabilities.patch === "patchOp" && (await directory.features()).patch;
  const forms: Form[] = [];
  if (patches) forms.push(patch);
  if (capabilities.put) forms.push(put);
  if (forms.length === 0) throw new Error(`the service can change no ${kind.noun}: it has neither PATCH nor PUT`);
  return forms;
}

/** Writes against a version; when somebody else was faster, once more against the version of now (RFC 7644 section 3.14). */
async function matching<T>(
  version: string | undefined,
  read: () => Promise<JsonObject>,
  write: (version: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await write(version);
  } catch (error) {
    if (!(error instanceof PreconditionError)) throw error;
    return write(versionOf(await read()));
  }
}

/** PATCH (RFC 7644 section 3.5.2), one attribute an operation. A service without it falls through to PUT. */
const patch: Form = async ({ directory, kind }, id, changes, version, read) => {
  const operations: Operation[] = [];
  for (const change of changes) operations.push(await operationFor(change, read));
  try {
    return await directory.patch(kind.endpoint, id, operations, { version, idempotent: true });
  } catch (error) {
    if (error instanceof ServiceError && (error.status === 405 || error.status === 501)) return undefined;
    throw error;
  }
};

async function operationFor({ field, value, dropped }: Change, read: () => Promise<JsonObject>): Promise<Operation> {
  if (field.list === "items" && (!isEmpty(value) || dropped !== undefined)) {
    return { op: "replace", path: field.path, value: withItems(field, await read(), value, dropped) };
  }
  return isEmpty(value)
    ? { op: "remove", path: field.path }
    : { op: "replace", path: field.path, value: toScim(field, value) };
}

/** PUT of what the service has, with the changes in it and without what only the service writes (RFC 7644 section 3.5.1). */
const put: Form = async ({ directory, kind }, id, changes, _version, read) => {
  const body = structuredClone(await read());
  const version = versionOf(body);
  for (const { field, value, dropped } of changes) {
    const whole = field.list === "items" ? withItems(field, body, value, dropped) : toScim(field, value);
    putAt(body, field.place, isEmpty(whole) ? undefined : whole);
  }
  for (const name of ["meta", ...(kind.noun === "user" ? ["groups"] : [])]) Reflect.deleteProperty(body, name);
  body["schemas"] = schemasOf(kind.schema, body, changes);
  return directory.replace(kind.endpoint, id, body, { version });
};

/** The list as the service has it, without the dropped items and with the given ones. */
function withItems(field: Field, resource: JsonObject, value: Json, dropped: Json[] = []): Json {
  const there = valueAt(resource, field.place);
  const items = Array.isArray(there) ? there : [];
  const given = Array.isArray(value) ? value : [];
  const key = (item: Json) =>
    JSON.stringify(typeof item === "object" && item !== null && "value" in item ? item["value"] : item);
  const replaced = new Set([...given, ...dropped].map(key));
  return [...items.filter((item) => !replaced.has(key(item))), ...given];
}

function isKept({ field, value, dropped }: Change, resource: JsonObject, around: Surroundings): boolean {
  if (dropped !== undefined && dropped.length > 0) {
    const left = observe(field, dropped, resource, around);
    if (!isEmpty(left ?? null)) return false;
  }
  return isEmpty(value) && field.list !== "items"
    ? isEmpty(fromScim(field, resource) ?? null) || holds(field, value, resource, around)
    : holds(field, value, resource, around);
}

function schemasOf(core: string, body: JsonObject, changes: Change[]): Json {
  const schemas = body["schemas"];
  const urns = changes.flatMap(({ field }) => (field.place[0]?.startsWith("urn:") ? [field.place[0]] : []));
  const given = Array.isArray(schemas) && schemas.length > 0 ? schemas : [core];
  return [...new Set([...given, ...urns.filter((urn) => urn in body)])];
}

function versionOf(resource: JsonObject | undefined): string | undefined {
  const version = resource && valueAt(resource, ["meta", "version"]);
  return typeof version === "string" && version !== "" ? version : undefined;
}
