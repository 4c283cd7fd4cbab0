import { startSandbox } from "../../dist/sandbox/index.js";
import { atExit } from "../lib/main.mjs";

/**
 * What a service saw since it was last asked to forget.
 * @typedef {object} Traffic
 * @property {Record<string, number>} requests by verb, those that were answered 429 included
 * @property {number} tooMany answers 429
 * @property {number} peakInFlight the most requests at once
 * @property {number | null} ratePerSecond requests a second from the first to the last; null for fewer than 20, which say nothing of it
 */

const enoughForRate = 20;

/**
 * A sandbox of which only the traffic is of interest.
 * @param {{ latencyMs: number, ratePerSecond: number | null }} options
 */
export async function startService({ latencyMs, ratePerSecond }) {
  const sandbox = await startSandbox({
    port: 0,
    latencyMs,
    ...(ratePerSecond !== null && { requestsPerSecond: ratePerSecond }),
  });
  return {
    url: sandbox.url,
    token: sandbox.token,
    forget: sandbox.clearRequests,
    stop: atExit(() => sandbox.close()),
    /** @returns {Traffic} */
    traffic() {
      const log = sandbox.requests();
      /** @type {Record<string, number>} */
      const requests = {};
      for (const { method } of log) requests[method] = (requests[method] ?? 0) + 1;
      const seconds = ((log.at(-1)?.at ?? 0) - (log[0]?.at ?? 0)) / 1000;
      return {
        requests,
        tooMany: log.filter(({ status }) => status === 429).length,
        peakInFlight: sandbox.peakInFlight(),
        ratePerSecond: log.length >= enoughForRate && seconds > 0 ? (log.length - 1) / seconds : null,
      };
    },
    /** How many people, groups and members the service holds. */
    holds() {
      const { Users, Groups } = sandbox.dump();
      const members = Groups.map((group) => (Array.isArray(group["members"]) ? group["members"].length : 0));
      return [Users.length, Groups.length, members.reduce((sum, size) => sum + size, 0)];
    },
  };
}
