import { type Rendered } from "../http/respond.js";
import { parseJson, type Json, type JsonObject } from "../json.js";
import { redact, type LogObserver, type LoggedRequest } from "../requestLog.js";
import { type Secrets } from "./secrets.js";

/** So many of the latest requests are shown; the page's own log, which `clearRequests` leaves alone. */
export const MAX_SHOWN = 1000;
/** Bytes of an answer beyond which only its length is kept. */
export const MAX_ANSWER_BYTES = 16 * 1024;
const MAX_TARGET = 500;

interface Kept {
  readonly entry: LoggedRequest;
  answer: Rendered | undefined;
}

/** The latest requests as the page shows them, numbered from 1. */
export class PageRequests implements LogObserver {
  private readonly kept = new Map<number, Kept>();
  private readonly numbers = new WeakMap<LoggedRequest, number>();
  private last = 0;
  /** Told of the number of each request that came or ended. */
  onChange: ((number: number) => void) | undefined;

  opened(entry: LoggedRequest): void {
    const number = ++this.last;
    this.kept.set(number, { entry, answer: undefined });
    this.kept.delete(number - MAX_SHOWN);
    this.numbers.set(entry, number);
    this.onChange?.(number);
  }

  closed(entry: LoggedRequest, answer: Rendered | undefined): void {
    const number = this.numbers.get(entry) ?? 0;
    const kept = this.kept.get(number);
    if (kept === undefined) return;
    kept.answer = answer;
    const length = answer?.body?.length ?? 0;
    if (answer !== undefined && length > MAX_ANSWER_BYTES) {
      const note = JSON.stringify(`${length} bytes, too long to keep`);
      kept.answer = { ...answer, headers: { "Content-Type": "application/json" }, body: Buffer.from(note) };
    }
    this.onChange?.(number);
  }

  /** The numbers that are shown, oldest first. */
  all(): number[] {
    return [...this.kept.keys()];
  }

  /** A line of the log; status and ms are null while it runs, a status null with ms is a dropped connection. */
  row(number: number, secrets: Secrets): JsonObject | undefined {
    const kept = this.kept.get(number);
    if (kept === undefined) return undefined;
    const { at, method, status, durationMs } = kept.entry;
    const target = targetOf(kept.entry, secrets);
    return { number, at, method, target: cut(target), status: status ?? null, ms: durationMs ?? null };
  }

  /** A request in full: what was sent, and the service's own answer where it is known. */
  detail(number: number, secrets: Secrets): JsonObject | undefined {
    const row = this.row(number, secrets);
    const kept = this.kept.get(number);
    if (row === undefined || kept === undefined) return undefined;
    const { entry, answer } = kept;
    return {
      ...row,
      target: targetOf(entry, secrets),
      ...(entry.body === undefined ? {} : { body: secrets.hide(entry.body) }),
      ...(answer === undefined ? {} : { answer: answerOf(answer, secrets) }),
    };
  }
}

/** Path and query in readable form. */
function targetOf({ path, query }: LoggedRequest, secrets: Secrets): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${secrets.textUnder(name, value)}`);
  return secrets.hideInText(path) + (pairs.length === 0 ? "" : secrets.hideInText(`?${pairs.join("&")}`));
}

function answerOf({ headers, body }: Rendered, secrets: Secrets): Json {
  if (body === undefined) return null;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  if (!type.includes("json")) return secrets.hideInAnswer(body.toString());
  try {
    return secrets.hideInAnswer(redact(parseJson(body.toString())));
  } catch {
    return secrets.hideInAnswer(body.toString());
  }
}

function cut(text: string): string {
  return text.length > MAX_TARGET ? `${text.slice(0, MAX_TARGET)}…` : text;
}
