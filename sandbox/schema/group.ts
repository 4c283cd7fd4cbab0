import { GROUP } from "../../provider/scim/urns.js";
import { attribute, complex, type Schema } from "./attribute.js";

/** The core Group schema (RFC 7643 section 4.2), whose displayName is unique or not, as the service wants it. */
export function groupSchema(uniqueNames: boolean): Schema {
  return {
    id: GROUP,
    name: "Group",
    description: "A set of people and groups",
    attributes: [
      attribute("displayName", "The group's name.", {
        required: true,
        uniqueness: uniqueNames ? "server" : "none",
      }),
      complex(
        "members",
        "Who is in the group. Members come and go; one member never changes.",
        [
          attribute("value", "The member's id.", { mutability: "immutable", caseExact: true }),
          attribute("$ref", "The member's address; it and value are one fact.", {
            type: "reference",
            mutability: "immutable",
            referenceTypes: ["User", "Group"],
          }),
          attribute("type", "What the member is; found by the service.", {
            mutability: "immutable",
            canonicalValues: ["User", "Group"],
          }),
          attribute("display", "The member's displayName, found by the service.", { mutability: "readOnly" }),
        ],
        { multiValued: true },
      ),
    ],
  };
}
