import { type ErrorKind, ScimError } from "./scimError.js";

/** What a service's error answer said (RFC 7644 section 3.12), as far as it could be read. */
export interface ServiceErrorFacts {
  /** The HTTP status; a different `status` in the body is not believed. */
  status: number;
  scimType?: string;
  /** At most about 300 characters, on one line, without secrets. */
  detail?: string;
  method: string;
  /** Path below the base URL, without the query. */
  path: string;
  /** How long the service asked to wait (RFC 9110 section 10.2.3), in milliseconds from the answer. */
  retryAfterMs?: number;
  /** What a 401 means for the connection, without the last full stop. */
  unauthorizedHint?: string;
  /** What a 404 or 405 of all users or all groups means for the connection, without the last full stop. */
  absentHint?: string;
}

/** The service answered with an error status: its subclass tells which. Never thrown for an answer that could not be read. */
export class ServiceError extends ScimError implements Omit<ServiceErrorFacts, "unauthorizedHint" | "absentHint"> {
  readonly status: number;
  readonly scimType?: string;
  readonly detail?: string;
  readonly method: string;
  readonly path: string;
  readonly retryAfterMs?: number;

  constructor(kind: ErrorKind, facts: ServiceErrorFacts, wayOut: string, options?: { cause?: unknown }) {
    super(kind, describe(facts, wayOut), options);
    this.status = facts.status;
    this.method = facts.method;
    this.path = facts.path;
    if (facts.scimType !== undefined) this.scimType = facts.scimType;
    if (facts.detail !== undefined) this.detail = facts.detail;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Any 4xx that has no class of its own: the request itself is not acceptable to the service. */
export class RefusedError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    super("refused", facts, facts.status === 405 ? (facts.absentHint ?? "") : "", options);
  }
}

/** 401 or 403: the token is missing, wrong, expired, or may not do this. Some services also say so of an unknown group. */
export class AuthenticationError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    const hint = facts.status === 401 && facts.unauthorizedHint !== undefined ? `. ${facts.unauthorizedHint}` : "";
    super("authentication", facts, `Check the connection's token and what it may do${hint}`, options);
  }
}

/** 404 or 410: the service has no such resource, or no such endpoint. */
export class NotFoundError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    super("notFound", facts, facts.absentHint ?? "", options);
  }
}

/** 409: mostly a unique value that somebody else has (scimType uniqueness, often missing). */
export class ConflictError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    super("conflict", facts, "", options);
  }
}

/** 412: the resource changed since the version that If-Match named (RFC 7644 section 3.14). */
export class PreconditionError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    super("precondition", facts, "", options);
  }
}

/** 429: too many requests; `retryAfterMs` if the service said for how long. Seen by callers only as the cause of a DeadlineError. */
export class RateLimitError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    super("rateLimit", facts, "Lower maxRequestsPerSecond, or try again later", options);
  }
}

/** 5xx: the service failed. Unless it was 503 with Retry-After, the request may have been carried out. */
export class FailedServiceError extends ServiceError {
  constructor(facts: ServiceErrorFacts, options?: { cause?: unknown }) {
    super("failedService", facts, "", options);
  }
}

/** The error class that an error status stands for; any status outside 400 to 499 counts as the service's failure. */
export function serviceError(facts: ServiceErrorFacts): ServiceError {
  const { status } = facts;
  if (status < 400 || status > 499) return new FailedServiceError(facts);
  switch (status) {
    case 401:
    case 403:
      return new AuthenticationError(facts);
    case 404:
    case 410:
      return new NotFoundError(facts);
    case 409:
      return new ConflictError(facts);
    case 412:
      return new PreconditionError(facts);
    case 429:
      return new RateLimitError(facts);
    default:
      return new RefusedError(facts);
  }
}

function describe(facts: ServiceErrorFacts, wayOut: string): string {
  const type = facts.scimType === undefined ? "" : ` (${facts.scimType})`;
  const detail = facts.detail === undefined ? "" : `: ${facts.detail}`;
  const said = `${facts.method} ${facts.path} was answered with ${facts.status}${type}${detail}`;
  return `${said}${/[.!?…]$/.test(said) ? "" : "."}${wayOut === "" ? "" : ` ${wayOut}.`}`;
}
