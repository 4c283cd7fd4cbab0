/** How far a long work has come, for people who wait. */
export interface Progress {
  /** So many are done; of `total`, where that is known. */
  at(what: string, done: number, total?: number): void;
  end(): void;
}

/** What progress is written to. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** How often a terminal is drawn on, and how often a line is written elsewhere, in milliseconds. */
const EVERY = { terminal: 80, log: 5_000 } as const;
const BAR = 24;

/** A bar that is drawn over and over on a terminal; elsewhere (a pipeline's log) one plain line from time to time. */
export function progressOn(screen: Screen, now: () => number = Date.now): Progress {
  return screen.isTTY === true ? onTerminal(screen, now) : inLog(screen, now);
}

function onTerminal(screen: Screen, now: () => number): Progress {
  let last = Number.NEGATIVE_INFINITY;
  return {
    at(what, done, total) {
      if (done !== total && now() - last < EVERY.terminal) return;
      last = now();
      const line = `${total === undefined ? pulse(done) : bar(done / total)} ${counted(what, done, total)}`;
      screen.write(`\r\u001b[K${line.slice(0, Math.max(10, (screen.columns ?? 80) - 1))}`);
    },
    end() {
      if (last !== Number.NEGATIVE_INFINITY) screen.write("\r\u001b[K");
    },
  };
}

function inLog(screen: Screen, now: () => number): Progress {
  let last = now();
  return {
    at(what, done, total) {
      if (now() - last < EVERY.log) return;
      last = now();
      screen.write(`${counted(what, done, total)}\n`);
    },
    end: () => undefined,
  };
}

function counted(what: string, done: number, total: number | undefined): string {
  const number = (value: number) => value.toLocaleString("en-US");
  return `reading ${what}: ${number(done)}${total === undefined ? "" : ` of ${number(total)}`}`;
}

function bar(part: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, part)) * BAR);
  return `[${"#".repeat(filled)}${".".repeat(BAR - filled)}]`;
}

/** Something moves while nobody knows how much is left. */
function pulse(done: number): string {
  const at = Math.floor(done / 50) % (BAR - 2);
  return `[${".".repeat(at)}###${".".repeat(Math.max(0, BAR - 3 - at))}]`;
}
