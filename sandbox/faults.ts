import { type Json } from "./json.js";

/** What a fault does to a request. Exactly one of status, drop, halfBody, html and empty, or delayMs alone; delayMs goes with each. */
export interface FaultAction {
  /** Answers with this status. */
  readonly status?: number | undefined;
  /** The body that goes with `status`: JSON, or text as it is. @default an error of RFC 7644 section 3.12 */
  readonly body?: Json | undefined;
  /** Headers that go with `status`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The Retry-After that goes with `status`: seconds, or a date as text. */
  readonly retryAfter?: number | string | undefined;
  /** Destroys the connection without an answer, before or after the operation took effect. */
  readonly drop?: "before" | "after" | undefined;
  /** Milliseconds that pass before anything else happens. */
  readonly delayMs?: number | undefined;
  /** Sends the answer's headers and half of its body, then destroys the connection. */
  readonly halfBody?: true | undefined;
  /** Answers 200 with an HTML page, as a proxy or a sign-in page does. */
  readonly html?: true | undefined;
  /** Answers 200 with no body. */
  readonly empty?: true | undefined;
  /** Whether the operation takes effect although its answer is replaced. @default true for empty, false for status and html */
  readonly effect?: boolean | undefined;
}

/** When a fault happens: its rule counts the requests that match it, from 1, since the rule was given. */
export interface FaultRule {
  /** Only the n-th. */
  readonly at?: number | undefined;
  /** Each n-th. */
  readonly every?: number | undefined;
  /** Only these: method in any letter case, path as a regular expression on the path with its query, base path included. */
  readonly match?: { readonly method?: string | undefined; readonly path?: string | undefined } | undefined;
  readonly action: FaultAction;
  /** How often at most. @default no limit */
  readonly times?: number | undefined;
}

/** The rules in force. Each counts for itself; of several that are due the one given first acts, the others have counted. */
export class Faults {
  private readonly rules = new Set<Armed>();

  /** Puts a rule in force; the function takes it back. */
  add(rule: FaultRule): () => void {
    const pattern = rule.match?.path === undefined ? undefined : new RegExp(rule.match.path);
    const armed: Armed = { rule, pattern, seen: 0, fired: 0 };
    this.rules.add(armed);
    return () => {
      this.rules.delete(armed);
    };
  }

  /** Counts a request and says what shall happen to it. */
  next(method: string, path: string): FaultAction | undefined {
    const due = [...this.rules].filter((armed) => isDue(armed, method, path));
    const first = due[0];
    if (first === undefined) return undefined;
    first.fired++;
    return first.rule.action;
  }
}

interface Armed {
  readonly rule: FaultRule;
  readonly pattern: RegExp | undefined;
  seen: number;
  fired: number;
}

function isDue(armed: Armed, method: string, path: string): boolean {
  const { rule, pattern } = armed;
  const wanted = rule.match?.method?.toUpperCase();
  if (wanted !== undefined && wanted !== method) return false;
  if (pattern !== undefined && !pattern.test(path)) return false;
  armed.seen++;
  if (rule.times !== undefined && armed.fired >= rule.times) return false;
  if (rule.at !== undefined) return armed.seen === rule.at;
  return rule.every === undefined || armed.seen % rule.every === 0;
}
