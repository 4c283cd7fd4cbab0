import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { isObject, without, type JsonObject } from "../../json.js";
import { ABSORB_USER } from "./urns.js";

/** A user as Absorb's responses spell it (003): `mangedGroupId`, a manager with its value alone, groups without `$ref`. */
export function presentUser(user: JsonObject): JsonObject {
  const result = { ...user };
  const enterprise = result[ENTERPRISE_USER];
  if (isObject(enterprise) && isObject(enterprise["manager"])) {
    const { value } = enterprise["manager"];
    result[ENTERPRISE_USER] = { ...enterprise, manager: value === undefined ? {} : { value } };
  }
  const own = result[ABSORB_USER];
  if (isObject(own) && isObject(own["userManagementSettings"])) {
    result[ABSORB_USER] = { ...own, userManagementSettings: misspelt(own["userManagementSettings"]) };
  }
  if (Array.isArray(result["groups"])) {
    result["groups"] = result["groups"].filter(isObject).map((group) => without(group, "$ref"));
  }
  return result;
}

function misspelt(settings: JsonObject): JsonObject {
  const { managedGroupId, ...rest } = settings;
  return managedGroupId === undefined ? rest : { ...rest, mangedGroupId: managedGroupId };
}
