import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { UserError } from "../lib/main.mjs";

/**
 * @typedef {{ name: string, type: string, links: string[], isOptional: boolean, text: string, defaultText: string }} Member
 *   `links`: names of other declarations in the type.
 * @typedef {{ name: string, text: string, members: Member[], parents: string[], type: string }} Declaration
 *   `type`: of an alias, as it stands.
 */

/**
 * All interfaces, type aliases and classes of these folders and files, by name, with their docblocks.
 * @param {string} root
 * @param {readonly string[]} paths
 */
export function declarationsIn(root, paths) {
  /** @type {Map<string, Declaration>} */
  const found = new Map();
  for (const file of paths.flatMap((path) => typescriptFiles(root, path))) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) {
      if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement) && !isNamedClass(statement)) {
        continue;
      }
      found.set(statement.name.text, declarationOf(statement));
    }
  }
  for (const { members } of found.values()) for (const member of members) spellOut(member, found);
  return found;
}

/** Puts the texts that a value may be in the place of an alias. @param {Member} member @param {ReadonlyMap<string, Declaration>} declarations */
function spellOut(member, declarations) {
  const { type = "" } = declarations.get(member.type) ?? {};
  if (/^("\w+"( \| )?)+$/.test(type)) Object.assign(member, { type, links: [] });
}

/**
 * @param {ReadonlyMap<string, Declaration>} declarations
 * @param {string} name
 */
export function declarationNamed(declarations, name) {
  const declaration = declarations.get(name);
  if (declaration === undefined) throw new UserError(`Could not write the reference: there is no type ${name}.`);
  return declaration;
}

/** @param {string} root @param {string} path @returns {string[]} */
function typescriptFiles(root, path) {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`;
    return entry.isDirectory() || entry.name.endsWith(".ts") ? typescriptFiles(root, inner) : [];
  });
}

/** @param {ts.Statement} statement @returns {statement is ts.ClassDeclaration & { name: ts.Identifier }} */
function isNamedClass(statement) {
  return ts.isClassDeclaration(statement) && statement.name !== undefined;
}

/** @param {ts.InterfaceDeclaration | ts.TypeAliasDeclaration | (ts.ClassDeclaration & { name: ts.Identifier })} node */
function declarationOf(node) {
  const heritage = ts.isTypeAliasDeclaration(node) ? [] : (node.heritageClauses ?? []);
  return {
    name: node.name.text,
    text: docOf(node).text,
    members: ts.isTypeAliasDeclaration(node) ? [] : [...node.members].flatMap(memberOf),
    parents: heritage.flatMap(({ types }) => types.map(({ expression }) => expression.getText())),
    type: ts.isTypeAliasDeclaration(node) ? node.type.getText() : "",
  };
}

/** A property that a user sees; methods and constructors are described by hand. @param {ts.ClassElement | ts.TypeElement} node */
function memberOf(node) {
  if (!ts.isPropertySignature(node) && !ts.isPropertyDeclaration(node)) return [];
  const hidden = (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  if (hidden || node.type === undefined || node.type.kind === ts.SyntaxKind.NeverKeyword) return [];
  /** @type {Set<string>} */
  const links = new Set();
  const { text, defaultText } = docOf(node);
  const name = node.name.getText();
  return [
    {
      name,
      type: shown(node.type, links),
      links: [...links],
      isOptional: node.questionToken !== undefined,
      text,
      defaultText,
    },
  ];
}

/** @param {ts.Node} node */
function docOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  const text = (ts.getTextOfJSDocComment(doc?.comment) ?? "").replace(/\s+/g, " ").trim();
  const tag = doc?.tags?.find(({ tagName }) => tagName.text === "default");
  const defaultText = (ts.getTextOfJSDocComment(tag?.comment) ?? "").replace(/\s+/g, " ").trim();
  return { text: withoutLinks(text), defaultText: withoutLinks(defaultText) };
}

/** @param {string} text */
function withoutLinks(text) {
  return text.replace(/\{@link (\w+)(?:\.(\w+))?\}/g, (_, name, member) => `\`${name}${member ? `.${member}` : ""}\``);
}

/** Wrappers that say nothing about the value: every argument may be an Input, every output is an Output. */
const WRAPPERS = new Set(["Input", "Output", "Part", "Unwrap"]);
/** Those that add null. */
const NULLABLE = new Set(["Optional", "Attribute"]);

/**
 * The type as a reader needs it: without Input and undefined.
 * @param {ts.TypeNode} node
 * @param {Set<string>} links
 * @returns {string}
 */
function shown(node, links) {
  if (ts.isParenthesizedTypeNode(node)) return shown(node.type, links);
  if (ts.isUnionTypeNode(node)) {
    const parts = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    return [...new Set(parts.flatMap((part) => shown(part, links).split(" | ")))].join(" | ");
  }
  if (ts.isArrayTypeNode(node)) {
    const item = shown(node.elementType, links);
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (ts.isTypeOperatorNode(node)) return shown(node.type, links);
  if (ts.isTypeLiteralNode(node)) {
    const members = node.members.flatMap(memberOf);
    return `{ ${members.map(({ name, type, isOptional }) => `${name}${isOptional ? "?" : ""}: ${type}`).join(", ")} }`;
  }
  if (!ts.isTypeReferenceNode(node)) return node.getText().replace(/\s+/g, " ");
  const name = node.typeName.getText().replace(/^pulumi\./, "");
  const [first, second] = node.typeArguments ?? [];
  if (first !== undefined && WRAPPERS.has(name)) return shown(first, links);
  if (first !== undefined && NULLABLE.has(name)) return `${shown(first, links)} | null`;
  if (first !== undefined && second !== undefined && name === "Record") {
    return `Record<${shown(first, links)}, ${shown(second, links)}>`;
  }
  if (name === "ID") return "string";
  links.add(name);
  return name;
}
