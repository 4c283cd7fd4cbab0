import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

const root = join(__dirname, "../..");
const packed = z.tuple([z.looseObject({ files: z.array(z.looseObject({ path: z.string(), mode: z.number() })) })]);

function packedFiles() {
  const output = execFileSync("npm", ["pack", "--ignore-scripts", "--dry-run", "--json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return packed.parse(JSON.parse(output))[0].files;
}

it("packs what users need and nothing else", () => {
  const paths = packedFiles().map(({ path }) => path);
  const expected =
    /^(dist\/(sdk|provider|sandbox|cli)\/.+\.(js|d\.ts)|dist\/(cli\/chart\/page|sandbox\/page\/assets)\/\w+\.(html|css|svg|[cm]?js|d\.cts)|dist\/org\.schema\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
  expect(paths.filter((path) => !expected.test(path))).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining([
      ...["sdk/index", "provider/index", "sandbox/index"].flatMap((entry) => [
        `dist/${entry}.js`,
        `dist/${entry}.d.ts`,
      ]),
      "dist/cli/main.js",
      "dist/org.schema.json",
      ...["page.js", "page.css", "tidy.cjs", "pack.cjs", "arrange.cjs", "people.cjs", "finder.cjs", "pan.cjs"].map(
        (name) => `dist/cli/chart/page/${name}`,
      ),
      "dist/sandbox/page/assets/index.html",
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
    ]),
  );
});

it("packs the command as an executable file", () => {
  const main = packedFiles().find(({ path }) => path === "dist/cli/main.js");
  expect((main?.mode ?? 0) & 0o111).toBe(0o111);
});
