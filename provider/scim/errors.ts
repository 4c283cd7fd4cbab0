import { AnswerError } from "./errors/answerError.js";
import { DeadlineError } from "./errors/deadlineError.js";
import { type Effect } from "./errors/scimError.js";
import { FailedServiceError, ServiceError } from "./errors/serviceError.js";
import { TransportError } from "./errors/transportError.js";

export { AddressError } from "./errors/addressError.js";
export { AnswerError, type AnswerFault } from "./errors/answerError.js";
export { ConnectionError } from "./errors/connectionError.js";
export { DeadlineError } from "./errors/deadlineError.js";
export { type Effect, type ErrorKind, ScimError } from "./errors/scimError.js";
export {
  AuthenticationError,
  ConflictError,
  FailedServiceError,
  NotFoundError,
  PreconditionError,
  RateLimitError,
  RefusedError,
  serviceError,
  ServiceError,
  type ServiceErrorFacts,
} from "./errors/serviceError.js";
export { TransportError } from "./errors/transportError.js";

/** Whether a write that failed so may have been carried out all the same; "unknown" has to be settled by looking the resource up. */
export function effectOf(error: unknown): Effect {
  if (error instanceof TransportError || error instanceof AnswerError || error instanceof DeadlineError) {
    return error.effect;
  }
  if (error instanceof FailedServiceError) {
    return error.status === 503 && error.retryAfterMs !== undefined ? "none" : "unknown";
  }
  return "none";
}

/** Whether the service has no such method there at all. */
export function isAbsent(error: unknown): boolean {
  return error instanceof ServiceError && (error.status === 405 || error.status === 501);
}
