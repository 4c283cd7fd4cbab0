import { isObject, type Json, type JsonObject } from "./json.js";
import { type Attribute, subAttribute } from "./schemas.js";

/**
 * Whether two values of an attribute mean the same by SCIM's rules (RFC 7643 sections 2.2 to 2.5): letter case where caseExact is
 * false, Unicode form, sets without order, instants, telephone numbers, absent against null, "" and []. An attribute that is not known (of an extension)
 * is compared exactly, but for the order of arrays of objects.
 */
export function sameValue(attribute: Attribute | undefined, a: Json | undefined, b: Json | undefined): boolean {
  return a === b || canonical(attribute, a) === canonical(attribute, b);
}

/** Whether a value says "nothing here": absent, null, "", [], {}, and [{"value": ""}] as some services spell it. False and 0 are values. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  if (!isObject(value)) return false;
  if ("value" in value && isEmpty(value["value"])) {
    return Object.entries(value).every(([name, member]) => /^(type|primary|display)$/i.test(name) || isEmpty(member));
  }
  return Object.values(value).every(isEmpty);
}

/** A text that two values share exactly when they mean the same; "" for an empty one. Fit as a key of a Map or Set. */
export function canonical(attribute: Attribute | undefined, value: Json | undefined): string {
  if (value === undefined || isEmpty(value)) return "";
  if (attribute === undefined) return canonicalUnknown(value);
  if (!attribute.multiValued)
    return canonicalItem(attribute, Array.isArray(value) && value.length === 1 ? value[0] : value);
  const items = Array.isArray(value) ? value : [value];
  const distinct = new Set(items.map((item) => canonicalItem(attribute, item)).filter((item) => item !== ""));
  return `[${[...distinct].sort().join(",")}]`;
}

/** Letter case taken away as Unicode folds it, in normal form C: two texts that differ by case alone give the same. */
export function foldCase(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const folded = Array.from(text.normalize("NFC"), (character) =>
    character === DOTLESS_I ? character : character.toLowerCase().toUpperCase().toLowerCase(),
  );
  return folded.join("").normalize("NFC");
}

/** The one letter whose upper case (I) belongs to another letter. */
const DOTLESS_I = "\u0131";

function canonicalItem(attribute: Attribute, value: Json | undefined): string {
  if (value === undefined || isEmpty(value)) return "";
  if (attribute.type === "json") return canonicalUnknown(value);
  if (attribute.type === "complex") return canonicalComplex(attribute, value);
  if (isObject(value) && attribute.multiValued) return canonicalItem(attribute, value["value"]);
  return typeof value === "object" ? canonicalUnknown(value) : canonicalScalar(attribute, value);
}

/** A bare scalar stands for `{value}`, as some services write managers and emails. */
function canonicalComplex(attribute: Attribute, value: Json): string {
  if (Array.isArray(value)) return canonicalUnknown(value);
  const object: JsonObject = isObject(value) ? value : { value };
  const members = Object.entries(object).flatMap(([name, member]) => {
    if (isDefaultPrimary(name, member)) return [];
    const text = canonical(subAttribute(attribute, name), member);
    return text === "" ? [] : [`${JSON.stringify(name.toLowerCase())}:${text}`];
  });
  return `{${members.sort().join(",")}}`;
}

/** RFC 7643 section 2.4: no `primary` means false. */
function isDefaultPrimary(name: string, value: Json): boolean {
  return name.toLowerCase() === "primary" && (value === false || (typeof value === "string" && /^false$/i.test(value)));
}

function canonicalScalar(attribute: Attribute, value: string | number | boolean | null): string {
  const text = String(value);
  switch (attribute.type) {
    case "boolean":
      return /^(true|false)$/i.test(text.trim()) ? text.trim().toLowerCase() : quoted(text);
    case "integer":
    case "decimal":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? String(Number(text)) : quoted(text);
    case "dateTime":
      return instant(text) ?? quoted(text);
    case "reference":
      return quoted(URL.canParse(text) ? new URL(text).href : text);
    case "binary":
      return quoted(
        text
          .replace(/\s|=+$/g, "")
          .replaceAll("-", "+")
          .replaceAll("_", "/"),
      );
    default:
      return quoted(attribute.caseExact ? text : foldCase(attribute.format === "telephone" ? telephone(text) : text));
  }
}

/** A telephone number without its visual separators (RFC 3966 section 3) and the scheme that RFC 7643 section 4.1.2 wants. */
function telephone(text: string): string {
  const bare = text.replace(/^\s*tel:/i, "").replace(/[\s().-]/g, "");
  return bare === "" ? text : bare;
}

/** xsd:dateTime (RFC 7643 section 2.3.5) as epoch milliseconds; UTC if it names no offset. */
function instant(text: string): string | undefined {
  const match = /^(\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim());
  const time = match === null ? NaN : Date.parse(`${match[1] ?? ""}${match[2] ?? "Z"}`);
  return Number.isNaN(time) ? undefined : `@${time}`;
}

function canonicalUnknown(value: Json): string {
  if (Array.isArray(value)) {
    const items = value.map(canonicalUnknown);
    return `[${(value.every(isObject) ? items.sort() : items).join(",")}]`;
  }
  if (!isObject(value)) return typeof value === "string" ? quoted(value) : JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => !isEmpty(member))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalUnknown(member)}`);
  return `{${members.sort().join(",")}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.normalize("NFC"));
}
