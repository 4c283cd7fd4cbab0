import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { atExit } from "./main.mjs";
import { isAlive } from "./processes.mjs";

/** A holder on another machine (a shared home folder) shows that it lives by touching the file; after this it is gone. */
const silentSeconds = 60;
const heartbeatSeconds = 5;

/**
 * Runs `body` while no other process holds the lock file. The file of a holder that has died is taken over.
 * @template T
 * @param {string} file its folder is made when it is missing
 * @param {() => Promise<T>} body
 * @param {(holder: string) => void} [onWait] called once when somebody else holds it, with who that is
 * @returns {Promise<T>}
 */
export async function withLock(file, body, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  const token = randomUUID();
  for (let waited = false; !tryToTake(file, token); waited = true) {
    if (breakIfStale(file)) continue;
    if (!waited) onWait?.(describeHolder(file));
    await sleep(500);
  }
  const heartbeat = setInterval(() => {
    touch(file);
  }, heartbeatSeconds * 1000);
  heartbeat.unref();
  const release = atExit(() => {
    clearInterval(heartbeat);
    if (readHolder(file)?.token === token) rmSync(file, { force: true });
  });
  try {
    return await body();
  } finally {
    await release();
  }
}

/**
 * @param {string} file
 * @param {string} token
 */
function tryToTake(file, token) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), token }), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Two waiters may see the same dead holder; a second lock lets only one of them remove the file, after another look.
 * @param {string} file
 */
function breakIfStale(file) {
  if (!isStale(file)) return false;
  const breaking = `${file}.breaking`;
  if (!tryToTake(breaking, randomUUID())) {
    if (secondsSinceTouched(breaking) > silentSeconds) rmSync(breaking, { force: true });
    return false;
  }
  try {
    if (isStale(file)) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(breaking, { force: true });
  }
}

/** @param {string} file */
function isStale(file) {
  const holder = readHolder(file);
  // No holder: gone meanwhile, or its text is not written yet; then only age can tell.
  if (holder?.host === hostname()) return !isAlive(holder.pid);
  return secondsSinceTouched(file) > silentSeconds;
}

/**
 * @param {string} file
 * @returns {{ pid: number, host: string, token: string } | undefined}
 */
function readHolder(file) {
  try {
    /** @type {unknown} */
    const holder = JSON.parse(readFileSync(file, "utf8"));
    if (typeof holder !== "object" || holder === null) return undefined;
    if (!("pid" in holder && "host" in holder && "token" in holder)) return undefined;
    return { pid: Number(holder.pid), host: String(holder.host), token: String(holder.token) };
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function describeHolder(file) {
  const holder = readHolder(file);
  return holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
}

/** @param {string} file */
function secondsSinceTouched(file) {
  try {
    return (Date.now() - statSync(file).mtimeMs) / 1000;
  } catch {
    return 0;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Somebody removed it; the release sees that the token is not ours.
  }
}
