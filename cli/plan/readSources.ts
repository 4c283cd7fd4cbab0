import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { reasonOf } from "../output.js";
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
  const isOne = all.length === 1;
  return all.map(({ name, documents }) => {
    const stack = stackIn(documents);
    const eventLog = logs.filter((log) => isOne || stackIn({ events: log }) === stack).flat();
    const state = exported.filter((one) => isOne || stackInState(one) === stack).flat();
    return ofPeople(readRun({ name, documents, eventLog, state }));
  });
}

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
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
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
