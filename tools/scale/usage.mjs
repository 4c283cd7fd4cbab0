import { run } from "../lib/run.mjs";

/**
 * What the processes of one kind used together.
 * @typedef {object} Usage
 * @property {number} cpuSeconds
 * @property {number} peakMegabytes the largest resident size of a single one
 */

/** Kinds of processes under a run of Pulumi, told by their command lines. */
const kinds = /** @type {const} */ ([
  ["plugin", /dynamic-provider/],
  ["program", /cmd[\\/]run\b|automation\.cjs/],
  ["engine", /(^|[\\/])pulumi(\.exe)?\s/],
]);

/** @typedef {typeof kinds[number][0] | "service"} Kind */

const everyMs = 500;

/**
 * Watches the processes that `body` starts, by `ps` twice a second, and this one, in which the sandbox runs.
 * @template T
 * @param {() => Promise<T>} body
 * @returns {Promise<{ result: T, usage: Record<Kind, Usage> }>}
 */
export async function withUsage(body) {
  /** @type {Map<number, { kind: Kind, cpuSeconds: number, megabytes: number }>} */
  const seen = new Map();
  const before = process.cpuUsage();
  let sampling = Promise.resolve();
  const timer = setInterval(() => {
    sampling = sampling.then(() => sample(seen));
  }, everyMs);
  try {
    const result = await body();
    const { user, system } = process.cpuUsage(before);
    await sampling;
    const usage = Object.fromEntries(
      kinds.map(([kind]) => {
        const own = [...seen.values()].filter((one) => one.kind === kind);
        return [
          kind,
          {
            cpuSeconds: own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
            peakMegabytes: Math.max(0, ...own.map(({ megabytes }) => megabytes)),
          },
        ];
      }),
    );
    const service = { cpuSeconds: (user + system) / 1e6, peakMegabytes: process.memoryUsage().rss / 1e6 };
    return { result, usage: /** @type {Record<Kind, Usage>} */ ({ ...usage, service }) };
  } finally {
    clearInterval(timer);
  }
}

/** @param {Map<number, { kind: Kind, cpuSeconds: number, megabytes: number }>} seen */
async function sample(seen) {
  const { code, stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,rss=,time=,args="]);
  if (code !== 0) return;
  const all = stdout.split("\n").flatMap((line) => {
    const [, pid, parent, kilobytes, time, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (time === undefined || command === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), megabytes: Number(kilobytes) / 1000, time, command }];
  });
  const family = new Set([process.pid]);
  for (let grown = true; grown;) {
    const children = all.filter(({ pid, parent }) => family.has(parent) && !family.has(pid));
    children.forEach(({ pid }) => family.add(pid));
    grown = children.length > 0;
  }
  for (const { pid, megabytes, time, command } of all) {
    const kind = family.has(pid) && pid !== process.pid && kinds.find(([, pattern]) => pattern.test(command))?.[0];
    if (!kind) continue;
    const peak = Math.max(megabytes, seen.get(pid)?.megabytes ?? 0);
    seen.set(pid, { kind, cpuSeconds: seconds(time), megabytes: peak });
  }
}

/**
 * "1-02:03:04", "02:03:04" or "3:04.56"
 * @param {string} time
 */
function seconds(time) {
  const [clock = "", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
