import { request, type IncomingMessage } from "node:http";
import { type Json, type JsonObject, type Sandbox } from "../../../sandbox/index.js";

/** One event of the stream. */
export interface PageEvent {
  readonly event: string;
  readonly data: JsonObject;
}

/** A reader of a sandbox's events, as a browser's page is one. */
export interface Reader {
  /** All events so far. */
  readonly events: PageEvent[];
  /** All text so far. */
  readonly text: () => string;
  /** Waits until what has come satisfies it. */
  readonly until: (satisfied: (events: readonly PageEvent[]) => boolean) => Promise<void>;
  /** Waits until the server has ended the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** A GET with any headers, also such as fetch does not let through. */
export function get(
  sandbox: Sandbox,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: IncomingMessage["headers"]; text: string; body: Json }> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, sandbox.url), { headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.once("end", () => {
        const isJson = answer.headers["content-type"]?.includes("json") === true;
        const body = isJson ? (JSON.parse(text) as Json) : null;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, body });
      });
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** Opens the stream; the test closes it, or the sandbox does. */
export async function readEvents(sandbox: Sandbox): Promise<Reader> {
  const sent = request(new URL("/page/events", sandbox.url), { agent: false });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    sent.once("error", reject);
    sent.end();
  });
  const events: PageEvent[] = [];
  const waiting = new Set<() => void>();
  let all = "";
  let rest = "";
  answer.setEncoding("utf8").on("data", (chunk: string) => {
    all += chunk;
    const parts = (rest + chunk).split("\n\n");
    rest = parts.pop() ?? "";
    events.push(...parts.map(parse));
    for (const wake of waiting) wake();
  });
  const ended = new Promise<void>((resolve) => {
    answer.once("close", resolve);
    answer.on("error", () => {
      resolve();
    });
  });
  const until = async (satisfied: (events: readonly PageEvent[]) => boolean): Promise<void> => {
    while (!satisfied(events)) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  return { events, text: () => all, until, ended, close: () => sent.destroy() };
}

/** The status with which a stream would begin; it is closed again. */
export function statusOf(sandbox: Sandbox): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL("/page/events", sandbox.url), { agent: false }, (answer) => {
      answer.on("error", () => undefined);
      sent.destroy();
      resolve(answer.statusCode ?? 0);
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** What all `change` events so far amount to, as the page has it. */
export function stateOf(events: readonly PageEvent[]): {
  users: Map<string, JsonObject>;
  groups: Map<string, JsonObject>;
  requests: Map<number, JsonObject>;
} {
  const users = new Map<string, JsonObject>();
  const groups = new Map<string, JsonObject>();
  const requests = new Map<number, JsonObject>();
  for (const { event, data } of events) {
    if (event !== "change") continue;
    for (const row of objects(data["Users"])) users.set(textOf(row["id"]), row);
    for (const row of objects(data["Groups"])) groups.set(textOf(row["id"]), row);
    for (const row of objects(data["requests"])) requests.set(Number(row["number"]), row);
    for (const id of list(data["goneUsers"])) users.delete(textOf(id));
    for (const id of list(data["goneGroups"])) groups.delete(textOf(id));
  }
  return { users, groups, requests };
}

/** Whether the first `ready` has come. */
export function isReady(events: readonly PageEvent[]): boolean {
  return events.some(({ event }) => event === "ready");
}

/** A text; empty for what is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function parse(text: string): PageEvent {
  const [, event = "", data = ""] = /^event: (\w+)\ndata: (.*)$/.exec(text) ?? [];
  return { event, data: JSON.parse(data) as JsonObject };
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function objects(value: Json | undefined): JsonObject[] {
  return list(value).filter((item): item is JsonObject => typeof item === "object" && item !== null);
}
