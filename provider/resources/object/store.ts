import { type Answer } from "../../scim/client.js";
import { foldCase, isEmpty } from "../../scim/compare.js";
import { PreconditionError, ServiceError } from "../../scim/errors.js";
import { idOf, textOf, type Json, type JsonObject } from "../../scim/json.js";
import { type Operation } from "../../scim/patch.js";
import { putAt, valueAt, type Field } from "../fields.js";
import { fromScim, holds, itemKey, observe, toScim, type Surroundings } from "../values.js";
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
  /** Undefined when it could not be read again after a failure. */
  resource?: JsonObject | undefined;
  missing: Change[];
  /** What stopped the writing, if something did; without it, the service took everything. */
  failure?: unknown;
}

/** The object was there and is not any more: somebody else has ended it. */
export class GoneError extends Error {}

/**
 * Makes the service hold these values: the smallest PATCH, and where the service takes it without keeping it, or does
 * not take it in that form, a PUT of the merged whole. A 2xx answer alone proves nothing: the answer, or one read, is
 * compared with what was sent (design section 3). `seen` is the object as it is now, where that is known: then only what
 * it does not hold is sent.
 */
export async function store(
  context: Context,
  id: string,
  changes: Change[],
  around: Surroundings,
  known: { seen?: JsonObject; version?: string | undefined },
): Promise<Stored> {
  const writing = new Writing(context, id, changes, around, known.seen);
  try {
    await writing.run(known.version ?? versionOf(known.seen));
    return { resource: await writing.now(), missing: writing.missing };
  } catch (failure) {
    return { ...(await writing.left()), failure };
  }
}

type Form = "patch" | "put";

/** One object on its way from what the service holds to what the program wants. */
class Writing {
  missing: Change[];
  /** Whether the service has answered 2xx to a write; a write-only value counts as kept then. */
  #taken = false;
  /** Whether `#resource` is of after the last write. */
  #fresh: boolean;
  /** Whether each change is sent even if SCIM calls what is there equal: a change of letter case is a change. */
  readonly #isExact: boolean;
  #resource: JsonObject | undefined;
  readonly #context: Context;
  readonly #id: string;
  readonly #changes: Change[];
  readonly #around: Surroundings;

  constructor(context: Context, id: string, changes: Change[], around: Surroundings, seen: JsonObject | undefined) {
    this.#context = context;
    this.#id = id;
    this.#changes = changes;
    this.#around = around;
    this.#resource = seen;
    this.#fresh = seen !== undefined;
    this.#isExact = seen === undefined;
    this.missing = seen ? this.#unkept(seen) : changes;
  }

