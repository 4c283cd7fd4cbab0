import { type Located, type Origin } from "./problems.js";

/** What is known of one person before who is meant, who is whose manager and who is in which team has been worked out. */
export interface Draft {
  readonly key: string;
  /** Where the key stands. */
  readonly origin: Origin;
  /** Attributes of ScimUser, as given. */
  readonly attributes: Record<string, unknown>;
  /** Key of the manager; undefined for nobody. */
  readonly manager: Located | undefined;
  readonly teams: readonly Located[];
  readonly was: readonly Located[];
  readonly status: Located | undefined;
  readonly startDate: Located | undefined;
  readonly endDate: Located | undefined;
  /** Names of services; undefined where the file does not say, which means all. */
  readonly services: readonly Located[] | undefined;
  /** A value by attribute path or by header of a column; undefined where there is none. */
  value(name: string): Located | undefined;
  /** Where an attribute stands, else where the person stands. */
  at(path: string): Origin;
}

/** People as a table or a map gives them. */
export interface Drafts {
  readonly people: readonly Draft[];
  /** Names that {@link Draft.value} knows: undefined where any attribute may be asked for. */
  readonly headers: readonly string[] | undefined;
}

/** The value at a dotted path of plain data; items of lists by number. */
export function attributeAt(attributes: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return Array.from<unknown>(at)[Number(step)];
    return isRecord(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }, attributes);
}

/** Whether plain data is a map. */
export function isRecord(data: unknown): data is Record<string, unknown> {
  if (typeof data !== "object" || data === null) return false;
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === null;
}
