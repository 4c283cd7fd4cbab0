import { groupKind, userKind } from "../../../provider/resources/kinds.js";
import { ledgerOf } from "../../../provider/resources/state.js";
import { type Course, type State } from "../input/run.js";
import { type AttributeChange, type Drift } from "../report/model.js";
import { isPrivilege } from "./privilege.js";
import { differ, NOTHING, outputAt, policiesOf, type Value, valuesOf } from "./values.js";

/** What of one resource changes, and what was found changed by hand, attribute by attribute. */
export interface AttributeFacts {
  readonly changes: readonly AttributeChange[];
  readonly drift: readonly Pick<Drift, "about" | "stated" | "found" | "up" | "says">[];
}

/**
 * Compares the three moments of a resource that stays. What stands in the state again after the run was drift alone; what
 * differs from the service as it was found, and is not that, is a change.
 */
export function attributeFacts(course: Course, isRefreshed: boolean, skipped: readonly string[] = []): AttributeFacts {
  const { stated, found, planned, kind } = course;
  const changes: AttributeChange[] = [];
  const drift: AttributeFacts["drift"][number][] = [];
  if (!found || !planned) return { changes, drift };
  const [was, is, willBe] = [valuesOf(stated), valuesOf(found), valuesOf(planned)];
  const letGo = kind === "Group" ? groupKind.letGo : userKind.letGo;
  for (const path of new Set([...was.keys(), ...is.keys(), ...willBe.keys()])) {
    if (skipped.includes(path)) continue;
    const before = is.get(path) ?? (willBe.has(path) ? outputAt(found, path) : NOTHING);
    const after = willBe.get(path) ?? NOTHING;
    const old = was.get(path) ?? NOTHING;
    const isManaged = was.has(path) || is.has(path);
    const hasDrifted = isRefreshed && isManaged && stated !== undefined && differ(old, before, path, course.drifted);
    // Secret values look alike: whether the program changes them besides cannot be told.
    const isBack = hasDrifted && isSame(old, after);
    const isHidden = hasDrifted && after.isSecret && course.changed === undefined;
    const isChanged = isHidden || isChange(path, before, after, course, is, willBe);
    if (hasDrifted)
      drift.push({
        about: path,
        stated: old.text,
        found: before.text,
        ...whatUpDoes(isBack && isChanged, isChanged, after),
      });
    if (isChanged && !isBack) changes.push(changeOf(path, before, after, willBe.has(path), letGo, hasDrifted));
  }
  changes.push(...policyChanges(found, planned, course), ...unfinished(found, course));
  return { changes: changes.sort(byAttribute), drift };
}

function isSame(a: Value, b: Value): boolean {
  return a.text === b.text && !a.isUnknown && !b.isUnknown;
}

function isChange(
  path: string,
  before: Value,
  after: Value,
  { changed }: Course,
  is: ReadonlyMap<string, Value>,
  willBe: ReadonlyMap<string, Value>,
): boolean {
  if (differ(before, after, path, changed)) return true;
  // Managed from now on, and empty in the program: what nobody shows is cleared.
  return willBe.has(path) !== is.has(path) && willBe.has(path) && before.text !== after.text;
}

function whatUpDoes(isBack: boolean, isChanged: boolean, after: Value): Pick<Drift, "up" | "says"> {
  if (isBack) return { up: "reverts", says: after.isSecret ? "sets it to the program's value" : "sets it back" };
  if (isChanged) return { up: "overwrites", says: `sets it to ${after.text === "" ? "nothing" : after.text}` };
  return { up: "keeps", says: "leaves it: the program says the same" };
}

function changeOf(
  attribute: string,
  before: Value,
  after: Value,
  isManaged: boolean,
  letGo: readonly string[],
  isAlsoDrift: boolean,
): AttributeChange {
  const effect = isManaged ? (after.text === "" ? "cleared" : "set") : letGo.includes(attribute) ? "letGo" : "cleared";
  return {
    attribute,
    before: before.text,
    after: after.text,
    effect,
    isPrivilege: isPrivilege(attribute) && effect !== "letGo",
    isAlsoDrift,
  };
}

function policyChanges(found: State, planned: State, { operation }: Course): AttributeChange[] {
  if (operation === "same") return [];
  const [was, willBe] = [policiesOf(found), policiesOf(planned)];
  return [...new Set([...was.keys(), ...willBe.keys()])].flatMap((attribute): AttributeChange[] => {
    const [before, after] = [was.get(attribute) ?? "", willBe.get(attribute) ?? ""];
    if (before === after) return [];
    return [{ attribute, before, after, effect: "policy", isPrivilege: false, isAlsoDrift: false }];
  });
}

function unfinished(found: State, { operation }: Course): AttributeChange[] {
  if (operation !== "update") return [];
  return ledgerOf(found.outputs).pending.map((attribute) => ({
    attribute,
    before: "",
    after: "",
    effect: "unfinished",
    isPrivilege: false,
    isAlsoDrift: false,
  }));
}

function byAttribute(a: AttributeChange, b: AttributeChange): number {
  return Number(b.isPrivilege) - Number(a.isPrivilege);
}
