import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

function loadedBy(entry: string): string[] {
  const program = `require(${JSON.stringify(join(root, "dist", entry))}); console.log(Object.keys(require.cache).join("\\n"));`;
  return execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim().split("\n");
}

it.each([
  [
    "the provider loads neither the HTTP client before a request nor Pulumi",
    "provider",
    /node_modules.(undici|@pulumi)/,
  ],
  ["a program loads nothing of what only the provider needs", "sdk", /node_modules.(undici|zod)/],
])("%s", (_, entry, unwanted) => {
  const files = loadedBy(join(entry, "index.js"));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => unwanted.test(path))).toEqual([]);
});
