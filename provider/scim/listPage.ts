import { AnswerError } from "./errors.js";
import { isObject, type Json, type JsonObject } from "./json.js";

/** What to ask a list for (RFC 7644 section 3.4.2). */
export interface ListQuery {
  filter?: string | undefined;
  /** Page size asked for; the service may give less. Left out, the service decides. */
  count?: number | undefined;
  /** From 1. Left out, the beginning. */
  startIndex?: number | undefined;
  attributes?: string[] | undefined;
  excludedAttributes?: string[] | undefined;
  /** RFC 9865: where the last page said to go on. */
  cursor?: string | undefined;
}

/** One page of a list. */
export interface ListPage {
  resources: JsonObject[];
  /** As the service says, which is often the page's size only. */
  totalResults?: number;
  itemsPerPage?: number;
  startIndex?: number;
  /** RFC 9865: present while more is to come. */
  nextCursor?: string;
}

/** A page as large as was asked for, or of a round size as services cap pages at (20, 25, 50, 100, …), may be one of several. */
export function looksFull(size: number, count: number | undefined): boolean {
  return size > 0 && ((count !== undefined && size >= count) || (size >= 10 && size % 5 === 0));
}

/** Reads a ListResponse in any of its known spellings; an object that is none at all is an AnswerError, never an empty list. */
export function readPage(body: JsonObject, endpoint: string): ListPage {
  const resources = body["Resources"] ?? undefined;
  const totalResults = wholeNumber(body["totalResults"]);
  if (resources === undefined && totalResults === undefined)
    throw notList(endpoint, "it has neither Resources nor totalResults");
  if (resources !== undefined && !Array.isArray(resources)) throw notList(endpoint, "its Resources are no array");
  const items = resources ?? [];
  if (!items.every(isObject)) throw notList(endpoint, "its Resources are not all objects");
  const itemsPerPage = wholeNumber(body["itemsPerPage"]);
  const startIndex = wholeNumber(body["startIndex"]);
  const nextCursor = body["nextCursor"];
  return {
    resources: items,
    ...(totalResults === undefined ? {} : { totalResults }),
    ...(itemsPerPage === undefined ? {} : { itemsPerPage }),
    ...(startIndex === undefined ? {} : { startIndex }),
    ...(typeof nextCursor === "string" && nextCursor !== "" ? { nextCursor } : {}),
  };
}

function wholeNumber(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The resources that have an id (a number is taken as its text); a page where none has one cannot be what was asked for. */
export function identified(resources: JsonObject[], endpoint: string): { id: string; value: JsonObject }[] {
  const found = resources.flatMap((value) => {
    const id = typeof value["id"] === "number" ? String(value["id"]) : value["id"];
    return typeof id === "string" && id !== "" ? [{ id, value: { ...value, id } }] : [];
  });
  if (found.length === 0 && resources.length > 0) throw notList(endpoint, "none of its Resources has an id");
  return found;
}

function notList(endpoint: string, why: string): AnswerError {
  return new AnswerError(
    `GET ${endpoint} was answered with something else than a SCIM list: ${why}. Check that endpoint is the service's SCIM base URL.`,
    { status: 200, reason: "notList" },
  );
}
