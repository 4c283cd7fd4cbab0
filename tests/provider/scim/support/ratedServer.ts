import { json, hostileServer, type HostileServer, text } from "./hostileServer.js";
import { type Advice, type RateCounter, retryAfter } from "./rateCounters.js";

/** A server that answers POST with the body's id as long as its counter lets it, and 429 otherwise; GET costs nothing. */
export interface RatedServer extends HostileServer {
  /** What was let through: the id and when, by `performance.now()`. */
  passed: { id: string; at: number }[];
  /** When something was refused. */
  refused: number[];
}

export async function ratedServer(counter: RateCounter, advice: Advice): Promise<RatedServer> {
  const passed: RatedServer["passed"] = [];
  const refused: number[] = [];
  const server = await hostileServer((response, { body, at, method }) => {
    if (method === "GET") {
      json(response, 200, {});
      return;
    }
    const wait = counter(at);
    if (wait > 0) {
      refused.push(at);
      text(response, 429, "", retryAfter(advice, wait));
      return;
    }
    const { id } = JSON.parse(body) as { id: string };
    passed.push({ id, at });
    json(response, 201, { id });
  });
  return { ...server, passed, refused };
}
