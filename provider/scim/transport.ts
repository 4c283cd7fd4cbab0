import { type SecureContext } from "node:tls";
import { type Dispatcher } from "undici";
import { type Effect } from "./errors.js";
import { proxySettings } from "./proxy.js";

/** The verbs of SCIM (RFC 7644 section 3.2). */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request as it goes on the wire. */
export interface WireRequest {
  method: Method;
  /** Path and query, from the origin. */
  target: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** One answer as it came from the wire. */
export interface WireAnswer {
  status: number;
  /** Lower-case names; a repeated header's values are joined by a comma. */
  headers: Record<string, string>;
  /** As sent, still in its content-encoding. */
  body: Buffer;
  /** The body was longer than the limit (or broke off, for an error status) and is cut. */
  truncated: boolean;
}

/** What went wrong below HTTP, before it is put into words; `effect` is "none" if no byte of the request was sent. */
export class WireFault extends Error {
  constructor(
    readonly reason: "failed" | "timeout" | "aborted",
    readonly effect: Effect,
    cause?: unknown,
  ) {
    super(`The exchange ${reason}.`, { cause });
  }
}

/** How large an answer may be. Longer ones are cut there, and the connection is closed. */
export interface Limits {
  /** Bytes of a 2xx answer. */
  success: number;
  /** Bytes of any other answer. */
  other: number;
}

/** The thin layer below: one request, one answer, on kept-alive connections to one origin. Follows no redirect, repeats nothing. */
export class Transport {
  /** The proxy that requests may go by, for messages. */
  readonly proxy: string | undefined;
  private readonly open: () => Promise<Dispatcher>;
  /** Set by the first request: a deployment that sends nothing does not load undici, which takes longer than all else. */
  private dispatcher: Promise<Dispatcher> | undefined;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly origin: string,
    private readonly timeoutMs: number,
    private readonly limits: Limits,
    trust?: SecureContext,
  ) {
    const proxy = proxySettings(origin);
    this.proxy = proxy?.used;
    this.open = async () => (await import("./dispatcher.js")).openDispatcher(timeoutMs, trust, proxy);
  }

  /** Rejects with a WireFault only; the whole exchange, connecting included, is bounded by the timeout. */
  send(request: WireRequest, signal?: AbortSignal): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(this.limits, resolve, reject);
      const timer = setTimeout(() => {
        exchange.giveUp("timeout");
      }, this.timeoutMs);
      const abort = () => {
        exchange.giveUp("aborted");
      };
      exchange.onSettled = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener("abort", abort, { once: true });
      this.dispatcher ??= this.open();
      this.dispatcher
        .then((dispatcher) => {
          dispatcher.dispatch(
            {
              origin: this.origin,
              path: request.target,
              method: request.method,
              headers: request.headers,
              body: request.body ?? null,
            },
            exchange,
          );
        })
        .catch((error: unknown) => {
          exchange.onResponseError(undefined, error);
        });
    });
  }

  /** Ends idle connections now and the others when their answers are there; nothing can be sent any more. */
  close(): Promise<void> {
    this.dispatcher ??= this.open();
    this.closed ??= this.dispatcher.then((dispatcher) => dispatcher.close());
    return this.closed;
  }
}

/** Collects one answer and settles exactly once. */
class Exchange implements Dispatcher.DispatchHandler {
  onSettled: () => void = () => undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private settled = false;

  constructor(
    private readonly limits: Limits,
    private readonly resolve: (answer: WireAnswer) => void,
    private readonly reject: (fault: WireFault) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error("given up before it was sent"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status = status;
    this.headers = {};
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.headers[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    const room = (this.isSuccess() ? this.limits.success : this.limits.other) - this.size;
    this.chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.size += Math.min(chunk.length, room);
    if (chunk.length <= room) return;
    this.answer(true);
    controller.abort(new Error("the answer is longer than allowed"));
  }

  /** Two turns of the event loop later, when undici has the connection free again: the next request shall find it, not open another. */
  onResponseEnd(): void {
    setImmediate(() =>
      setImmediate(() => {
        this.answer(false);
      }),
    );
  }

  onResponseError(_controller: unknown, error: unknown): void {
    this.fail("failed", error);
  }

  giveUp(reason: "timeout" | "aborted"): void {
    if (this.settled) return;
    this.fail(reason);
    this.controller?.abort(new Error(reason));
  }

  /** An error status whose body breaks off or never ends is still that status. */
  private fail(reason: WireFault["reason"], cause?: unknown): void {
    if (this.status >= 300) {
      this.answer(true);
      return;
    }
    const effect = this.controller === undefined ? "none" : "unknown";
    this.settle(() => {
      this.reject(new WireFault(reason, effect, cause));
    });
  }

  private answer(truncated: boolean): void {
    this.settle(() => {
      this.resolve({ status: this.status, headers: this.headers, body: Buffer.concat(this.chunks), truncated });
    });
  }

  private settle(report: () => void): void {
    if (this.settled) return;
    this.settled = true;
    this.onSettled();
    report();
    this.chunks.length = 0;
  }

  private isSuccess(): boolean {
    return this.status >= 200 && this.status < 300;
  }
}
