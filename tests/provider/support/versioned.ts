import { type ServerResponse } from "node:http";
import { type JsonObject } from "../../../provider/scim/json.js";
import { json } from "../scim/support/hostileServer.js";
import { type OddRequest, type Oddity, type OddService } from "./oddService.js";

/** How a service that has entity tags treats If-Match. */
export interface Tags {
  /** The tag of the n-th version. @default `W/"n"` */
  tag?: (version: number) => string;
  /** Strong comparison never matches a weak tag (RFC 9110 section 8.8.3.2); "text" compares letter by letter. @default "weak" */
  compares?: "weak" | "strong" | "text";
  /** Whether a write without If-Match is answered 428 (RFC 6585 section 3). @default false */
  insists?: boolean;
  /** Whether `*` matches. @default true */
  takesAny?: boolean;
  /** What ServiceProviderConfig says; undefined: there is none. @default true */
  says?: boolean | undefined;
  /** Whether resources show meta.version, answers an ETag header. @default both */
  shows?: "both" | "header";
}

/** An oddity with entity tags, and what a test does to it meanwhile. */
export interface Versioned {
  oddity: Oddity;
  /** If-Match of every write, in their order; "none" for one without. */
  sent: string[];
  /** Somebody else's changes, each carried out right before the next write is looked at. */
  meanwhile: ((service: OddService) => void)[];
  /** The resource has changed. */
  touch: (id: string) => void;
}

/** A service that keeps a version of every resource, beside what else it does. */
export function versioned(tags: Tags = {}, more: Oddity = {}): Versioned {
  const {
    tag = (version) => `W/"${version}"`,
    compares = "weak",
    insists = false,
    takesAny = true,
    shows = "both",
  } = tags;
  const says = "says" in tags ? tags.says : true;
  const versions = new Map<string, number>();
  const sent: string[] = [];
  const meanwhile: Versioned["meanwhile"] = [];
  const current = (id: string) => tag(versions.get(id) ?? 1);
  const touch = (id: string) => versions.set(id, (versions.get(id) ?? 1) + 1);
  const matches = (header: string, id: string) => {
    if (header === "*") return takesAny;
    const now = current(id);
    if (compares === "weak") return header.replace(/^W\//, "") === now.replace(/^W\//, "");
    return header === now && (compares === "text" || !now.startsWith("W/"));
  };
  const answer = (request: OddRequest, response: ServerResponse, service: OddService) => {
    const { id, method } = request;
    if (id !== undefined && method !== "GET") {
      meanwhile.shift()?.(service);
      const header = request.seen.headers["if-match"];
      sent.push(header ?? "none");
      const status = header === undefined ? (insists ? 428 : 0) : matches(header, id) ? 0 : 412;
      if (status > 0) {
        json(response, status, { status: String(status), detail: status === 428 ? "If-Match is required" : "changed" });
        return true;
      }
      if (more.answer?.(request, response, service) === true) return true;
      touch(id);
    } else if (more.answer?.(request, response, service) === true) return true;
    if (shows === "header" && id !== undefined) response.setHeader("etag", current(id));
    return false;
  };
  const show = (resource: JsonObject): JsonObject => {
    const shown = more.show?.(resource) ?? resource;
    if (shows === "header" || typeof resource["id"] !== "string") return shown;
    return { ...shown, meta: { version: current(resource["id"]) } };
  };
  const config = says === undefined ? {} : { config: { etag: { supported: says }, patch: { supported: true } } };
  return { oddity: { ...more, ...config, answer, show }, sent, meanwhile, touch };
}
