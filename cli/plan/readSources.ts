import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { reasonOf } from "../output.js";
import { decoded } from "../readJson.js";
import { type Documents, readDocuments, readState } from "./input/documents.js";
import { readRun } from "./input/readRun.js";
import { stackOfUrn } from "./input/record.js";
import { type Run } from "./input/run.js";
import { type EngineEvent, type Resource } from "./input/schema.js";

/** The files that a command line names. */
export interface SourceFiles {
  /** Previews; `-` is stdin. None: stdin, or the event logs alone. */
  readonly files: readonly string[];
  readonly eventLogs: readonly string[];
  readonly states: readonly string[];
}

/** Reads all files and gives one run for each preview; event logs and states go to the run of their stack. */
export async function readRuns({ files, eventLogs, states }: SourceFiles): Promise<Run[]> {
  const isLogOnly = files.length === 0 && eventLogs.length > 0;
  const previews = isLogOnly ? eventLogs : files.length === 0 ? ["-"] : files;
  if (files.length === 0 && !isLogOnly && process.stdin.isTTY) {
    const way = "Give the file that `pulumi preview --json` wrote, or pipe it in.";
    throw new CommandError(`Could not read a plan: nothing was given. ${way}`, EXIT.wrongUse);
  }
  if (previews.filter((file) => file === "-").length > 1) {
    throw new CommandError("Could not read stdin twice: give - once.", EXIT.wrongUse);
  }
  const logs = isLogOnly ? [] : await Promise.all(eventLogs.map(readLog));
  const exported = await Promise.all(
    states.map(async (file) => readState(await contentOf(file, "stack's state"), file)),
  );
  const all = await Promise.all(
    previews.map(async (file) => {
      const name = file === "-" ? "stdin" : file;
      return { name, documents: readDocuments(await contentOf(file, "preview"), name) };
    }),
  );
  checkStacks(all);
  const isOne = all.length === 1;
  const known = new Set(all.map(({ documents }) => stackIn(documents)));
  for (const [index, log] of logs.entries()) checkFits(eventLogs[index] ?? "", stackIn({ events: log }), known);
  for (const [index, one] of exported.entries()) checkFits(states[index] ?? "", stackInState(one), known);
  return all.map(({ name, documents }) => {
    const stack = stackIn(documents);
    const eventLog = logs.filter((log) => isOne || stackIn({ events: log }) === stack).flat();
    const state = exported.filter((one) => isOne || stackInState(one) === stack).flat();
    return ofPeople(readRun({ name, documents, eventLog, state }));
  });
}

/** Two previews of one stack would count everything twice. */
function checkStacks(all: readonly { readonly name: string; readonly documents: Documents }[]): void {
  const first = new Map<string, string>();
  for (const { name, documents } of all) {
    const stack = stackIn(documents);
    const other = first.get(stack);
    if (other !== undefined && stack !== NAMELESS) {
      const way = "Give one preview for each stack.";
      throw new CommandError(`Could not read a plan: ${other} and ${name} are both of ${stack}. ${way}`, EXIT.wrongUse);
    }
    first.set(stack, name);
  }
}

/** A file of a stack that no preview is of would say nothing, or something wrong: how many people there are. */
function checkFits(file: string, stack: string, known: ReadonlySet<string>): void {
  if (stack === NAMELESS || known.has(stack) || known.has(NAMELESS)) return;
  const says = `it is of ${stack}, and the plan of ${[...known].join(", ")}`;
  throw new CommandError(`Could not use ${file}: ${says}. Give the file of the same stack.`, EXIT.wrongUse);
}

/** Of a file that names no resource. */
const NAMELESS = "/";

/** What has nothing to do with people is most likely the wrong file. */
function ofPeople(run: Run): Run {
  const others = Object.values(run.others).reduce((total, count) => total + count, 0);
  if (run.courses.size > 0 || others === 0 || run.hasFailed) return run;
  const says = `${run.source} has resources of other packages only (${others})`;
  throw new CommandError(
    `Could not find anybody: ${says}. Give the preview of the stack that has the people.`,
    EXIT.wrongUse,
  );
}

async function readLog(file: string): Promise<readonly EngineEvent[]> {
  const { events } = readDocuments(await contentOf(file, "event log"), file);
  if (events.length > 0) return events;
  const way = "Write it by `PULUMI_DEBUG_COMMANDS=true pulumi preview --json --event-log events.jsonl > preview.json`.";
  throw new CommandError(`Could not read the event log ${file}: it holds no events. ${way}`, EXIT.wrongUse);
}

async function contentOf(file: string, what: string): Promise<string> {
  try {
    return decoded(file === "-" ? await buffer(process.stdin) : await readFile(file));
  } catch (error) {
    throw new CommandError(`Could not read the ${what} ${file}: ${reasonOf(error)}`, EXIT.wrongUse);
  }
}

function stackIn({ digest, events }: Documents): string {
  const fromEvents = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata.urn ?? [])[0];
  return nameOf(digest?.steps?.[0]?.urn ?? fromEvents);
}

function stackInState(state: readonly Resource[]): string {
  return nameOf(state[0]?.urn);
}

function nameOf(urn: string | undefined): string {
  const { stack, project } = stackOfUrn(urn);
  return `${project}/${stack}`;
}
