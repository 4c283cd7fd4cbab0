import { setTimeout } from "node:timers/promises";
import { type FaultAction, type FaultRule, type Sandbox } from "../../../sandbox/index.js";
import { type Door } from "./door.js";

/** The service that a fault befalls. */
export interface Afflicted {
  readonly sandbox: Sandbox;
  /** Where it is reached through one; needed for refused connections alone. */
  readonly door: Door | undefined;
  /** Makes the coming run one that can be killed. */
  readonly mortal: (death: Death) => Mortal;
}

/** How a run dies. */
export interface Death {
  readonly victims: Victims;
  /** Whether the state is written at each step, else at the end of the run alone. */
  readonly checkpoints: boolean;
}

export type Victims = "the plugin" | "pulumi" | "both";

export interface Mortal {
  /** Kills the run's processes, at once. */
  readonly kill: () => void;
  /** Makes the next run possible. */
  readonly bury: () => Promise<void>;
}

/** A fault that one request of a run meets. */
export interface FaultKind {
  readonly name: string;
  readonly needsDoor: boolean;
  /** Lets the k-th request from now on meet it; the function ends it when the run has ended. */
  readonly arm: (service: Afflicted, k: number) => () => Promise<void>;
}

/** How long one request may take in runs that meet faults, in milliseconds. */
export const TIMEOUT_MS = 3_000;
/** How long one operation may take there with its repetitions, in milliseconds. */
export const DEADLINE_MS = 12_000;
/** Shorter than the first repetition comes. */
const SHUT_MS = 400;

/** Every fault of the matrix. */
export const faultKinds: readonly FaultKind[] = [
  {
    name: "connection refused",
    needsDoor: true,
    arm: ({ door }, k) => {
      door?.shut(k - 1, SHUT_MS);
      return () => door?.reopen() ?? Promise.resolve();
    },
  },
  once("dropped before the effect", { drop: "before" }),
  once("dropped after the effect", { drop: "after" }),
  once("429 without Retry-After", { status: 429 }),
  once("429 with Retry-After", { status: 429, retryAfter: 1 }),
  once("500 once", { status: 500 }),
  once("500 after the effect", { status: 500, effect: true }),
  once("503 with a date", () => ({ status: 503, retryAfter: new Date(Date.now() + 1_500).toUTCString() })),
  once("409", { status: 409 }),
  once("timeout", { delayMs: TIMEOUT_MS * 2, drop: "before" }),
  {
    ...once("timeout, carried out late", { delayMs: TIMEOUT_MS * 1.3 }),
    arm: ({ sandbox }, k) => {
      const { remove } = sandbox.fault({ at: k, action: { delayMs: TIMEOUT_MS * 1.3 } });
      return async () => {
        remove();
        // Late, yet before the next run: nobody can undo what comes at any time.
        await setTimeout(TIMEOUT_MS);
      };
    },
  },
  once("half a body", { halfBody: true }),
  once("HTML with status 200", { html: true }),
  once("HTML after the effect", { html: true, effect: true }),
  once("empty 200", { empty: true }),
  {
    name: "away from there on",
    needsDoor: false,
    arm: ({ sandbox }, k) => fromOn(sandbox, k, { status: 503 }),
  },
  {
    name: "forbidden from there on",
    needsDoor: false,
    arm: ({ sandbox }, k) => fromOn(sandbox, k, { status: 403 }),
  },
];

/** The death of whoever is at work when request k has had its effect and its answer has not left. */
export const kills: readonly FaultKind[] = [true, false].map((checkpoints) =>
  killOf({ victims: "both", checkpoints }, 0),
);

/** The same, and the deaths of one process alone, which come up to so many milliseconds after that moment. */
export const allKills: readonly FaultKind[] = [
  ...kills,
  ...(["the plugin", "pulumi", "both"] as const).flatMap((victims) =>
    [true, false].map((checkpoints) => killOf({ victims, checkpoints }, 300)),
  ),
];

function killOf(death: Death, withinMs: number): FaultKind {
  const later = withinMs === 0 ? "" : " a little later";
  return {
    name: `SIGKILL of ${death.victims}${later}, ${death.checkpoints ? "with" : "without"} checkpoints`,
    needsDoor: false,
    arm: ({ sandbox, mortal }, k) => {
      const run = mortal(death);
      let seen = 0;
      let hasEnded = false;
      const watching = sandbox.watch(() => {
        seen += 1;
        if (seen !== k) return;
        if (withinMs === 0) run.kill();
        else
          void setTimeout((k * 53) % withinMs).then(() => {
            if (!hasEnded) run.kill();
          });
      });
      return async () => {
        // What comes later would kill another command than the run.
        hasEnded = true;
        watching.remove();
        await run.bury();
      };
    },
  };
}

function once(name: string, action: FaultAction | (() => FaultAction)): FaultKind {
  return {
    name,
    needsDoor: false,
    arm: ({ sandbox }, k) => {
      const rule: FaultRule = { at: k, action: typeof action === "function" ? action() : action };
      const fault = sandbox.fault(rule);
      return () => {
        fault.remove();
        return Promise.resolve();
      };
    },
  };
}

/** The k-th request and all that follow meet the action. */
function fromOn(sandbox: Sandbox, k: number, action: FaultAction): () => Promise<void> {
  const passing = { delayMs: 0 };
  // The rule that was given first acts: it lets k - 1 requests pass.
  const first = k > 1 ? sandbox.fault({ action: passing, times: k - 1 }) : undefined;
  const rest = sandbox.fault({ action });
  return () => {
    first?.remove();
    rest.remove();
    return Promise.resolve();
  };
}
