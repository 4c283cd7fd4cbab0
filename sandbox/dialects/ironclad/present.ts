import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { isObject, without, type JsonObject } from "../../json.js";
import { type Kind } from "../../schema/resourceType.js";

/** A resource as Ironclad's responses spell it (004, UserResponseObject and GroupResponseObject). */
export function present(kind: Kind, resource: JsonObject): JsonObject {
  return kind === "Users" ? presentUser(resource) : presentGroup(resource);
}

/** No groups; a manager, where the switch takes one, with its value alone. */
function presentUser(user: JsonObject): JsonObject {
  const result = without(user, "groups");
  const enterprise = result[ENTERPRISE_USER];
  if (isObject(enterprise) && isObject(enterprise["manager"])) {
    const { value } = enterprise["manager"];
    result[ENTERPRISE_USER] = { ...enterprise, manager: value === undefined ? {} : { value } };
  }
  return result;
}

/** Members as `{ type, value }`; meta without dates. */
function presentGroup(group: JsonObject): JsonObject {
  const result = { ...group };
  if (Array.isArray(result["members"])) {
    result["members"] = result["members"].filter(isObject).map(({ value }) => ({ type: "User", value: value ?? "" }));
  }
  if (isObject(result["meta"])) result["meta"] = without(without(result["meta"], "created"), "lastModified");
  return result;
}
