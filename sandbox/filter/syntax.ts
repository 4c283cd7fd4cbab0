import { parseJson, type Json } from "../json.js";

/** The comparison operators of RFC 7644 section 3.4.2.2, `pr` aside. */
export type CompareOperator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

/** A parsed filter; attribute paths are still text, since what they mean depends on the resource type. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly parts: readonly Filter[] }
  | { readonly kind: "not"; readonly part: Filter }
  | { readonly kind: "present"; readonly path: string }
  | { readonly kind: "compare"; readonly path: string; readonly operator: CompareOperator; readonly value: Json }
  | { readonly kind: "valuePath"; readonly path: string; readonly part: Filter };

/** A PATCH path (RFC 7644 section 3.5.2): an attribute path, a value filter on it, a sub-attribute of what the filter finds. */
export interface PatchPath {
  readonly path: string;
  readonly filter?: Filter;
  readonly sub?: string;
}

/** Thrown for text that the grammar does not admit; callers turn it into invalidFilter or invalidPath. */
export class FilterSyntaxError extends Error {
  override readonly name = "FilterSyntaxError";
}

const OPERATORS: ReadonlySet<string> = new Set<CompareOperator>(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;
const MAX_NESTING = 50;

function isOperator(text: string): text is CompareOperator {
  return OPERATORS.has(text);
}

/** Parses a filter by the grammar of RFC 7644 figure 1; operators in any letter case. */
export function parseFilter(text: string): Filter {
  const parser = new Parser(text);
  const filter = parser.disjunction(0);
  parser.end();
  return filter;
}

/** Parses a PATCH path by the grammar of RFC 7644 figure 7. */
export function parsePatchPath(text: string): PatchPath {
  const parser = new Parser(text);
  const path = parser.attributePath();
  const filter = parser.take("[") ? parser.valueFilter(0) : undefined;
  const sub = filter === undefined ? undefined : parser.subAttribute();
  parser.end();
  return { path, ...(filter === undefined ? {} : { filter }), ...(sub === undefined ? {} : { sub }) };
}

/** Recursive descent over the tokens; `depth` bounds the recursion for hostile input. */
class Parser {
  private readonly tokens: string[] = [];
  private next = 0;

  constructor(text: string) {
    const source = text.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < source.length) {
      const at = TOKEN.lastIndex;
      const match = TOKEN.exec(source);
      if (match === null) throw new FilterSyntaxError(`the text from character ${at + 1} on cannot be read`);
      this.tokens.push(match[0].trimStart());
    }
  }

  disjunction(depth: number): Filter {
    if (depth > MAX_NESTING) throw new FilterSyntaxError(`more than ${MAX_NESTING} levels of parentheses`);
    return this.chain("or", () => this.chain("and", () => this.term(depth)));
  }

  attributePath(): string {
    const token = this.tokens[this.next++] ?? "nothing";
    if (!/^[A-Za-z$]/.test(token) || token.endsWith(".")) {
      throw new FilterSyntaxError(`an attribute is expected where ${token} stands`);
    }
    return token;
  }

  /** The filter after an opening bracket, up to and with the closing one; value filters do not nest. */
  valueFilter(depth: number): Filter {
    const filter = this.disjunction(depth + 1);
    this.expect("]");
    return filter;
  }

  subAttribute(): string | undefined {
    const token = this.tokens[this.next];
    if (!token?.startsWith(".")) return undefined;
    this.next++;
    return token.slice(1);
  }

  take(token: string): boolean {
    if (this.tokens[this.next]?.toLowerCase() !== token) return false;
    this.next++;
    return true;
  }

  end(): void {
    const rest = this.tokens[this.next];
    if (rest !== undefined) throw new FilterSyntaxError(`${rest} is not expected there`);
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new FilterSyntaxError(`${token} is missing`);
  }

  private chain(kind: "and" | "or", part: () => Filter): Filter {
    const first = part();
    const parts = [first];
    while (this.take(kind)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  private term(depth: number): Filter {
    const negated = this.take("not");
    if (negated || this.tokens[this.next] === "(") {
      this.expect("(");
      const part = this.disjunction(depth + 1);
      this.expect(")");
      return negated ? { kind: "not", part } : part;
    }
    const path = this.attributePath();
    if (this.take("[")) return { kind: "valuePath", path, part: this.valueFilter(depth) };
    const operator = (this.tokens[this.next++] ?? "nothing").toLowerCase();
    if (operator === "pr") return { kind: "present", path };
    if (!isOperator(operator)) throw new FilterSyntaxError(`${operator} is no operator`);
    return { kind: "compare", path, operator, value: this.value() };
  }

  private value(): Json {
    const token = this.tokens[this.next++] ?? "nothing";
    if (!/^(?:".*"|-?\d.*|true|false|null)$/s.test(token)) throw notAValue(token);
    try {
      return parseJson(token);
    } catch {
      throw notAValue(token);
    }
  }
}

function notAValue(token: string): FilterSyntaxError {
  return new FilterSyntaxError(
    `a value is expected where ${token} stands (a string in double quotes, a number, true, false or null)`,
  );
}
