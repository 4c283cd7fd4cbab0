import type { dynamic } from "@pulumi/pulumi";
import { type Directory } from "../directory/directory.js";
import { GuardError } from "../directory/guardError.js";
import { AuthenticationError, ConnectionError } from "../scim/errors.js";
import { textOf, type JsonObject } from "../scim/json.js";
import { type Failure } from "./check/issues.js";
import { pruned } from "../scim/pruned.js";
import { PartialFailure, reasonOf, StepError } from "./failure.js";
import { type Handlers } from "./handlers.js";
import { marked, withoutSecrets } from "./hidden.js";
import { guardShape } from "./state.js";

/** Opens the process's one directory; throws what is wrong with the connection. */
export type Open = () => Directory;

/**
 * Puts handlers behind the plugin host's interface. Whatever they throw reaches the engine as an Error without a stack,
 * since the host prints stacks, and whatever they return is pruned of `undefined`, which the host cannot encode: it
 * would leave the engine waiting for ever.
 */
export function adapt(
  handlers: Handlers,
  configure: (get: (key: string) => string | undefined) => void,
  open: Open,
): dynamic.ResourceProvider {
  const kept: Keep = (properties) => open().withoutCredentials(pruned(properties));
  return {
    configure: (request) => {
      configure((key) => textOf(request.config.get(key)));
      return Promise.resolve();
    },
    check: (olds: JsonObject, news: JsonObject) =>
      guarded(() => {
        const opened = attempt(open);
        if (opened instanceof Error) return { inputs: news, failures: [{ property: "", reason: briefly(opened) }] };
        opened.ownership.checked(JSON.stringify(news), Object.keys(olds).length === 0);
        const { inputs, failures } = handlers.check(opened, news);
        if (failures.length === 0) opened.arrivals.announced();
        return { inputs, failures: failures.map((one) => withoutValue(one, news)) };
      }, news),
    diff: (id, olds: JsonObject, news: JsonObject) =>
      guarded(
        () => {
          guardShape(olds, id);
          const { ownership, arrivals } = open();
          const difference = handlers.diff(open(), id, olds, news);
          if (difference.changes === false && isOtherText(olds, news)) {
            open().noticeOnce(OTHER_TEXT);
            return { changes: true };
          }
          if (difference.changes === false) {
            ownership.unchanged();
            arrivals.unchanged();
          }
          return difference;
        },
        news,
        olds,
      ),
    create: (inputs: JsonObject) =>
      guarded(
        async () => {
          const { id, outs } = await handlers.create(open(), inputs);
          return { id, outs: kept(outs) };
        },
        inputs,
        {},
        kept,
      ),
    // The host's type wants an id; leaving it out is how a read says that the object is gone.
    read: (id, props: JsonObject = {}) =>
      guarded(async () => {
        guardShape(props, id);
        const seen = await handlers.read(open(), id, props);
        return {
          id: seen.id ?? "",
          props: kept(seen.props ?? {}),
          ...(seen.inputs && { inputs: kept(marked(seen.inputs)) }),
        };
      }, props),
    update: (id, olds: JsonObject, news: JsonObject) =>
      guarded(
        async () => {
          guardShape(olds, id);
          return { outs: kept(await handlers.update(open(), id, olds, news)) };
        },
        news,
        olds,
        kept,
      ),
    delete: (id, props: JsonObject) =>
      guarded(() => {
        guardShape(props, id);
        return handlers.delete(open(), id, props);
      }, props),
  };
}

/** Properties as the engine keeps them. */
type Keep = typeof pruned;

const OTHER_TEXT =
  "the state names the provider by another text than this version of pulumi-scim; it is written anew, and people and groups stay as they are.";

/**
 * Whether outputs name the provider by another text than inputs. The engine compares inputs alone, and takes what reads
 * and deletes from outputs: without an update it would go on with the old text for ever.
 */
function isOtherText(outputs: JsonObject, inputs: JsonObject): boolean {
  return outputs["__provider"] !== inputs["__provider"];
}

/**
 * `inputs`: of a step that may fail in part. The host puts the provider's text into outputs, but not into those of a
 * partial failure; without it the resource could be neither refreshed nor deleted. No message shows a secret attribute of
 * these properties or of those of before: services like to repeat what they refuse.
 */
async function guarded<T>(
  work: () => T | Promise<T>,
  inputs: JsonObject,
  before: JsonObject = {},
  kept: Keep = pruned,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const shown = (text: string) => withoutSecrets(text, [inputs, before]);
    if (error instanceof PartialFailure) {
      const { __provider } = inputs;
      throw new PartialFailure(error.id, kept({ ...error.properties, __provider }), error.reasons.map(shown));
    }
    const message = error instanceof StepError ? error.message : briefly(error);
    if (shown(message) !== message) throw new StepError(shown(message));
    throw error instanceof StepError ? error : new StepError(message, { cause: error });
  }
}

/**
 * The engine prints the value of a property that it is told of, a password in clear: so it is told none, and the reason
 * names the place.
 */
function withoutValue({ property, reason }: Failure, inputs: JsonObject): Failure {
  const placed = reason.startsWith(property) ? reason : `${property}: ${reason}`;
  return { property: "", reason: withoutSecrets(placed, [inputs]) };
}

/** Reasons that concern the whole connection and have been given in full. */
const given = new Set<string>();

/** A reason that would be the same for every resource of a stack is given in full once. */
function briefly(error: unknown): string {
  const reason = `${reasonOf(error)}.`;
  const common = commonTo(error);
  if (common === undefined || !given.has(common)) {
    if (common !== undefined) given.add(common);
    return reason;
  }
  if (error instanceof GuardError) return "Refused for the same reason; the first error of this kind says more.";
  return error instanceof AuthenticationError
    ? `The service refuses this too (${error.status}); the first error of this kind says more.`
    : "The SCIM connection cannot be used; the first error of this kind says why.";
}

/** What such errors of a run have in common; undefined for an error of one resource alone. */
function commonTo(error: unknown): string | undefined {
  if (error instanceof ConnectionError) return error.message;
  if (error instanceof AuthenticationError) return `${error.status} ${error.detail ?? ""}`;
  return error instanceof GuardError ? error.guard : undefined;
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
