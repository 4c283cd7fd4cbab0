import { execFileSync } from "node:child_process";

/**
 * Kills a process and all its descendants at once. The Pulumi engine puts plugins into process groups of their own, so
 * killing a group is not enough. Each process is stopped before its children are listed, so that none is born unseen.
 * @param {number} pid
 */
export function killTree(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return;
  if (process.platform === "win32") {
    try {
      execFileSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
    } catch {
      // It has ended already.
    }
    return;
  }
  const found = new Set([pid]);
  signal(pid, "SIGSTOP");
  for (let grown = true; grown;) {
    grown = false;
    for (const [child, parent] of listProcesses()) {
      if (found.has(parent) && !found.has(child)) {
        found.add(child);
        signal(child, "SIGSTOP");
        grown = true;
      }
    }
  }
  for (const member of found) signal(member, "SIGKILL");
}

/**
 * Whether a process of this machine is alive; one that belongs to another user is.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @returns {[pid: number, parent: number][]} */
function listProcesses() {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (pid === undefined || parent === undefined ? [] : [[pid, parent]]));
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
