import { CommandError } from "../../commandError.js";
import { EXIT } from "../../exit.js";
import { reasonOf } from "../../output.js";
import { digest, type Digest, event, type EngineEvent, exportedState, type Resource } from "./schema.js";

/** What a file that a run of Pulumi wrote holds: the plan as one document, engine events, or both (`up --json`). */
export interface Documents {
  readonly digest?: Digest;
  readonly events: readonly EngineEvent[];
}

const WAY =
  "Write it by `pulumi preview --json > preview.json`, and look at that command's own exit code and messages.";

/** Splits and checks what a run wrote; `name` stands in the messages. Throws CommandError for anything else. */
export function readDocuments(text: string, name: string): Documents {
  const values = jsonValues(text, name);
  let plan: Digest | undefined;
  const events: EngineEvent[] = [];
  for (const value of values) {
    if (looksLike(value, "deployment")) {
      const way = "Give that file by --state, beside a preview.";
      throw unusable(`${name} is a stack's exported state, which says nothing of what would change. ${way}`);
    }
    if (looksLike(value, "sequence")) events.push(checked(event, value, name));
    // The last one counts: a run that was repeated into the same file.
    else if (looksLike(value, "steps", "changeSummary", "diagnostics", "duration")) plan = checked(digest, value, name);
    else throw unusable(`${name} is JSON, but not what \`pulumi preview --json\` writes. ${WAY}`);
  }
  return { ...(plan && { digest: plan }), events };
}

/** The resources of what `pulumi stack export` wrote. */
export function readState(text: string, name: string): Resource[] {
  const [value, ...more] = jsonValues(text, name);
  const { success, data } = exportedState.safeParse(value);
  if (success && more.length === 0) return (data.deployment.resources ?? []).filter((one) => one.delete !== true);
  throw unusable(
    `${name} is not what \`pulumi stack export\` writes. Write it by \`pulumi stack export > state.json\`.`,
  );
}

interface Schema<T> {
  safeParse: (value: unknown) => { data?: T; error?: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

function checked<T>(schema: Schema<T>, value: unknown, name: string): T {
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const where = issue === undefined ? "" : ` (${issue.path.map(String).join(".")}: ${issue.message})`;
  throw unusable(`${name} is not what Pulumi writes${where}. ${WAY}`);
}

function jsonValues(text: string, name: string): unknown[] {
  const content = text.replace(/^\uFEFF/, "");
  if (content.trim() === "") throw unusable(`${name} is empty. ${WAY}`);
  const start = /^[ \t]*[[{]/m.exec(content)?.index;
  if (start === undefined) {
    const says = "holds no JSON; it seems to be the output that is meant for people";
    throw unusable(`${name} ${says}. ${WAY}`);
  }
  const values: unknown[] = [];
  let at = start;
  while (at < content.length) {
    const end = endOf(content, at);
    if (end === undefined) {
      throw unusable(
        `${name} is cut off: it ends in the middle of a JSON value, after ${content.length} characters. ${WAY}`,
      );
    }
    try {
      const value: unknown = JSON.parse(content.slice(at, end));
      values.push(value);
    } catch (error) {
      throw unusable(`${name} is not JSON: ${reasonOf(error)}. ${WAY}`);
    }
    at = nextStart(content, end);
  }
  return values;
}

/** Where the next line that begins a value begins; lines between are what a pipe mixed in. */
function nextStart(content: string, from: number): number {
  const pattern = /[[{]/g;
  pattern.lastIndex = from;
  for (let hit = pattern.exec(content); hit; hit = pattern.exec(content)) {
    const before = content.slice(Math.max(from, content.lastIndexOf("\n", hit.index) + 1), hit.index);
    if (before.trim() === "") return hit.index;
  }
  return content.length;
}

/** The index after the value that begins at `start` with a bracket; undefined when it does not end. */
function endOf(content: string, start: number): number | undefined {
  let depth = 0;
  let isText = false;
  for (let at = start; at < content.length; at += 1) {
    const character = content[at];
    if (isText) {
      if (character === "\\") at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function looksLike(value: unknown, ...keys: readonly string[]): boolean {
  return typeof value === "object" && value !== null && keys.some((key) => key in value);
}

function unusable(message: string): CommandError {
  return new CommandError(`Could not read a plan: ${message}`, EXIT.wrongUse);
}
