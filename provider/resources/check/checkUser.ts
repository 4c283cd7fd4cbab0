import { type Directory } from "../../directory/directory.js";
import { isEmpty, sameValue } from "../../scim/compare.js";
import { type Json, type JsonObject } from "../../scim/json.js";
import { findAttribute } from "../../scim/schemas.js";
import { fieldOf, managedFields, valueAt } from "../fields.js";
import { type Kind, userKindOf } from "../kinds.js";
import { userInputsOf } from "./blockInputs.js";
import { failure, failuresOf, written, type Failure } from "./issues.js";
import { limitFailures } from "./limits.js";
import { withoutUnsupported } from "./supported.js";
import { UNKNOWN } from "./unknown.js";

/** Validates a person's inputs: their form, and what the service can hold. */
export function checkUser(directory: Directory, inputs: JsonObject): { inputs: JsonObject; failures: Failure[] } {
  const { dialect } = directory.connection;
  const kind = userKindOf(dialect);
  const failures = failuresOf(userInputsOf(dialect), inputs);
  const kept = withoutUnsupported(directory, kind, inputs, failures);
  failures.push(
    ...limitFailures(kind, dialect.title, dialect.user, kept),
    ...missing(directory, kind, kept),
    ...endings(directory, kept),
    ...ownManager(directory, kept),
    ...foreignDomain(directory, kept),
  );
  return { inputs: kept, failures };
}

/** What the service needs and the program does not give, alone or together with something that it gives. */
function missing({ connection }: Directory, kind: Kind, inputs: JsonObject): Failure[] {
  const { title, user } = connection.dialect;
  if (user.required.length === 0 && user.together.length === 0) return [];
  const given = managedFields(kind.fields, inputs).filter(({ input }) => !isEmpty(valueAt(inputs, input)));
  const isGiven = (key: string) =>
    isWithinUnknown(inputs, key) || given.some((field) => field.key === key || field.key.startsWith(`${key}.`));
  const sets = user.together.filter((set) => set.some((key) => given.some((field) => field.key === key)));
  const incomplete = sets.flatMap((set) =>
    set
      .filter((key) => !isGiven(key))
      .map((key) => failure(nameOf(kind, key), `${title} takes ${set.join(" and ")} only together; give both`)),
  );
  const absent = user.required
    .filter((key) => !isGiven(key))
    .map((key) => failure(nameOf(kind, key), `${title} needs it for everybody; give it`));
  return [...incomplete, ...absent];
}

function nameOf(kind: Kind, key: string): string {
  return written(fieldOf(kind.fields, key).input);
}

function isWithinUnknown(inputs: JsonObject, key: string): boolean {
  const value: Json | undefined = inputs[key.split(".")[0] ?? ""];
  return value === UNKNOWN;
}

/** Ways to end somebody that the service does not have. */
function endings({ connection: { dialect } }: Directory, inputs: JsonObject): Failure[] {
  const { title, user } = dialect;
  const failures: Failure[] = [];
  if (inputs["active"] === false && user.inactiveIsGone)
    failures.push(
      failure(
        "active",
        `${title} removes people who are not active and forgets them, so this would end and create them in turn; remove the resource to end the person`,
      ),
    );
  if (inputs["onDelete"] === "delete" && !user.delete)
    failures.push(failure("onDelete", `${title} cannot delete people; use "deactivate" or "retain"`));
  if (inputs["onDelete"] === "deactivate" && user.inactiveIsGone)
    failures.push(
      failure("onDelete", `${title} has no inactive people: who is deactivated is removed; use "delete" or "retain"`),
    );
  return failures;
}

/** Somebody who is their own manager by a name that the service takes; an id is not known yet. */
function ownManager({ connection: { dialect } }: Directory, inputs: JsonObject): Failure[] {
  const { manager } = inputs;
  if (typeof manager !== "string" || manager === "" || manager === UNKNOWN) return [];
  const isOwn = (attribute: string) => sameValue(findAttribute("User", attribute), manager, inputs[attribute] ?? null);
  if (!dialect.user.manager.alsoAccepts.some(isOwn)) return [];
  return [failure("manager", "a person cannot be their own manager; give another person, or null for nobody")];
}

/** A userName outside of the organisation's domains, where the connection names them. */
function foreignDomain({ connection }: Directory, inputs: JsonObject): Failure[] {
  const { allowedDomains, dialect } = connection;
  const { userName } = inputs;
  if (allowedDomains === undefined || typeof userName !== "string" || userName === UNKNOWN) return [];
  const domain = userName.slice(userName.lastIndexOf("@") + 1).toLowerCase();
  if (userName.includes("@") && allowedDomains.some((allowed) => allowed.toLowerCase() === domain)) return [];
  return [
    failure(
      "userName",
      `${dialect.title} takes addresses of ${allowedDomains.join(", ")} only (allowedDomains of the connection); correct the address, or add its domain there and in the service`,
    ),
  ];
}
