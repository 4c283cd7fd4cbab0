import { type Directory } from "../../directory/directory.js";
import { type JsonObject } from "../../scim/json.js";
import { groupKind } from "../kinds.js";
import { failuresOf, type Failure } from "./issues.js";
import { limitFailures } from "./limits.js";
import { groupInputs } from "./objects.js";
import { withoutUnsupported } from "./supported.js";

/** Validates a group's inputs: their form, and whether the service has groups. */
export function checkGroup(directory: Directory, inputs: JsonObject): { inputs: JsonObject; failures: Failure[] } {
  const { dialect } = directory.connection;
  const failures = failuresOf(groupInputs, inputs).map((failure) =>
    failure.property === "members"
      ? { ...failure, reason: "members: the members of a group are given by ScimMembership; leave it out." }
      : failure,
  );
  if (!dialect.group.supported) {
    const reason = `${dialect.title} has no groups; remove the ScimGroup, or give it another service.`;
    return { inputs, failures: [...failures, { property: "", reason }] };
  }
  const kept = withoutUnsupported(directory, groupKind, inputs, failures);
  failures.push(...limitFailures(groupKind, dialect.title, dialect.group, kept));
  if (inputs["onDelete"] === "delete" && !dialect.group.delete) {
    failures.push({ property: "onDelete", reason: `onDelete: ${dialect.title} cannot delete groups; use "retain".` });
  }
  return { inputs: kept, failures };
}
