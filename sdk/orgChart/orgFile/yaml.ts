import { isAlias, isMap, isScalar, isSeq, parseDocument, type ParsedNode, type YAMLError } from "yaml";
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
  // Whatever else is told of a text that nests too deep follows from that.
  const tooDeep = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  for (const error of tooDeep === undefined ? document.errors : [tooDeep]) {
    problems.add(source.at(error.pos[0]), complaint(error));
  }
  if (document.errors.length > 0 || document.contents === null) return undefined;
  return new Reader(source, problems).read(document.contents);
}

function complaint({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return 'a second document begins here ("---"). An org file is one; join them.';
  if (code === "RESOURCE_EXHAUSTION") return "too much stands in each other here. An org file is a few levels deep.";
  return `this is not valid YAML: ${message.replace(/\s+/g, " ")}`;
}

/** What a tag may say that the value does not say by itself. */
const TAGS = ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

class Reader {
  #repeated = 0;
  /** The last value of each anchor that has been read: an alias means the one before it. */
  readonly #anchored = new Map<string, ParsedNode>();

  public constructor(
    private readonly source: Source,
    private readonly problems: Problems,
  ) {}

  public read(node: ParsedNode | null, aliases = 0): Value {
    const origin = this.source.at(node?.range[0] ?? 0);
    if (aliases > 0) this.#repeated += aliases > DEEPEST_ALIAS ? MOST_REPEATED + 1 : 1;
    if (node === null || this.#repeated > MOST_REPEATED) return nothing(origin);
    if (aliases === 0) this.#meet(node);
    if (isMap(node)) {
      const fields = new Map<string, Field>();
      for (const { key, value } of node.items) this.#field(fields, key, value, aliases);
      return { kind: "fields", fields, origin };
    }
    if (isSeq(node)) return { kind: "list", items: node.items.map((item) => this.read(item, aliases)), origin };
    if (isAlias(node)) {
      const target = this.#anchored.get(node.source);
      if (target === undefined) {
        this.problems.add(origin, `there is no anchor &${node.source} before its alias.`, `*${node.source}`);
        return nothing(origin);
      }
      const value = this.read(target, aliases + 1);
      if (this.#repeated > MOST_REPEATED && aliases === 0) {
        this.problems.add(origin, `the alias *${node.source} stands for too many values. Write them out.`);
      }
      return value;
    }
    return scalar(node.value, node.source, origin);
  }

  /** Keeps the anchor of a node, and makes a tag that gives it another meaning a problem. */
  #meet(node: ParsedNode): void {
    if (isAlias(node)) return;
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
    if (node.tag === undefined || TAGS.includes(node.tag)) return;
    const tag = node.tag.replace("tag:yaml.org,2002:", "!!");
    this.problems.add(this.source.at(node.range[0]), `the tag ${tag} means nothing here. Write a plain value.`, tag);
  }

  #field(fields: Map<string, Field>, node: ParsedNode, value: ParsedNode | null, aliases: number): void {
    const origin = this.source.at(node.range[0]);
    if (!isScalar(node)) {
      this.problems.add(origin, "a key must be a text. Write it in quotes.");
      return;
    }
    if (aliases === 0) this.#meet(node);
    const key = scalar(node.value, node.source, origin).text;
    const wrong = node.type === "PLAIN" ? notAKey(key) : undefined;
    if (wrong !== undefined) {
      this.problems.add(origin, wrong, key);
      return;
    }
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

/** Why a text without quotes is no key, if it is none. */
function notAKey(text: string): string | undefined {
  if (text === "<<") return 'maps are not merged ("<<") here. Write the values out, or give them to all by "defaults".';
  return /^\/[/*]/.test(text) ? 'a comment begins with "#" here, in JSON too. Change it, or take it out.' : undefined;
}