  async run(version: string | undefined): Promise<void> {
    if (this.missing.length === 0) return;
    let refusal: unknown;
    for (const form of await this.#forms()) {
      if (form === "put" || this.missing.some(({ field }) => field.list === "items")) await this.now();
      if (this.missing.length === 0) break;
      try {
        const answer = await this.#write(form, this.#fresh ? versionOf(this.#resource) : version);
        this.#taken = true;
        await this.#settle(answer);
      } catch (error) {
        if (!(error instanceof ServiceError) || !(this.#taken ? isRefused(error) : isFormRefused(error))) throw error;
        if (form === "patch" && isAbsent(error)) this.#context.directory.forgoPatch(this.#context.kind.endpoint);
        refusal ??= error;
        this.#fresh = false;
      }
    }
    if (this.missing.length > 0 && !this.#taken) throw refusal;
  }

  /** The object as it is now. */
  async now(): Promise<JsonObject> {
    return this.#resource && this.#fresh ? this.#resource : this.#reread();
  }

  /** What a failure left undone, as far as the service can be asked. */
  async left(): Promise<Stored> {
    const resource = await this.#reread().catch((error: unknown) =>
      error instanceof GoneError ? undefined : this.#resource,
    );
    return { resource, missing: resource ? this.#unkept(resource) : this.missing };
  }

  async #forms(): Promise<Form[]> {
    const { directory, kind } = this.#context;
    const { dialect } = directory.connection;
    const { patch, put } = dialect[kind.noun];
    const forms: Form[] = [];
    if (patch === "patchOp" && (await directory.canPatch(kind.endpoint))) forms.push("patch");
    // A PUT of a group carries its members; where they cannot be read it would throw them out.
    if (put && (kind.noun === "user" || dialect.members.readable)) forms.push("put");
    if (forms.length === 0) throw new Error(`the service can change no ${kind.noun}: it has neither PATCH nor PUT`);
    return forms;
  }

  /** Writes against a version; when somebody else was faster, once more against the version of now (RFC 7644 section 3.14). */
  async #write(form: Form, version: string | undefined): Promise<Answer> {
    try {
      return await this.#send(form, version);
    } catch (error) {
      if (!(error instanceof PreconditionError)) throw error;
      const body = await this.#reread();
      // Whoever was faster may have done the same.
      return this.missing.length === 0 ? { status: 200, body } : this.#send(form, versionOf(body));
    }
  }

  #send(form: Form, version: string | undefined): Promise<Answer> {
    const { directory, kind } = this.#context;
    if (form === "put") return directory.replace(kind.endpoint, this.#id, this.#merged(), { version });
    const operations = this.missing.map((change) => this.#operation(change));
    return directory.patch(kind.endpoint, this.#id, operations, { version, idempotent: true });
  }

  /** One operation of a PATCH (RFC 7644 section 3.5.2): one attribute each. */
  #operation({ field, value, dropped }: Change): Operation {
    const whole =
      field.list === "items" ? withItems(field, this.#resource ?? {}, value, dropped) : toScim(field, value);
    return isEmpty(whole) ? { op: "remove", path: field.path } : { op: "replace", path: field.path, value: whole };
  }

  /** What the service has, with the changes in it and without what only the service writes (RFC 7644 section 3.5.1). */
  #merged(): JsonObject {
    const { kind } = this.#context;
    const body = structuredClone(this.#resource ?? {});
    for (const { field, value, dropped } of this.missing) {
      const whole = field.list === "items" ? withItems(field, body, value, dropped) : toScim(field, value);
      putAt(body, field.place, isEmpty(whole) ? undefined : whole);
    }
    for (const name of ["meta", ...(kind.noun === "user" ? ["groups"] : [])]) putAt(body, [name], undefined);
    body["schemas"] = schemasOf(kind.schema, body, this.missing);
    return body;
  }

  /** Believes an answer that shows everything; else reads the object once. */
  async #settle({ body }: Answer): Promise<void> {
    if (body && idOf(body) === this.#id && this.#unkept(body).length === 0) {
      this.#resource = body;
      this.#fresh = true;
      this.missing = [];
      return;
    }
    this.#fresh = false;
    await this.#reread();
  }

  async #reread(): Promise<JsonObject> {
    const { directory, kind } = this.#context;
    const resource = await directory.read(kind.endpoint, this.#id, { fresh: true });
    if (!resource) throw new GoneError(`the service no longer has the ${kind.noun} with id ${this.#id}`);
    this.#resource = resource;
    this.#fresh = true;
    this.missing = this.#unkept(resource);
    return resource;
  }

  #unkept(resource: JsonObject): Change[] {
    if (this.#isExact && !this.#taken) return this.#changes;
    return this.#changes.filter((change) =>
      change.field.writeOnly === true ? !this.#taken : !isKept(change, resource, this.#around),
    );
  }
}

/** Whether the service has no such method at all. */
function isAbsent({ status }: ServiceError): boolean {
  return status === 405 || status === 501;
}

/** Whether the refusal is of the form rather than of the value, so that the whole may be taken where the part was not. */
function isFormRefused(error: ServiceError): boolean {
  if (isAbsent(error)) return true;
  const type = error.scimType?.toLowerCase();
  return error.status === 400 && (type === undefined || ["invalidpath", "notarget", "invalidsyntax"].includes(type));
}

/** Whether a second form, of an object that is there, is not for this service. */
function isRefused({ status }: ServiceError): boolean {
  return status === 501 || (status < 500 && status !== 401 && status !== 429);
}

/** The list as the service has it, without the dropped items and with the given ones. */
function withItems(field: Field, resource: JsonObject, value: Json, dropped: Json[] = []): Json {
  const there = valueAt(resource, field.place);
  const items = Array.isArray(there) ? there : [];
  const given = Array.isArray(value) ? value : [];
  const replaced = new Set([...given, ...dropped].map(itemKey));
  return [...items.filter((item) => !replaced.has(itemKey(item))), ...given];
}

function isKept({ field, value, dropped }: Change, resource: JsonObject, around: Surroundings): boolean {
  if (dropped !== undefined && dropped.length > 0) {
    const left = observe(field, dropped, resource, around);
    if (!isEmpty(left ?? null)) return false;
  }
  return (
    holds(field, value, resource, around) ||
    (isEmpty(value) && field.list !== "items" && isEmpty(fromScim(field, resource)))
  );
}

function schemasOf(core: string, body: JsonObject, changes: Change[]): Json {
  const schemas = valueAt(body, ["schemas"]);
  const given = Array.isArray(schemas) && schemas.length > 0 ? schemas : [core];
  const named = (urn: string) =>
    given.some((schema) => typeof schema === "string" && foldCase(schema) === foldCase(urn));
  const urns = changes.flatMap(({ field: { place } }) => (place[0]?.startsWith("urn:") ? [place[0]] : []));
  const added = urns.filter((urn) => !named(urn) && valueAt(body, [urn]) !== undefined);
  return [...new Set([...given, ...added])];
}

function versionOf(resource: JsonObject | undefined): string | undefined {
  return textOf(resource && valueAt(resource, ["meta", "version"]));
}
