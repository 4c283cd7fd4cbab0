#!/usr/bin/env node
// node tools/reference.mjs [--check]: writes docs/reference from the types, the JSON Schema and the command's help; --check only compares.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { ensureBuild, root } from "./lib/checkout.mjs";
import { main, UserError } from "./lib/main.mjs";
import { commandPage } from "./reference/command.mjs";
import { declarationNamed, declarationsIn } from "./reference/declarations.mjs";
import { environmentPage } from "./reference/environment.mjs";
import { anchorOf, memberTable } from "./reference/markdown.mjs";
import { orgFilePage } from "./reference/orgFile.mjs";
import { pages } from "./reference/pages.mjs";

/** @import { Page, Section } from "./reference/pages.mjs" */

const folder = join(root, "docs/reference");
const notice = "<!-- written by node tools/reference.mjs -->";
const declarations = declarationsIn(root, ["sdk", "provider/dialects", "provider/scim/schemas/attribute.ts"]);

/** @type {Record<string, Record<string, unknown> | undefined>} */
const base = {};

main(async () => {
  await ensureBuild();
  const { rfc7644 } = await import("../dist/provider/dialects/index.js");
  Object.assign(base, rfc7644);
  refuseUnlisted();
  const texts = await written();
  if (!process.argv.includes("--check")) {
    mkdirSync(folder, { recursive: true });
    for (const name of foreign(texts)) rmSync(join(folder, name));
    for (const [name, text] of texts) writeFileSync(join(folder, name), text);
    return 0;
  }
  const stale = [...texts].flatMap(([name, text]) => (current(name) === text ? [] : name));
  const all = [...stale, ...foreign(texts)];
  if (all.length === 0) return 0;
  throw new UserError(`docs/reference is stale (${all.join(", ")}). Run: node tools/reference.mjs`);
});

/** @param {string} name */
function current(name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Pages that are there and should not be. @param {ReadonlyMap<string, string>} texts */
function foreign(texts) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !texts.has(name)) : [];
}

/** Every page by its file name, as Prettier leaves it. */
async function written() {
  const { environmentName } = /** @type {{ environmentName: (option: string) => string }} */ (
    await import("../dist/provider/directory/options.js")
  );
  /** @type {unknown} */
  const schema = JSON.parse(readFileSync(join(root, "dist/org.schema.json"), "utf8"));
  /** @type {[string, string][]} */
  const raw = [
    ["README.md", indexPage()],
    ...pages.map((page) => /** @type {[string, string]} */ ([page.file, typePage(page)])),
    ["org-file.md", orgFilePage(/** @type {import("./reference/orgFile.mjs").Schema} */ (schema))],
    ["command.md", commandPage()],
    ["environment.md", environmentPage(declarationNamed(declarations, "ScimServiceArgs").members, environmentName)],
  ];
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const [name, text] of raw) {
    texts.set(name, await format(`${notice}\n\n${text}\n`, { parser: "markdown", printWidth: 120 }));
  }
  return texts;
}

function indexPage() {
  const list = [
    ...pages.map(({ file, title, about }) => `- [${title}](${file}): ${about}`),
    "- [The org file](org-file.md): its keys, from its JSON Schema",
    "- [The command](command.md): `pulumi-scim` with its subcommands and options",
    "- [Environment and configuration](environment.md): where each option of a connection comes from",
  ];
  return `# Reference\n\nMade from the types, the JSON Schema and the command's help; a test fails when it is out of date.\n\n${list.join("\n")}`;
}

/** @param {Page} page */
function typePage(page) {
  const about = declarations.get(page.title)?.text ?? "";
  return [
    `# ${page.title}`,
    ...(about === "" ? [] : [about]),
    ...page.sections.flatMap((section) => sectionText(page, section)),
  ].join("\n\n");
}

/** @param {Page} page @param {Section} section */
function sectionText(page, { heading, text, code, of = [], first = "Argument", isOutputs = false, valuesAt }) {
  const members = of.flatMap((name) => declarationNamed(declarations, name).members);

  const shown = isOutputs ? members.filter((member) => member.text !== "") : members;
  return [
    ...(heading === undefined ? [] : [`## ${heading}`]),
    ...(text === undefined ? [] : [text]),
    ...(code === undefined ? [] : [`\`\`\`ts not-checked="signatures"\n${code}\n\`\`\``]),
    ...(shown.length === 0
      ? []
      : [memberTable(shown, { first, link: (name) => linkTo(page, name), extra: valuesOf(valuesAt) })]),
  ];
}

/** What the fields are in the dialect that others extend. @param {readonly string[] | undefined} places */
function valuesOf(places) {
  if (places === undefined) return undefined;
  /** @type {(name: string) => string} */
  const of = (name) => {
    const values = places.map((place) => codeOf(place === "" ? base[name] : base[place]?.[name]));
    if (new Set(values).size === 1) return values[0] ?? "";
    return places.map((place, index) => `${place}: ${values[index] ?? ""}`).join("; ");
  };
  return { head: "In `rfc7644`", of };
}

/** A value as code; nothing where it is long, since it has a table of its own then. @param {unknown} value */
function codeOf(value) {
  const text = value === undefined ? "" : `\`${JSON.stringify(value)}\``;
  return text.length > 90 ? "see below" : text;
}

/** Where a type is described, seen from a page. @param {Page} from @param {string} name */
function linkTo(from, name) {
  for (const page of pages) {
    for (const { heading = "", describes = [heading] } of page.sections) {
      if (!describes.includes(name)) continue;
      const anchor = `#${anchorOf(heading)}`;
      return page === from ? anchor : page.file + anchor;
    }
  }
  const page = pages.find(({ title }) => title === name);
  return page === undefined || page === from ? undefined : page.file;
}

/** Everything that a program can import stands on a page. */
function refuseUnlisted() {
  const index = readFileSync(join(root, "sdk/index.ts"), "utf8");
  const exported = [...index.matchAll(/export \{([^}]*)\}/g)].flatMap(([, names = ""]) =>
    names.split(",").flatMap((name) => name.replace(/\btype\b/, "").trim() || []),
  );
  const listed = new Set(pages.flatMap(({ types }) => types));
  const missing = exported.filter((name) => !listed.has(name));
  if (missing.length > 0) {
    throw new UserError(
      `No page of tools/reference/pages.mjs lists ${missing.join(", ")}, which sdk/index.ts exports.`,
    );
  }
}
