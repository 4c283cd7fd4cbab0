import { type Attribute, attribute, complex } from "./attribute.js";

const immutable = { mutability: "immutable" } as const;

/** The core Group schema (RFC 7643 sections 4.2 and 8.7.1); `display` of members is in the RFC's examples (section 8.4) only. */
export const GROUP_ATTRIBUTES: readonly Attribute[] = [
  attribute("displayName"),
  complex(
    "members",
    [
      attribute("value", "string", immutable),
      attribute("$ref", "reference", immutable),
      attribute("type", "string", immutable),
      attribute("display", "string", { mutability: "readOnly" }),
    ],
    { multiValued: true },
  ),
];
