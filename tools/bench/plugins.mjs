import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

const everyMs = 200;

/**
 * Watches the memory of the engine's plugin processes that run in a folder: the largest resident size (VmHWM) of any of
 * them, in MB. Undefined where there is no /proc.
 * @param {string} folder
 */
export function watchPlugins(folder) {
  /** @type {Map<string, boolean>} */
  const known = new Map();
  let peakKb = 0;
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const isPlugin = known.get(pid) ?? isPluginIn(folder, pid);
        if (isPlugin === undefined) continue;
        known.set(pid, isPlugin);
        if (isPlugin) peakKb = Math.max(peakKb, residentKb(pid));
      } catch {
        known.set(pid, false); // It has ended, or it is somebody else's.
      }
    }
  };
  const timer = existsSync("/proc/self/status") ? setInterval(look, everyMs) : undefined;
  return {
    peakMb: () => (peakKb === 0 ? undefined : Math.round(peakKb / 1024)),
    stop: () => {
      clearInterval(timer);
    },
  };
}

/**
 * Undefined for a process that may still become one: it has not replaced its parent's program yet.
 * @param {string} folder
 * @param {string} pid
 */
function isPluginIn(folder, pid) {
  if (readlinkSync(`/proc/${pid}/cwd`) !== folder) return false;
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dynamic-provider") ? true : undefined;
}

/** @param {string} pid */
function residentKb(pid) {
  const [, kb = "0"] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kb);
}
