import { excerpt, htmlText, looksLikeHtml } from "./excerpt.js";
import { type Json, type JsonObject, isObject } from "./json.js";
import { parseJson } from "./parseJson.js";
import { ERROR } from "./urns.js";

/** What an error body says, whatever its shape. */
export interface ErrorBody {
  scimType?: string;
  detail?: string;
}

/** Members that hold the message, the most telling first; RFC 7644 section 3.12, RFC 9457, OAuth, and what services use instead. */
const MESSAGES = [
  "detail",
  "details",
  "message",
  "error_description",
  "description",
  "reason",
  "title",
  "msg",
  "faultstring",
];
/** Members that hold further errors. */
const NESTED = ["errors", "error", "fault", "exception"];

/** Reads an error body: SCIM's own, `{message, code}`, `{"errors": […]}`, problem+json, plain text, HTML; nothing from an empty one. */
export function readErrorBody(text: string, secrets: readonly string[]): ErrorBody {
  if (text.trim() === "") return {};
  const parsed = parseJson(text);
  if ("fault" in parsed) return bounded({ detail: looksLikeHtml(text) ? htmlText(text) : text }, secrets);
  return bounded(readJson(parsed.value, 0), secrets);
}

/** Whether a body is a SCIM error message (by its `schemas`, or `schema` as some services spell it), whatever the HTTP status. */
export function isErrorMessage(body: JsonObject): boolean {
  const schemas = [body["schemas"], body["schema"]].flat();
  return schemas.some((urn) => typeof urn === "string" && urn.toLowerCase() === ERROR.toLowerCase());
}

/** The `status` member of a SCIM error message, which may be text or a number; undefined if it is no error status. */
export function statusOf(body: JsonObject): number | undefined {
  const status = Number(body["status"]);
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined;
}

function bounded(body: ErrorBody, secrets: readonly string[]): ErrorBody {
  const detail = excerpt(body.detail ?? "", secrets);
  const scimType = excerpt(body.scimType ?? "", secrets, 60);
  return { ...(scimType === "" ? {} : { scimType }), ...(detail === "" ? {} : { detail }) };
}

function readJson(value: Json | undefined, depth: number): ErrorBody {
  if (depth > 4) return {};
  if (typeof value === "string") return { detail: value };
  if (Array.isArray(value)) {
    const parts = value.slice(0, 5).map((part) => readJson(part, depth + 1));
    return merge(
      parts.find((part) => part.scimType !== undefined)?.scimType,
      parts.map((part) => part.detail),
    );
  }
  if (!isObject(value)) return {};
  const members = byLowerCase(value);
  const nested = readJson(first(members, NESTED), depth + 1);
  const own = MESSAGES.map((name) => members.get(name)).find((text) => typeof text === "string" && text.trim() !== "");
  const code = members.get("code") ?? members.get("errorcode");
  const prefix = typeof code === "string" && code !== own ? `${code}: ` : "";
  const scimType = members.get("scimtype");
  return merge(typeof scimType === "string" ? scimType : nested.scimType, [
    typeof own === "string" ? `${prefix}${own}` : prefix.replace(/: $/, ""),
    typeof own === "string" && own === nested.detail ? undefined : nested.detail,
  ]);
}

function merge(scimType: string | undefined, details: (string | undefined)[]): ErrorBody {
  const detail = details.filter((text) => text !== undefined && text !== "").join("; ");
  return { ...(scimType === undefined ? {} : { scimType }), ...(detail === "" ? {} : { detail }) };
}

function first(members: Map<string, Json>, names: readonly string[]): Json | undefined {
  return names.map((name) => members.get(name)).find((value) => value !== undefined && value !== null);
}

function byLowerCase(value: JsonObject): Map<string, Json> {
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}
