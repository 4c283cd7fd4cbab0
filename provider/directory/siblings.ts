import { createHash } from "node:crypto";
import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** What one other process has written, as far as it was read. */
interface Written {
  size: number;
  claims: Set<string>;
}

let made = 0;

/**
 * Who is alive for the other plugin processes of the same run at the same service. One process serves one connection, so
 * a resource that gets another name and another connection at once is made by one process and deleted by another, which
 * has never heard of the new one. Each process writes its claims, hashed, into a file of its own in a folder of the run
 * below the system's one for temporary files; those of processes that are gone do not count. Where that cannot be done,
 * each process knows its own claims alone.
 */
export class Siblings {
  readonly #folder: string;
  readonly #own = `${process.pid}-${(made += 1)}`;
  readonly #others = new Map<string, Written>();
  #isUsable = true;
  #isFresh = false;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** `engine`: the engine's address as the plugin host gives it, which all processes of a run share; undefined for anything else. */
  static of(engine: string | undefined, service: string, parent = tmpdir()): Siblings | undefined {
    const port = /^(?:127\.0\.0\.1|\[::1\]|localhost):(\d+)$/.exec(engine ?? "")?.[1];
    if (port === undefined) return undefined;
    return attempt(() => {
      const home = join(parent, `pulumi-scim-${userInfo().uid}`);
      mkdirSync(home, { recursive: true, mode: 0o700 });
      // Somebody else's folder of that name could make people stay who are to end.
      const { uid } = lstatSync(home);
      if (!lstatSync(home).isDirectory() || uid !== (process.getuid?.() ?? uid)) return undefined;
      tidy(home);
      const folder = join(home, `${port}-${hash(service)}`);
      return new Siblings(folder);
    });
  }

  /** Tells the others what is alive in this process, or is not any more. */
  tell(claims: readonly string[], isAlive = true): void {
    if (!this.#isUsable || claims.length === 0) return;
    const lines = claims.map((claim) => `${isAlive ? "+" : "-"}${hash(claim)}\n`).join("");
    this.#isUsable = attempt(() => this.#append(lines)) ?? attempt(() => this.#append(lines)) ?? false;
  }

  #append(lines: string): true {
    // A process that tidies may have removed the folder while it was empty.
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    appendFileSync(join(this.#folder, this.#own), lines, { mode: 0o600 });
    return true;
  }

  /** Whether another process has told so, up to this moment. */
  have(claim: string): boolean {
    this.#look();
    const wanted = hash(claim);
    return [...this.#others.values()].some(({ claims }) => claims.has(wanted));
  }

  /** Reads what is new, once in a turn of the event loop. */
  #look(): void {
    if (this.#isFresh || !this.#isUsable) return;
    this.#isFresh = true;
    setImmediate(() => {
      this.#isFresh = false;
    }).unref();
    const names = attempt(() => readdirSync(this.#folder)) ?? [];
    for (const name of this.#others.keys()) if (!names.includes(name)) this.#others.delete(name);
    for (const name of names) {
      if (name === this.#own) continue;
      if (!isRunning(name)) this.#others.delete(name);
      else
        attempt(() => {
          this.#read(name);
        });
    }
  }

  #read(name: string): void {
    const path = join(this.#folder, name);
    const { size } = statSync(path);
    if (this.#others.get(name)?.size === size) return;
    const claims = new Set<string>();
    for (const line of readFileSync(path, "latin1").split("\n")) {
      if (line.startsWith("+")) claims.add(line.slice(1));
      else if (line.startsWith("-")) claims.delete(line.slice(1));
    }
    this.#others.set(name, { size, claims });
  }
}

/** Removes what runs have left that are over. */
function tidy(home: string): void {
  for (const run of readdirSync(home)) {
    const folder = join(home, run);
    attempt(() => {
      if (!readdirSync(folder).some(isRunning)) rmSync(folder, { recursive: true, force: true });
    });
  }
}

/** Whether the process that writes the file of this name is there. */
function isRunning(name: string): boolean {
  const pid = Number(name.split("-")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process that may not be signalled is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
