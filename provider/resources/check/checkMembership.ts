import { type Directory } from "../../directory/directory.js";
import { type JsonObject } from "../../scim/json.js";
import { failuresOf, type Failure } from "./issues.js";
import { membershipInputs } from "./objects.js";

/** Validates a membership's inputs: one form of the two, and whether the service can do it. */
export function checkMembership(directory: Directory, inputs: JsonObject): { inputs: JsonObject; failures: Failure[] } {
  const { dialect } = directory.connection;
  const failures = failuresOf(membershipInputs, inputs);
  if (!dialect.group.supported) {
    failures.push({
      property: "",
      reason: `${dialect.title} has no groups; remove the ScimMembership, or give it another service.`,
    });
  } else if (inputs["exclusive"] === true && dialect.members.list === "none") {
    failures.push({
      property: "exclusive",
      reason: `exclusive: ${dialect.title} does not show a group's members, so nobody else can be found in it; leave it out.`,
    });
  }
  if (inputs["groups"] !== undefined && dialect.members.list === "scanUsers") {
    failures.push({
      property: "groups",
      reason: `groups: ${dialect.title} shows no groups inside groups; leave it out, and name the people.`,
    });
  }
  return { inputs, failures };
}
