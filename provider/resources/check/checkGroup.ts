import { type Directory } from "../../directory/directory.js";
import { type JsonObject } from "../../scim/json.js";
import { failuresOf, type Failure } from "./issues.js";
import { groupInputs } from "./objects.js";

/** Validates a group's inputs: their form, and whether the service has groups. */
export function checkGroup(directory: Directory, inputs: JsonObject): { inputs: JsonObject; failures: Failure[] } {
  const { dialect } = directory.connection;
  const failures = failuresOf(groupInputs, inputs).map((failure) =>
    failure.property === "members"
      ? { ...failure, reason: "members: the members of a group are given by ScimMembership; leave it out." }
      : failure,
  );
  if (!dialect.group.supported) {
    failures.push({
      property: "",
      reason: `${dialect.title} has no groups; remove the ScimGroup, or give it another service.`,
    });
  } else if (inputs["onDelete"] === "delete" && !dialect.group.delete) {
    failures.push({ property: "onDelete", reason: `onDelete: ${dialect.title} cannot delete groups; use "retain".` });
  }
  return { inputs, failures };
}
