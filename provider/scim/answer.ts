import { decodeBody } from "./body.js";
import { canonicalNames } from "./canonicalNames.js";
import { isErrorMessage, readErrorBody, statusOf } from "./errorBody.js";
import { AnswerError, type AnswerFault, serviceError, type ServiceErrorFacts } from "./errors.js";
import { excerpt, htmlText, looksLikeHtml } from "./excerpt.js";
import { isObject, type JsonObject } from "./json.js";
import { MAX_DEPTH, parseJson } from "./parseJson.js";
import { redact } from "./redact.js";
import { redirectTarget } from "./redirect.js";
import { parseRetryAfter } from "./retryAfter.js";
import { type Method, type WireAnswer } from "./transport.js";
import { noteTag } from "./version.js";

/** The largest body that is read, decompressed. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** An answer that was understood. */
export interface Answer {
  status: number;
  /** Undefined if the answer had no body (204, or an empty one after a write). Names are spelt as `canonicalNames` has them. */
  body?: JsonObject;
  /** The ETag header as sent; whether it is the resource's version, the dialect knows. */
  etag?: string;
  /** The Location header of a 201: the new resource's own address, mostly (RFC 7644 section 3.3). */
  location?: string;
}

/** What an answer is read against. */
export interface Asked {
  method: Method;
  /** Below the base URL, without the query. */
  path: string;
  /** The URL that was asked, for resolving a redirect. */
  url: string;
  /** Error statuses that are an answer to this caller. */
  acceptStatus: readonly number[];
  secrets: readonly string[];
  /** Added to the error of a 401. */
  unauthorizedHint?: string | undefined;
}

/** Turns what came from the wire into an Answer, or throws the ServiceError or AnswerError that it stands for. */
export async function readAnswer(wire: WireAnswer, asked: Asked): Promise<Answer> {
  const { status, headers } = wire;
  if (status < 200 || (status >= 300 && status < 400)) throw redirected(wire, asked);
  const accepted = status >= 300 && asked.acceptStatus.includes(status);
  const decoded = await decodeBody(wire.body, headers, MAX_BODY_BYTES);
  if (status >= 300 && !accepted) throw refused(wire, "text" in decoded ? decoded.text : "", asked);
  if (accepted) return withHeaders({ status, ...objectIn("text" in decoded ? decoded.text : "") }, headers);
  if (wire.truncated) throw fault("tooLarge", `an answer of more than ${MAX_BODY_BYTES / 2 ** 20} MiB`, wire, asked);
  if ("fault" in decoded) {
    const what = {
      tooLarge: `an answer of more than ${MAX_BODY_BYTES / 2 ** 20} MiB`,
      encoding: "a body",
      cut: "a body that breaks off",
    }[decoded.fault];
    throw fault(
      decoded.fault,
      `${what} in the content-encoding ${excerpt(decoded.coding, asked.secrets, 30)}`,
      wire,
      asked,
    );
  }
  return withHeaders({ status, ...success(decoded.text, wire, asked) }, headers);
}

function success(text: string, wire: WireAnswer, asked: Asked): { body?: JsonObject } {
  if (text.trim() === "") {
    if (asked.method === "GET") throw fault("empty", "no body", wire, asked);
    return {};
  }
  const parsed = parseJson(text);
  if ("value" in parsed && isObject(parsed.value)) {
    const body = canonicalNames(parsed.value);
    if (!isErrorMessage(body)) return { body };
    const status = statusOf(body);
    if (status === undefined) throw fault("status", "a SCIM error without an error status", wire, asked, text);
    throw serviceError({ ...factsOf(wire, asked), status, ...readErrorBody(text, asked.secrets) });
  }
  if (looksLikeHtml(text)) throw fault("html", "a page of HTML", wire, asked, htmlText(text));
  if (asked.method === "DELETE") return {};
  if ("value" in parsed) throw fault("notObject", "JSON that is no object", wire, asked, text);
  if (parsed.fault === "tooDeep") throw fault("tooDeep", `JSON nested more than ${MAX_DEPTH} deep`, wire, asked);
  throw fault("notJson", "text that is not JSON", wire, asked, text);
}

function objectIn(text: string): { body?: JsonObject } {
  const parsed = parseJson(text);
  return "value" in parsed && isObject(parsed.value) ? { body: parsed.value } : {};
}

function withHeaders(answer: Answer, { etag, location }: Record<string, string>): Answer {
  if (answer.body && etag !== undefined) noteTag(answer.body, etag);
  return {
    ...answer,
    ...(etag === undefined ? {} : { etag }),
    ...(answer.status !== 201 || location === undefined ? {} : { location }),
  };
}

function refused(wire: WireAnswer, text: string, asked: Asked): Error {
  return serviceError({ ...factsOf(wire, asked), ...absentHint(asked), ...readErrorBody(text, asked.secrets) });
}

/** Every service has its users and, if any, its groups right below the base URL (RFC 7644 section 3.2). */
function absentHint({ path, url, secrets }: Asked): Pick<ServiceErrorFacts, "absentHint"> {
  if (path !== "/Users" && path !== "/Groups") return {};
  const base = redact(url.replace(/\/(Users|Groups)(\?.*)?$/, ""), secrets);
  const also = path === "/Groups" ? ", and that the service has groups" : "";
  return { absentHint: `Check that the endpoint ${base} is the service's SCIM base URL${also}` };
}

function factsOf(wire: WireAnswer, asked: Asked): ServiceErrorFacts {
  const retryAfterMs = parseRetryAfter(wire.headers["retry-after"], wire.headers["date"]);
  return {
    status: wire.status,
    method: asked.method,
    path: asked.path,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(asked.unauthorizedHint === undefined ? {} : { unauthorizedHint: asked.unauthorizedHint }),
  };
}

function redirected(wire: WireAnswer, asked: Asked): AnswerError {
  const target = redirectTarget(wire.headers["location"], asked.url, asked.secrets);
  return new AnswerError(
    `${asked.method} ${asked.path} was answered with ${wire.status}, a redirect to ${target}. ` +
      "Redirects are not followed, for the token would go along: set endpoint to the address where the service really is.",
    { status: wire.status, reason: "redirect" },
  );
}

function fault(reason: AnswerFault, what: string, wire: WireAnswer, asked: Asked, text = ""): AnswerError {
  const type = excerpt(wire.headers["content-type"] ?? "", asked.secrets, 60);
  const quote = excerpt(text, asked.secrets, 160);
  return new AnswerError(
    `${asked.method} ${asked.path} was answered with ${wire.status} and ${what}` +
      `${type === "" || reason === "empty" ? "" : ` (${type})`}${quote === "" ? "" : `: "${quote}"`}. ` +
      "Check that endpoint is the service's SCIM base URL and that no login page or proxy stands before it.",
    { status: wire.status, reason },
  );
}
