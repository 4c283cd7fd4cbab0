import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Case, survived, story, titleOf, type Tried } from "./matrix.js";

const scope = z.object({
  /** File to which each case's figures go, one JSON object a line; what it says to have survived is not tried again. */
  results: z.string(),
  /** Only faults whose name contains this text. */
  kind: z.string().optional(),
  /** Only these requests of each stage. */
  from: z.number(),
  to: z.number(),
  /** How many lives the real engine lives side by side. */
  atOnce: z.number(),
  /** How many stories are told of each kind of service, and from which seed. */
  stories: z.number(),
  seed: z.number(),
});

const result = z.object({ part: z.string(), title: z.string(), survived: z.boolean() });

/** What `npm run test:faults` asks for; undefined within `npm test`, which tries a part of bounded time. */
export const asked = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(scope)
  .optional()
  .parse(process.env["PULUMI_SCIM_FAULTS"]);

/** The cases that were asked for and not survived yet. */
export function stillToTry(part: string, cases: readonly Case[]): readonly Case[] {
  if (asked === undefined) return cases;
  const { results, kind = "", from, to } = asked;
  const lines = existsSync(results) ? readFileSync(results, "utf8").split("\n") : [];
  const done = new Set(
    lines
      .filter((line) => line !== "")
      .map((line) => result.parse(JSON.parse(line)))
      .filter((one) => one.part === part && one.survived)
      .map(({ title }) => title),
  );
  return cases.filter(
    (one) => one.fault.name.includes(kind) && one.k >= from && one.k <= to && !done.has(titleOf(one)),
  );
}

/** Writes down what became of a case, where figures are asked for. */
export function writeDown(part: string, tried: Tried): void {
  if (asked === undefined) return;
  const { title, runs, verdict } = tried;
  const counts = Object.fromEntries(
    Object.entries(verdict).map(([name, list]: [string, string[]]) => [name, list.length]),
  );
  const line = {
    part,
    title,
    runs,
    survived: survived(tried),
    ...counts,
    ...(survived(tried) ? {} : { story: story(tried) }),
  };
  appendFileSync(asked.results, `${JSON.stringify(line)}\n`);
}

/** Writes down how many stories were told, where figures are asked for. */
export function writeDownStories(part: string, count: number, failures: readonly string[]): void {
  if (asked === undefined) return;
  const title = `${count} stories from seed ${asked.seed}`;
  const figures = { runs: count, survived: failures.length === 0, lost: 0, duplicates: 0, orphans: 0 };
  appendFileSync(asked.results, `${JSON.stringify({ part, title, ...figures, failures })}\n`);
}
