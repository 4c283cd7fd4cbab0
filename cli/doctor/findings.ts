import { type Dialect } from "../../provider/dialects/index.js";
import { isObject, type Json, type JsonObject } from "../../provider/scim/json.js";
import { type Check, type Verdict } from "./report.js";

/** Collects what the checks see, and what of it a dialect can say. */
export class Findings {
  readonly checks: Check[] = [];
  /** Parts of a dialect, as they were seen to be. */
  readonly facts: JsonObject = {};
  #area = "";

  /** `dialect` is the connection's: what it says already is as it should be. */
  constructor(readonly dialect: Dialect) {}

  /** The area that the next checks belong to. */
  in(area: string): void {
    this.#area = area;
  }

  add(verdict: Verdict, check: string, seen: string, means = ""): void {
    this.checks.push({ area: this.#area, check, verdict, seen, means });
  }

  ok(check: string, seen: string, means = ""): void {
    this.add("ok", check, seen, means);
  }

  note(check: string, seen: string, means = ""): void {
    this.add("note", check, seen, means);
  }

  wrong(check: string, seen: string, means: string): void {
    this.add("wrong", check, seen, means);
  }

  unknown(check: string, why: string, means = ""): void {
    this.add("unknown", check, why, means);
  }

  /** Keeps a fact for the dialect object; true when the connection's dialect says so already. */
  learn(path: string, value: Json): boolean {
    put(this.facts, path.split("."), value);
    return same(this.said(path), value);
  }

  /** What the connection's dialect says there. */
  said(path: string): Json | undefined {
    return valueAt(asJson(this.dialect), path);
  }

  /** A fact together with its check: as it should be if the dialect says so, else worth knowing, or wrong. */
  compare(path: string, value: Json, check: string, seen: string, means: string, otherwise: Verdict = "note"): void {
    this.add(this.learn(path, value) ? "ok" : otherwise, check, seen, means);
  }
}

function valueAt(object: JsonObject, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((at, name) => (isObject(at) ? at[name] : undefined), object);
}

/** A dialect is plain data. */
export function asJson(dialect: Dialect): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify(dialect));
  return isObject(value) ? value : {};
}

function put(object: JsonObject, [first = "", ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    object[first] = value;
    return;
  }
  const below = object[first];
  const next = isObject(below) ? below : {};
  object[first] = next;
  put(next, rest, value);
}

/** Equality of JSON; the order of an object's members does not count. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  return spelt(a) === spelt(b);
}

function spelt(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(spelt).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${spelt(value[name])}`).join(",")}}`;
}
