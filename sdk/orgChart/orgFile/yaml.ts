import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type ParsedNode } from "yaml";
import { type Problems } from "./problems.js";
import { simpleYaml } from "./simpleYaml.js";
import { type Source } from "./source.js";
import { type Field, nothing, scalar, type Value } from "./values.js";

/** How many values the aliases of a file (`*name`) may stand for, and how many may stand in each other: a few lines could otherwise grow without end. */
const MOST_REPEATED = 100_000;
const DEEPEST_ALIAS = 20;

/** Reads YAML 1.2 or JSON. Problems of syntax and keys that stand twice are collected; a text of nothing gives nothing. */
export function valueOfText(source: Source, problems: Problems): Value | undefined {
  return simpleYaml(source) ?? valueOfAnyText(source, problems);
}

/** The same without the short way for what is simple. */
export function valueOfAnyText(source: Source, problems: Problems): Value | undefined {
  const document = parseDocument(source.text, { uniqueKeys: false, prettyErrors: false, strict: true });
  for (const { pos, message } of document.errors) {
    problems.add(source.at(pos[0]), `this is not valid YAML: ${message.replace(/\s+/g, " ")}`);
  }
  if (document.errors.length > 0 || document.contents === null) return undefined;
  return new Reader(source, document, problems).read(document.contents);
}

class Reader {
  #repeated = 0;

  public constructor(
    private readonly source: Source,
    private readonly document: Document.Parsed,
    private readonly problems: Problems,
  ) {}

  public read(node: ParsedNode | null, aliases = 0): Value {
    const origin = this.source.at(node?.range[0] ?? 0);
    if (aliases > 0) this.#repeated += aliases > DEEPEST_ALIAS ? MOST_REPEATED + 1 : 1;
    if (node === null || this.#repeated > MOST_REPEATED) return nothing(origin);
    if (isMap(node)) {
      const fields = new Map<string, Field>();
      for (const { key, value } of node.items) this.#field(fields, key, value, aliases);
      return { kind: "fields", fields, origin };
    }
    if (isSeq(node)) return { kind: "list", items: node.items.map((item) => this.read(item, aliases)), origin };
    if (isAlias(node)) {
      const target: unknown = node.resolve(this.document);
      const value = isParsed(target) ? this.read(target, aliases + 1) : nothing(origin);
      if (this.#repeated > MOST_REPEATED && aliases === 0) {
        this.problems.add(origin, `the alias *${node.source} stands for too many values. Write them out.`);
      }
      return value;
    }
    return scalar(node.value, node.source, origin);
  }

  #field(fields: Map<string, Field>, node: ParsedNode, value: ParsedNode | null, aliases: number): void {
    const origin = this.source.at(node.range[0]);
    if (!isScalar(node)) {
      this.problems.add(origin, "a key must be a text. Write it in quotes.");
      return;
    }
    const key = scalar(node.value, node.source, origin).text;
    const first = fields.get(key)?.origin.place();
    if (first === undefined) {
      const read = value === null ? nothing(origin) : this.read(value, aliases);
      fields.set(key, { key, value: read, origin });
    } else {
      this.problems.add(
        origin,
        `"${key}" stands here twice: first on line ${first.line ?? 0}. Remove or rename one.`,
        key,
      );
    }
  }
}

function isParsed(node: unknown): node is ParsedNode {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node);
}
