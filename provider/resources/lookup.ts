import { idOf, type JsonObject } from "../scim/json.js";
import { reasonOf, StepError } from "./failure.js";
import { type Context, surroundings } from "./object/context.js";
import { type Seen } from "./object/read.js";
import { ledgerOf, outputsFrom } from "./state.js";
import { isInactive } from "./values.js";

const PREFIX = "lookup:";
const attributes: Readonly<Record<string, string>> = {
  userName: "userName",
  externalId: "externalId",
  email: "emails.value",
};

/** Whether an id is the synthetic one of `ScimUser.lookup`, `lookup:userName=ada%40acme.io`, and no service's own: of a managed person, or in a `get`. */
export function isLookup(id: string, before: JsonObject = {}): boolean {
  return id.startsWith(PREFIX) && before["__get"] !== true && ledgerOf(before).managed.length === 0;
}

/**
 * Finds exactly one active person; nobody, several or an inactive one is an error. The output `scimId` is the real id,
 * which counts as alive, so that a person who was managed before is not ended.
 */
export async function lookUp(context: Context, id: string): Promise<Seen> {
  const { kind, directory } = context;
  const [by = "", encoded = ""] = id.slice(PREFIX.length).split(/=(.*)/s);
  const value = decoded(encoded);
  const what = `the ${kind.noun} whose ${by} is ${value}`;
  const attribute = attributes[by];
  if (attribute === undefined)
    throw new StepError(`Could not look up ${what}: look-ups go by ${Object.keys(attributes).join(", ")}.`);
  const hits = await directory.reads.find(kind.endpoint, attribute, value, { shared: true }).catch((error: unknown) => {
    throw new StepError(`Could not look up ${what}: ${reasonOf(error)}.`, { cause: error });
  });
  const [hit, second] = hits;
  const scimId = hit && idOf(hit);
  if (!hit || scimId === undefined)
    throw new StepError(
      `Could not look up ${what}: ${directory.connection.endpoint} has nobody of that ${by}. Correct it, or create the person with ScimUser.`,
    );
  if (second) {
    const ids = hits.map((resource) => idOf(resource)).join(", ");
    throw new StepError(
      `Could not look up ${what}: there are ${hits.length} (ids ${ids}). Look one up by another attribute, or use ScimUser.get with an id.`,
    );
  }
  if (isInactive(hit))
    throw new StepError(
      `Could not look up ${what}: the person is inactive (id ${scimId}). Reactivate them, or use ScimUser.get with the id.`,
    );
  directory.ownership.spare(scimId);
  const ledger = {
    managed: [],
    pending: [],
    notStored: {},
    service: directory.connection.endpoint,
    version: undefined,
  };
  const props: JsonObject = outputsFrom(kind, {}, hit, ledger, surroundings(context, {}));
  return { id, props: { ...props, scimId } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
