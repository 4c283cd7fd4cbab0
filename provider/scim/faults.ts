import { ConnectionError, TransportError } from "./errors.js";
import { codeOf, redact, redactedCause } from "./redact.js";
import { type Method, type WireFault } from "./transport.js";

/** Codes of a certificate that is not trusted, and of a peer that speaks no TLS: nothing that trying again mends. */
const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO$)/;
/** Codes of a client that is closed, and of a proxy that does not let the request pass. */
const LASTING = /^(UND_ERR_(CLOSED|DESTROYED)|PROXY_4(?!08|29)\d\d)$/;

/** What was being asked when a fault occurred. */
export interface FaultContext {
  method: Method;
  path: string;
  /** Host and port of the service. */
  host: string;
  /** The proxy that the request may have gone by, as Transport names it. */
  proxy?: string | undefined;
  /** The option that says where to send. @default "endpoint" */
  option?: string;
  timeoutMs: number;
  secrets: readonly string[];
}

/** Puts a fault of the wire into words: what happened, whether the request may have been carried out, what to do. */
export function transportError(fault: WireFault, context: FaultContext): TransportError | ConnectionError {
  const { method, path, secrets, proxy } = context;
  const cause = redactedCause(fault.cause, secrets);
  const code = codeFor(fault);
  if (code === "UND_ERR_INVALID_ARG") {
    return new ConnectionError(
      `Could not send ${method} ${path}: ${redact(cause?.message ?? "", secrets)}. Check the headers of the connection.`,
    );
  }
  const done = fault.effect === "none" || method === "GET" ? "" : " It may have been carried out.";
  const by = proxy === undefined ? "" : ` (${proxy})`;
  const message = `${method} ${path} got no answer from ${context.host}${by}: ${explain(fault, code, cause, context)}.${done}`;
  return new TransportError(message, { effect: fault.effect, ...(code === undefined ? {} : { code }) }, { cause });
}

/** Whether trying again cannot help: a certificate does not become valid within seconds, a closed client does not open again. */
export function isLasting(error: TransportError): boolean {
  return error.code !== undefined && (TLS.test(error.code) || LASTING.test(error.code));
}

/** A proxy's refusal of the tunnel has its own code, `PROXY_` and the status; undici says the status in its message only. */
function codeFor(fault: WireFault): string | undefined {
  if (fault.reason !== "failed") return fault.reason === "timeout" ? "ETIMEDOUT" : "ABORTED";
  const { cause } = fault;
  const status = cause instanceof Error ? /^Proxy response \((\d{3})\)/.exec(cause.message)?.[1] : undefined;
  return status === undefined ? codeOf(cause) : `PROXY_${status}`;
}

function explain(fault: WireFault, code: string | undefined, cause: Error | undefined, context: FaultContext): string {
  if (fault.reason === "timeout") {
    return `none came within ${context.timeoutMs / 1000} s (timeoutSeconds sets how long to wait)`;
  }
  if (fault.reason === "aborted") return "the deadline came first";
  const { option = "endpoint" } = context;
  if (code?.startsWith("PROXY_") === true) {
    const wayOut = code === "PROXY_407" ? "; give user name and password in the proxy's address" : "";
    return `the proxy answered ${code.slice("PROXY_".length)}${wayOut}`;
  }
  switch (code) {
    case "ECONNREFUSED":
      return `nothing listens there (ECONNREFUSED); check ${option} and that the service runs`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name could not be resolved (${code}); check ${option} and the network`;
    case "ECONNRESET":
    case "UND_ERR_SOCKET":
    case "EPIPE":
    case "UND_ERR_RES_CONTENT_LENGTH_MISMATCH":
      return `the connection was dropped (${code})`;
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return `it could not be reached in time (${code}); check ${option} and the network`;
    case "UND_ERR_HEADERS_OVERFLOW":
      return `its answer has more headers than a client can take (${code}); check ${option} and what stands before it`;
    default:
      if (cause?.name === "HTTPParserError")
        return `${cause.message}; check ${option} and that the service speaks HTTP there`;
      return `${cause?.message ?? "unknown fault"}${code === undefined ? "" : ` (${code})`}${hint(code)}`;
  }
}

function hint(code: string | undefined): string {
  if (code === "EPROTO" || code?.startsWith("ERR_SSL_") === true) return "; check that the service speaks https there";
  return code !== undefined && TLS.test(code)
    ? "; set caFile (or NODE_EXTRA_CA_CERTS) if the service has its own authority"
    : "";
}
