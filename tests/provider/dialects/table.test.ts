import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dialectNamed, dialectNames } from "../../../provider/dialects/index.js";
import { attributeTable } from "../../../provider/dialects/table.js";

const vendors = dialectNames.flatMap((name) => (name === "rfc7644" ? [] : (dialectNamed(name) ?? [])));

/** The cells of a table's rows, however it is laid out. */
function cells(table: string): string[][] {
  return table
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim().replace(/^-+$/, "---")));
}

test("README's table of attributes is what the dialects say (else run node tools/dialectTable.mjs)", () => {
  const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8");
  const [, part = ""] = readme.split("<!-- dialect table: node tools/dialectTable.mjs -->");
  const [table = ""] = part.split("<!-- end of the dialect table -->");
  expect(cells(table)).toEqual(cells(attributeTable(vendors)));
});

test("the table tells written, read only and absent apart, with limits", () => {
  const rows = new Map(cells(attributeTable(vendors)).map(([, name = "", ...rest]) => [name, rest.slice(0, 3)]));
  expect(rows.get("Argument")).toEqual(["Leapsome", "Absorb", "Ironclad"]);
  expect(rows.get("`emails`")).toEqual(["read only", "written", "read only"]);
  expect(rows.get("`title`")).toEqual(["written", "written; at most 255 characters", "written"]);
  expect(rows.get("`password`")).toEqual(["–", "written; at most 255 characters", "written; at least 16 characters"]);
  expect(rows.get("`ironclad.provider`")).toEqual(["–", "–", "read only"]);
  expect(rows.get("`leapsome.customAttributes`")).toEqual(["written", "–", "–"]);
  expect(rows.get("`ScimGroup.displayName`")).toEqual(["written; at most 128 characters", "–", "written"]);
});
