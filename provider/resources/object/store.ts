import { type WriteCapabilities } from "../../dialects/index.js";
import { CutListError, HiddenMembersError, mayBeCut, sizeShown } from "../../directory/members.js";
import { type Answer } from "../../scim/client.js";
import { isEmpty } from "../../scim/compare.js";
import { isAbsent, PreconditionError, ServiceError } from "../../scim/errors.js";
import { idOf, type Json, type JsonObject } from "../../scim/json.js";
import { isRefusal } from "../../scim/retry.js";
import { tagOf } from "../../scim/version.js";
import { fieldOf, managedFields, valueAt } from "../fields.js";
import { isUnsure } from "../kinds.js";
import { fromScim, toScim, type Surroundings } from "../values.js";
import { type Ground, operationsOf, type Part, partialResource, wholeResource, withItems } from "./bodies.js";
import { type Change, changedBetween, isKept } from "./change.js";
import { type Context } from "./context.js";
import { type Form, formsOf, type Methods } from "./forms.js";
import { getToKnow } from "./people.js";
import { isFormRefused, isRefused } from "./refusals.js";

/** How often one write meets 412 although nothing is seen to have changed, before the service's versions are taken for useless. */
const MAX_TRIES = 3;

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

/** Somebody else changed the object between the read and the write, twice in a row; nothing of theirs was overwritten. */
export class ChangedMeanwhileError extends Error {
  constructor(changed: string[], options: { cause: unknown }) {
    super(
      `somebody else is changing it at the same time (${changed.join(", ")}), and nothing was written over that. ` +
        "Run `pulumi up --refresh` when they have finished",
      options,
    );
  }
}

/** What is known before the writing. */
export interface Known {
  /** What the program says of the object, for what goes along with the changes. */
  inputs: JsonObject;
  /** The object as it is now; then only what it does not hold is sent. */
  seen?: JsonObject | undefined;
  version?: string | undefined;
}

/**
 * Makes the service hold these values: the smallest PATCH, and where the service takes it without keeping it, or does
 * not take it in that form, a PUT of the merged whole; in the order and the forms that the dialect gives. A 2xx answer
 * alone proves nothing: the answer, or one read, is compared with what was sent (design section 3).
 */
