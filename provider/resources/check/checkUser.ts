import { type Directory } from "../../directory/directory.js";
import { type Json, type JsonObject } from "../../scim/json.js";
import { fieldOf, managedFields, putAt, valueAt } from "../fields.js";
import { userKind } from "../kinds.js";
import { failuresOf, written, type Failure } from "./issues.js";
import { userInputs } from "./objects.js";

/** Validates a person's inputs: their form, and what the service can hold. */
export function checkUser(directory: Directory, inputs: JsonObject): { inputs: JsonObject; failures: Failure[] } {
  const { dialect } = directory.connection;
  const failures = failuresOf(userInputs, inputs);
  const kept = withoutUnsupported(directory, inputs, failures);
  if (inputs["active"] === false && dialect.user.inactiveIsGone) {
    failures.push(
      failure(
        "active",
        `${dialect.title} forgets inactive people, so this would end and create them in turn; remove the resource to end the person`,
      ),
    );
  }
  if (inputs["onDelete"] === "delete" && !dialect.user.delete) {
    failures.push(failure("onDelete", `${dialect.title} cannot delete people; use "deactivate" or "retain"`));
  }
  return { inputs: kept, failures };
}

/** Refuses what the service does not keep, or leaves it out with one notice where the program says `ignore`. */
function withoutUnsupported(directory: Directory, inputs: JsonObject, failures: Failure[]): JsonObject {
  const { dialect, unsupported } = directory.connection;
  const refused = managedFields(userKind.fields, inputs).flatMap(({ key, input }) => {
    const reason = dialect.user.unsupported[key] ?? dialect.user.unsupported[input[0] ?? ""];
    return reason === undefined || !isGiven(valueAt(inputs, input)) ? [] : [{ key, reason }];
  });
  if (refused.length === 0) return inputs;
  const policy = inputs["unsupported"] ?? unsupported;
  if (policy !== "ignore") {
    for (const { key, reason } of refused) {
      failures.push(
        failure(
          written(fieldOf(userKind.fields, key).input),
          `${dialect.title} ${reason}; leave it out, or set unsupported: "ignore"`,
        ),
      );
    }
    return inputs;
  }
  const kept = structuredClone(inputs);
  for (const { key } of refused) putAt(kept, fieldOf(userKind.fields, key).input, undefined);
  directory.noticeOnce(
    `left out, since ${dialect.title} does not keep them: ${refused.map(({ key }) => key).join(", ")}.`,
  );
  return kept;
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function failure(property: string, reason: string): Failure {
  return { property, reason: `${property}: ${reason}.` };
}
