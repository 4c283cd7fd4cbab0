#!/usr/bin/env node
// node tools/dialectTable.mjs: writes what each service does with each attribute into README.md, from the dialects' data.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { ensureBuild, root } from "./lib/checkout.mjs";
import { main, UserError } from "./lib/main.mjs";

const begin = "<!-- dialect table: node tools/dialectTable.mjs -->";
const end = "<!-- end of the dialect table -->";

main(async () => {
  await ensureBuild();
  const [{ attributeTable }, { dialectNamed, dialectNames }] = await Promise.all([
    import("../dist/provider/dialects/table.js"),
    import("../dist/provider/dialects/index.js"),
  ]);
  const vendors = dialectNames.flatMap((name) => (name === "rfc7644" ? [] : (dialectNamed(name) ?? [])));
  const path = join(root, "README.md");
  const readme = readFileSync(path, "utf8");
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new UserError(`Could not write the table: README.md lacks the lines ${begin} and ${end}.`);
  const options = { parser: "markdown", printWidth: 120 };
  writeFileSync(
    path,
    await format([before, begin, "\n\n", attributeTable(vendors), "\n\n", end, after].join(""), options),
  );
  return 0;
});