export async function store(
  context: Context,
  id: string,
  changes: Change[],
  around: Surroundings,
  known: Known,
): Promise<Stored> {
  const writing = new Writing(context, id, changes, around, known);
  try {
    await writing.run(known.version ?? tagOf(known.seen));
    return { resource: await writing.now(), missing: writing.missing };
  } catch (failure) {
    return { ...(await writing.left()), failure };
  }
}

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
  readonly #inputs: JsonObject;
  readonly #can: WriteCapabilities;
  /** Forms of each change that were not tried yet. */
  readonly #untried = new Map<Change, Form[]>();

  constructor(context: Context, id: string, changes: Change[], around: Surroundings, { inputs, seen }: Known) {
    this.#context = context;
    this.#id = id;
    this.#changes = changes;
    this.#around = around;
    this.#inputs = inputs;
    this.#can = context.directory.connection.dialect[context.kind.noun];
    this.#resource = seen;
    this.#fresh = seen !== undefined;
    this.#isExact = seen === undefined;
    this.missing = changes;
  }

  async run(version: string | undefined): Promise<void> {
    if (this.#resource) await this.#compare(this.#resource);
    if (this.missing.length === 0) return;
    if (this.missing.some(({ field }) => field.list === "items")) await this.now();
    await this.#gatherForms();
    let refusal: ServiceError | undefined;
    for (let method = this.#next(); method !== undefined; method = this.#next()) {
      try {
        await this.#alone(method, () => this.#attempt(method, version));
      } catch (error) {
        if (isRefusal(error) && this.#next() === "put") continue;
        if (!(error instanceof ServiceError) || !this.#mayGoOn(method, error)) throw error;
        if (method === "patch" && isAbsent(error)) this.#forgoPatch();
        refusal ??= error;
        this.#fresh = false;
      }
    }
    // Without a refusal there was a PUT that might have thrown somebody out.
    if (this.missing.length > 0 && !this.#taken) throw refusal ?? new HiddenMembersError();
  }

  #forgoPatch(): void {
    this.#context.directory.forgoPatch(this.#context.kind.endpoint);
    this.#dropPathless();
  }

  #dropPathless(): void {
    for (const [change, forms] of this.#untried)
      this.#untried.set(
        change,
        forms.filter(({ isPathless }) => isPathless !== true),
      );
  }

  /** Whether another form is worth trying. A refused PUT may be about what it carries beside the changes. */
  #mayGoOn(method: Form["method"], error: ServiceError): boolean {
    if (this.#taken) return isRefused(error);
    return isFormRefused(error) || (method === "put" && error.status === 400 && this.#next() !== undefined);
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

  async #gatherForms(): Promise<void> {
    const methods = await this.#methods();
    for (const change of this.#changes) {
      const forms = formsOf(change.field, this.#whole(change), this.#can, methods);
      if (forms.length === 0 && this.missing.includes(change))
        throw new Error(`the service has no way to ${isEmpty(change.value) ? "clear" : "change"} ${change.field.path}`);
      this.#untried.set(change, forms);
    }
  }

  async #methods(): Promise<Methods> {
    const { directory, kind } = this.#context;
    const { endpoint, noun } = kind;
    const style = this.#can.patch;
    const patch = style === "partialResource" || (style === "patchOp" && (await directory.canPatch(endpoint)));
    // A PUT of a group carries its members; where they cannot be read it would throw them out.
    const put = this.#can.put && (noun === "user" || directory.connection.dialect.members.list === "group");
    if (!patch && !put) throw new Error(`the service can change no ${noun}: it has neither PATCH nor PUT`);
    const preferPut = !directory.hasRoom("PATCH", endpoint) && directory.hasRoom("PUT", endpoint);
    return { patch, put, preferPut };
  }

  /** The method that the missing changes go by next: one for all where there is one, else the first's. */
  #next(): Form["method"] | undefined {
    const firsts = this.missing.flatMap((change) => this.#untried.get(change)?.[0]?.method ?? []);
    const [first] = firsts;
    if (first === undefined || firsts.every((method) => method === first)) return first;
    return this.#canPut() ? "put" : first;
  }

  /** Whether all that is missing has a way by PUT left. */
  #canPut(): boolean {
    return this.missing.every((change) => this.#untried.get(change)?.some(({ method }) => method === "put"));
  }

  /**
   * A group has one writer at a time: a change of members may carry its name, and a PUT of it carries its members, so that
   * nobody may change them between the read and the write.
   */
  #alone(method: Form["method"], work: () => Promise<void>): Promise<void> {
    const { directory, kind } = this.#context;
    if (kind.noun === "user") return work();
    return directory.members.alone(this.#id, async () => {
      if (method === "put") this.#fresh = false;
      await work();
    });
  }

  /** One write of all missing changes that have a form of this method left. */
  async #attempt(method: Form["method"], version: string | undefined): Promise<void> {
    if (method === "put")
      await this.now().catch((error: unknown) => {
        this.#untried.clear(); // What cannot be read cannot be put, however often it is tried.
        throw error;
      });
    const parts = this.#parts(method);
    if (method === "put" && (this.#isCut() || (await this.#mayHide()))) return;
    if (parts.length === 0) return;
    if (parts.some(({ form }) => form.isPathless === true)) await this.now();
    const answer = await this.#write(method, parts, this.#fresh ? tagOf(this.#resource) : version).catch(
      (error: unknown) => {
        if (isRefusal(error)) this.#putOff(parts);
        throw error;
      },
    );
    this.#taken = true;
    // What a PUT of the whole does not change, no other form of PATCH does.
    if (method === "put") this.#dropPathless();
    await this.#settle(answer);
  }

  /** Whether a PUT might throw members out that the service does not show; an error where there is no other way. */
  #isCut(): boolean {
    const size = this.#context.kind.noun === "group" ? sizeShown(this.#resource) : 0;
    if (!mayBeCut(size)) return false;
    if (this.#next() === undefined) throw new CutListError(size);
    return true;
  }

  /** Whether a PUT might throw members out that the service does not show at all, where there is PATCH. */
  async #mayHide(): Promise<boolean> {
    const { directory, kind } = this.#context;
    if (kind.noun === "user" || sizeShown(this.#resource) > 0) return false;
    const { patch } = await this.#methods();
    return patch && !(await directory.members.showsMembers(this.#id));
  }

  #parts(method: Form["method"]): Part[] {
    return this.missing.flatMap((change): Part[] => {
      const forms = this.#untried.get(change) ?? [];
      const at = forms.findIndex((form) => form.method === method);
      const [form] = at < 0 ? [] : forms.splice(at, 1);
      return form === undefined ? [] : [{ field: change.field, value: this.#whole(change), form }];
    });
  }

  /** What the service refused for its rate alone may be sent again, after all other ways. */
  #putOff(parts: Part[]): void {
    for (const [change, forms] of this.#untried)
      forms.push(...parts.filter(({ field }) => field.key === change.field.key).map(({ form }) => form));
  }

  /** What the attribute is to hold, in the form of bodies. */
  #whole({ field, value, dropped }: Change): Json {
    return field.list === "items" ? withItems(field, this.#resource ?? {}, value, dropped) : toScim(field, value);
  }

  /**
   * Writes against a version; when somebody else was faster, once more against the version of now (RFC 7644 section 3.14).
   * A service that refuses the very version that it shows gets none any more.
   */
  async #write(method: Form["method"], parts: Part[], version: string | undefined): Promise<Answer> {
    // A PUT carries a group's members; all else that others may change beside is not ours to write.
    const beside = method === "put" ? ["groups"] : ["groups", "members"];
    let against = version;
    let before: JsonObject | undefined;
    let left = parts;
    for (let sent = 1; sent <= MAX_TRIES; sent += 1) {
      try {
        return await this.#send(method, left, against);
      } catch (error) {
        if (!(error instanceof PreconditionError)) throw error;
        const now = await this.#reread();
        left = this.#again(left);
        // Whoever was faster may have done the same.
        if (left.length === 0) return { status: 200, body: now };
        const changed = before === undefined ? [] : changedBetween(before, now, beside);
        if (changed.length > 0) throw new ChangedMeanwhileError(changed, { cause: error });
        if (tagOf(now) === against) break;
        [against, before] = [tagOf(now), now];
      }
    }
    this.#context.directory.forgoVersions();
    return this.#send(method, left, undefined);
  }

  /** The parts that the object does not hold, lists made anew of what it holds. */
  #again(parts: Part[]): Part[] {
    return parts.flatMap((part) => {
      const change = this.missing.find(({ field }) => field.key === part.field.key);
      return change ? [{ ...part, value: this.#whole(change) }] : [];
    });
  }

  async #send(method: Form["method"], parts: Part[], version: string | undefined): Promise<Answer> {
    const { directory, kind } = this.#context;
    const { endpoint } = kind;
    // Where PUT is counted apart, nobody waits for the rate of PATCH, which an earlier run may have spent.
    const throwsRefusal = method === "patch" && this.#canPut() && directory.hasRoomBesidePatch(endpoint);
    const options = { version, idempotent: true, throwsRefusal, withoutMembers: kind.noun === "group" };
    if (method === "put") return directory.replace(endpoint, this.#id, wholeResource(parts, this.#ground()), options);
    if (this.#can.patch === "patchOp")
      return directory.patch(endpoint, this.#id, operationsOf(parts, this.#ground()), options);
    const whole = await this.#withCompanions(parts);
    return directory.patchPart(endpoint, this.#id, partialResource(whole, this.#ground()), options);
  }

  #ground(): Ground {
    const { kind } = this.#context;
    return { kind, id: this.#id, can: this.#can, resource: this.#resource ?? {}, inputs: this.#inputs };
  }

  /** Adds the attributes that are written only together with those that change. */
  async #withCompanions(parts: Part[]): Promise<Part[]> {
    const { directory, kind } = this.#context;
    if (kind.noun === "group") return parts;
    const keys = parts.map(({ field }) => field.key);
    const whole = (key: string) => key.split(".")[0] ?? key;
    const touched = new Set(keys.map(whole));
    const sets = directory.connection.dialect.user.together.filter((set) => set.some((key) => touched.has(whole(key))));
    // What stands in the same complex attribute goes along too, since the service takes that as a whole.
    const beside = managedFields(kind.fields, this.#inputs).map(({ key }) => key);
    const wholes = new Set(sets.flat().map(whole));
    const companions: Part[] = [];
    const all = new Set([...sets.flat(), ...beside.filter((key) => wholes.has(whole(key)))]);
    for (const key of [...all].filter((one) => !keys.includes(one))) {
      const field = fieldOf(kind.fields, key);
      const value = valueAt(this.#inputs, field.input) ?? fromScim(field, await this.now()) ?? null;
      companions.push({ field, value: toScim(field, value), form: { method: "patch" } });
    }
    return [...parts, ...companions.filter(({ value }) => !isEmpty(value))];
  }

  /** Believes an answer that shows everything; else reads the object once. */
  async #settle({ body }: Answer): Promise<void> {
    if (body && idOf(body) === this.#id) {
      await this.#compare(body);
      if (this.missing.length === 0) {
        this.#resource = body;
        this.#fresh = true;
        return;
      }
    }
    this.#fresh = false;
    await this.#reread();
  }

  async #reread(): Promise<JsonObject> {
    const { directory, kind } = this.#context;
    const resource = await directory.reads.byId(kind.endpoint, this.#id, { fresh: true });
    if (!resource) throw new GoneError(`the service no longer has the ${kind.noun} with id ${this.#id}`);
    this.#resource = resource;
    this.#fresh = true;
    await this.#compare(resource);
    return resource;
  }

  async #compare(resource: JsonObject): Promise<void> {
    const fields = this.#changes.map(({ field }) => field);
    await getToKnow(this.#context, this.#inputs, fields, resource);
    this.missing = this.#unkept(resource);
  }

  #unkept(resource: JsonObject): Change[] {
    if (this.#isExact && !this.#taken) return this.#changes;
    const { kind } = this.#context;
    return this.#changes.filter((change) => {
      const { field, value } = change;
      const isBelieved = field.writeOnly === true || (this.#taken && isUnsure(kind, field.key, value));
      return isBelieved ? !this.#taken : !isKept(change, resource, this.#around);
    });
  }
}
