import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./markdown.js";

export interface Message {
  readonly file: string;
  readonly line: number;
  /** What the text says; values that it carries are "…". */
  readonly text: string;
}

/** The texts in the TypeScript of these folders and files, in the order of the source; not what describes options of commands. */
export function textsIn(paths: readonly string[]): Message[] {
  return paths.flatMap(sources).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
    const found: Message[] = [];
    const visit = (node: ts.Node): void => {
      const text = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? undefined : textOf(node);
      if (text !== undefined && !isHelp(node)) {
        found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

export function words(text: string): number {
  return text.split(/\s+/).filter((word) => /\p{L}{2,}/u.test(word)).length;
}

function textOf(node: ts.Node): string | undefined {
  // Texts that are put together are one.
  if (ts.isSourceFile(node) || isSum(node.parent)) return undefined;
  return isSum(node) ? sumOf(node) : literalOf(node);
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function sumOf(node: ts.Node): string | undefined {
  if (!isSum(node)) return literalOf(node);
  const parts = [sumOf(node.left), sumOf(node.right)];
  return parts.every((part) => part === undefined) ? undefined : parts.map((part) => part ?? "…").join("");
}

function literalOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

const HELP = ["option", "requiredOption", "description", "argument", "addHelpText", "Option", "meta"];

function isHelp({ parent }: ts.Node): boolean {
  if (ts.isBinaryExpression(parent)) return isHelp(parent);
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  const { expression } = parent;
  return HELP.includes(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText());
}

function sources(path: string): string[] {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) return sources(inner);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [inner] : [];
  });
}
