import { CST, isScalar, Lexer, type ScalarTag, Schema } from "yaml";
import { type Source } from "./source.js";
import { type Field, nothing, scalar, type Value } from "./values.js";

/** Maps and lists that stand in each other deeper than this are left to the full reader. */
const DEEPEST = 50;
/** The longest key of YAML 1.2. */
const LONGEST_KEY = 1024;

const core = new Schema({ schema: "core" }).tags.filter((tag): tag is ScalarTag => {
  return tag.default === true && tag.collection === undefined;
});
/** How plain texts begin that may be something else than texts. */
const MAYBE_CORE = /^(?:$|[-+.\dnNtTfF~])/;

/** Something that only the full reader may judge. */
class Unusual extends Error {}

type Mark = "-" | ":" | "," | "{" | "}" | "[" | "]";

/** A text or a mark; spaces, line ends and comments are not kept. */
interface Token {
  readonly kind: "plain" | "quoted" | Mark;
  readonly text: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Reads YAML that is written as org files mostly are: maps and lists of texts on one line each, in blocks or brackets, so
 * JSON too. It is many times as fast as the full reader of the library, whose lexer and scalars it uses. Undefined for
 * anything else, be it right (anchors, tags, texts of several lines) or wrong: the full reader tells which.
 */
export function simpleYaml(source: Source): Value | undefined {
  try {
    return new SimpleReader(source).read();
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

/** One at a time: kept all together they would cost more than the reading. */
function* tokensOf(text: string): Generator<Token, undefined> {
  let offset = 0;
  let line = 0;
  let lineStart = 0;
  let isScalar = false;
  let afterSpace = true;
  /** Line of `---` at the beginning. */
  let started: number | undefined;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === CST.DOCUMENT || lexeme === CST.SCALAR) {
      isScalar = lexeme === CST.SCALAR;
      continue;
    }
    const type = isScalar ? "scalar" : CST.tokenType(lexeme);
    if (type === "newline" && lexeme !== "") {
      line += 1;
      lineStart = offset + lexeme.length;
    } else if (type === "space" ? lexeme.includes("\t") : type === "comment" && !afterSpace) {
      unusual();
    } else if (type === "doc-start" && started === undefined) {
      started = line;
    } else if (type !== "space" && type !== "comment") {
      const kind = type === null || started === line ? undefined : KINDS.get(type);
      started ??= -1;
      if (kind === undefined || (type === "scalar" && !isPlainText(lexeme)) || lexeme.includes("\n")) unusual();
      yield { kind, text: lexeme, offset, line, column: offset - lineStart };
    }
    isScalar = false;
    afterSpace = type === "space" || type === "newline";
    offset += lexeme.length;
  }
  return undefined;
}

const KINDS = new Map<string, Token["kind"]>([
  ["scalar", "plain"],
  ["single-quoted-scalar", "quoted"],
  ["double-quoted-scalar", "quoted"],
  ["seq-item-ind", "-"],
  ["map-value-ind", ":"],
  ["comma", ","],
  ["flow-map-start", "{"],
  ["flow-map-end", "}"],
  ["flow-seq-start", "["],
  ["flow-seq-end", "]"],
]);

function isPlainText(text: string): boolean {
  return !/^(?:[@`%|>,&*!?]|\/[/*]|<<)/.test(text);
}

class SimpleReader {
  #current: Token | undefined;
  #following: Token | undefined;
  /** Line of the last token that was taken. */
  #line = 0;
  #depth = 0;
  readonly #tokens: Iterator<Token, undefined>;

  public constructor(private readonly source: Source) {
    this.#tokens = tokensOf(source.text);
    this.#advance();
    this.#advance();
  }

  public read(): Value {
    const value = this.#block(0);
    if (this.#peek() !== undefined) unusual();
    return value;
  }

  /** What begins here and stands in columns from `least` on. */
  #block(least: number): Value {
    const token = this.#peek();
    if (token === undefined || token.column < least) unusual();
    if (token.kind === "-") return this.#deeper(() => this.#blockList(token));
    return this.#isKey(token) ? this.#deeper(() => this.#blockMap(token)) : this.#inLine(least);
  }

  #blockMap(first: Token): Value {
    const { column } = first;
    const fields = new Map<string, Field>();
    for (let key: Token | undefined = first; key?.column === column; key = this.#peek()) {
      if (!this.#isKey(key)) unusual();
      this.#advance();
      const colon = this.#take(":");
      const value = this.#peek();
      this.#field(fields, key, () => {
        if (value === undefined) return this.#empty(colon);
        if (value.line === colon.line) return value.kind === "-" ? unusual() : this.#inLine(column + 1);
        if (value.kind === "-" && value.column === column) return this.#deeper(() => this.#blockList(value));
        return value.column > column ? this.#block(column + 1) : this.#empty(colon);
      });
      if ((this.#peek()?.column ?? 0) > column) unusual();
    }
    return { kind: "fields", fields, origin: this.source.at(first.offset) };
  }

  #blockList(first: Token): Value {
    const { column } = first;
    const items: Value[] = [];
    for (let dash: Token | undefined = first; dash?.column === column && dash.kind === "-"; dash = this.#peek()) {
      this.#advance();
      const value = this.#peek();
      const isThere = value !== undefined && (value.line === dash.line || value.column > column);
      items.push(isThere ? this.#block(column + 1) : this.#empty(dash));
      if ((this.#peek()?.column ?? 0) > column) unusual();
    }
    return { kind: "list", items, origin: this.source.at(first.offset) };
  }

  /** A text, or something in brackets whose lines stand in columns from `least` on; nothing may follow on its last line. */
  #inLine(least: number): Value {
    const value = this.#bracketed(least);
    const next = this.#peek();
    if (next !== undefined && next.line === this.#line) unusual();
    return value;
  }

  #bracketed(least: number): Value {
    const token = this.#peek();
    if (token?.kind === "{") return this.#deeper(() => this.#map(token, least));
    if (token?.kind === "[") return this.#deeper(() => this.#list(token, least));
    if (token === undefined || token.column < least) unusual();
    this.#advance();
    return this.#scalar(token);
  }

  #map(open: Token, least: number): Value {
    const fields = new Map<string, Field>();
    this.#items(open, "}", least, (key) => {
      this.#advance();
      if (this.#peek()?.kind !== ":") {
        this.#field(fields, key, () => nothing(this.source.at(key.offset)));
        return;
      }
      const colon = this.#take(":");
      if (colon.line !== key.line) unusual();
      const kind = this.#peek()?.kind;
      this.#field(fields, key, () => (kind === "," || kind === "}" ? this.#empty(colon) : this.#bracketed(least)));
    });
    return { kind: "fields", fields, origin: this.source.at(open.offset) };
  }

  #list(open: Token, least: number): Value {
    const items: Value[] = [];
    this.#items(open, "]", least, () => items.push(this.#bracketed(least)));
    return { kind: "list", items, origin: this.source.at(open.offset) };
  }

  #items(open: Token, close: Mark, least: number, read: (first: Token) => void): void {
    if (open.column < least) unusual();
    this.#advance();
    for (;;) {
      const token = this.#peek();
      if (token === undefined || token.column < least) unusual();
      if (token.kind === close) break;
      read(token);
      if (this.#peek()?.kind === close) continue;
      this.#take(",", least);
    }
    this.#advance();
  }

  /** Reads the value of a key that has been taken; a second one of the name is told by the full reader. */
  #field(fields: Map<string, Field>, token: Token, read: () => Value): void {
    const name = this.#scalar(token);
    const key = name.kind === "scalar" ? name.text : "";
    if (fields.has(key) || token.text.length > LONGEST_KEY) unusual();
    fields.set(key, { key, value: read(), origin: name.origin });
  }

  #scalar({ kind, text, offset }: Token): Value {
    const origin = this.source.at(offset);
    if (kind === "quoted") return scalar(unquoted(text), text, origin);
    if (kind !== "plain") unusual();
    return scalar(MAYBE_CORE.test(text) ? coreValue(text) : text, text, origin);
  }

  /** Where nothing follows a mark: the library says that it stands behind the spaces. */
  #empty(mark: Token): Value {
    let offset = mark.offset + 1;
    while (this.source.text[offset] === " ") offset += 1;
    return nothing(this.source.at(offset));
  }

  #isKey(token: Token): boolean {
    const next = this.#following;
    return (token.kind === "plain" || token.kind === "quoted") && next?.kind === ":" && next.line === token.line;
  }

  #take(kind: Mark, least = 0): Token {
    const token = this.#peek();
    if (token?.kind !== kind || token.column < least) unusual();
    this.#advance();
    return token;
  }

  #peek(): Token | undefined {
    return this.#current;
  }

  #advance(): void {
    this.#line = this.#current?.line ?? 0;
    this.#current = this.#following;
    this.#following = this.#tokens.next().value;
  }

  #deeper(read: () => Value): Value {
    this.#depth += 1;
    if (this.#depth > DEEPEST) unusual();
    const value = read();
    this.#depth -= 1;
    return value;
  }
}

function unquoted(text: string): unknown {
  if (/^"[^"\\]*"$/.test(text)) return text.slice(1, -1);
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"')) unusual();
  const token = { type: "double-quoted-scalar", offset: 0, indent: 0, source: text } as const;
  return CST.resolveAsScalar(token, true, unusual).value;
}

/** What a plain text stands for in the core schema of YAML 1.2. */
function coreValue(text: string): unknown {
  const tag = core.find(({ test }) => test?.test(text) === true);
  const value = tag?.resolve(text, unusual, {});
  return tag === undefined ? text : isScalar(value) ? value.value : value;
}

function unusual(): never {
  throw new Unusual();
}
