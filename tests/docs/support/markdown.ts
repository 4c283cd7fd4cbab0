import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "../../..");

/** One fenced block. Readers see `language` and `text` alone; the rest of the info string is for the tests. */
export interface Block {
  readonly language: string;
  /** `file="index.ts"`, `output`, `background`, `fails`, `not-run="reason"`, `not-checked="reason"`; a flag is an empty text. */
  readonly marks: Readonly<Record<string, string>>;
  readonly text: string;
  readonly line: number;
}

/** A page by its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** README and every page under docs. */
export function allPages(): Page[] {
  const inside = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const docs = inside.filter((path) => path.endsWith(".md")).map((path) => `docs/${path.replaceAll("\\", "/")}`);
  return ["README.md", ...docs.sort()].map(pageAt);
}

export function pageAt(path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, blocks: blocksOf(text) };
}

const FENCE = /^( *)```([\w-]*)([^\n]*)\n(.*?)^\1```[ \t]*$/gms;

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = "", 2: language = "", 3: info = "", 4: body = "" }) => ({
    language,
    marks: Object.fromEntries(
      [...info.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, value]),
    ),
    text: indent === "" ? body : body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    line: text.slice(0, index).split("\n").length,
  }));
}

/** The text without code, in which nothing is a link or a heading. */
export function proseOf(text: string): string {
  return text.replaceAll(FENCE, "").replaceAll(/`[^`\n]*`/g, "code");
}

/** Anchors of the headings, as GitHub makes them; one that stands twice gets a number. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(FENCE, "").matchAll(/^#{1,6} +(.*?) *#*$/gm)].map(([, heading = ""]) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

export function linksOf(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
}

/** The heading that a line stands under. */
export function sectionAt(text: string, line: number): string {
  const before = text.split("\n").slice(0, line);
  return before.findLast((one) => /^## /.test(one))?.slice(3) ?? "";
}
