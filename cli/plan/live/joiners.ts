import { type Directory } from "../../../provider/directory/directory.js";
import { isUnknown } from "../../../provider/resources/check/unknown.js";
import { userKindOf } from "../../../provider/resources/kinds.js";
import { adoptable, type Reason } from "../../../provider/resources/object/adopt.js";
import { TakenError } from "../../../provider/resources/object/names.js";
import { isInactive } from "../../../provider/resources/values.js";
import { textOf, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { nameOf } from "../facts/nameOf.js";
import { type Member } from "../facts/company.js";
import { HIDDEN } from "../facts/values.js";
import { type LiveAnswer } from "../report/model.js";
import { type StackFacts } from "../report/transfers.js";

/** How many are looked up at a time; the connection's own limits count besides. */
const AT_ONCE = 8;
/** From so many on, reading everybody once takes fewer requests than asking for each. */
const MANY = 50;

/**
 * Looks every joiner up in the service, by the very rules by which `up` adopts, so that the answer is what `up` would do: by
 * key of the person. Nothing is written. People whom the stacks manage already are nobody's to adopt.
 */
export async function lookUpJoiners(
  directory: Directory,
  stacks: readonly StackFacts[],
): Promise<Map<string, LiveAnswer>> {
  const { endpoint } = directory.connection;
  const answers = new Map<string, LiveAnswer>();
  const joining: Member[] = [];
  for (const { company, fates } of stacks) {
    for (const person of company.people) {
      if (person.service.endpoint !== undefined && person.service.endpoint !== endpoint) continue;
      const fate = fates.get(person.key);
      if (fate?.fate === "joins" && fate.how === "creates") joining.push(person);
      const id = person.course.found?.id ?? "";
      if (fate?.fate === "stays" && id !== "") directory.ownership.claim(id);
    }
  }
  const reason = joining.length < MANY ? "lost" : "unasked";
  const next = joining.values();
  const worker = async (): Promise<void> => {
    for (const person of next) answers.set(person.key, await lookUp(directory, person, reason));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

async function lookUp(directory: Directory, person: Member, reason: Reason): Promise<LiveAnswer> {
  const kind = userKindOf(directory.connection.dialect);
  const inputs = known(person.course.planned?.inputs ?? {});
  try {
    const found = await adoptable({ kind, directory }, inputs, reason);
    if (!found) return { answer: "new", says: "a new account, which the service may tell them of by mail" };
    const who = `${nameOf(found.resource)} (${textOf(found.resource["userName"]) ?? found.id})`;
    if (isInactive(found.resource)) return { answer: "reactivates", says: `${who}, who is inactive there` };
    return { answer: "adopts", says: `${who}, who is there already` };
  } catch (error) {
    if (error instanceof TakenError) return { answer: "conflict", says: error.message };
    throw error;
  }
}

/** What the preview hides or does not know yet is compared with nobody's. */
function known(inputs: JsonObject): JsonObject {
  const isPlain = (value: Json) =>
    value !== HIDDEN && !isUnknown(value) && !JSON.stringify(value).includes(`"${HIDDEN}"`);
  return Object.fromEntries(Object.entries(inputs).filter(([key, value]) => !key.startsWith("__") && isPlain(value)));
}
