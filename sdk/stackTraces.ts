import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** How the files of our own component are called, which declares people and groups for the program. */
const COMPONENT = join(__dirname, "orgChart") + sep;
const COMPONENT_URL = pathToFileURL(COMPONENT).href;

/** A frame of Pulumi's own code, or of Node's. */
const RUNTIME = /[\\/]@pulumi[\\/]pulumi[\\/]|^node:/;

/**
 * Where Pulumi keeps a stack with each of its promises, four a property. It shows them only under
 * PULUMI_DEBUG_PROMISE_LEAKS, and those of 10,000 people cost minutes and gigabytes.
 */
const PROMISE = /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]debuggable\.js$/;

/** What V8 tells of one frame, as far as it is needed here. */
type Frame = Pick<NodeJS.CallSite, "getFileName" | "getFunctionName" | "getLineNumber" | "getColumnNumber">;

/**
 * Until the returned function is called, call stacks end where Pulumi or Node called the program, and Pulumi's promises
 * get none. Pulumi stores the stack of each registration in the state, and 0.4 kB of it are always the same frames of
 * its own; file and bucket backends write the whole state at each step. Frames of OrgChart are left out just so: people are
 * declared where the program declares the chart.
 */
export function endStacksAtProgram(): () => void {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const inherited: unknown = Reflect.get(Error, "prepareStackTrace");
  const showsPromises = Boolean(process.env["PULUMI_DEBUG_PROMISE_LEAKS"]);
  const value = (error: Error, frames: Frame[]): unknown => {
    if (!showsPromises && PROMISE.test(frames[0]?.getFileName() ?? "")) return "";
    const program = frames.slice(0, endOfProgram(frames)).filter((frame) => !isComponent(frame));
    return typeof inherited === "function"
      ? Reflect.apply(inherited, Error, [error, program])
      : [String(error), ...program.map(written)].join("\n");
  };
  Object.defineProperty(Error, "prepareStackTrace", { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", before);
  };
}

/** Index behind the last frame of the program; the frames above it are Pulumi's constructors, being run. */
function endOfProgram(frames: Frame[]): number {
  const isRuntime = frames.map((frame) => RUNTIME.test(frame.getFileName() ?? ""));
  const first = isRuntime.indexOf(false);
  const end = isRuntime.indexOf(true, Math.max(first, 0));
  return end === -1 ? frames.length : end;
}

function isComponent(frame: Frame): boolean {
  const file = frame.getFileName() ?? "";
  return file.startsWith(COMPONENT) || file.startsWith(COMPONENT_URL);
}

function written(frame: Frame): string {
  const file = frame.getFileName();
  const place = file == null ? "<anonymous>" : `${file}:${frame.getLineNumber() ?? 0}:${frame.getColumnNumber() ?? 0}`;
  return `    at ${frame.getFunctionName() ?? "<anonymous>"} (${place})`;
}
