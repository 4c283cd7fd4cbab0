import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { resolveConnection, type Connection } from "../../../provider/directory/connection.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-dialect-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function connect(dialect: string): Connection {
  const given: Record<string, string> = { SCIM_ENDPOINT: "https://acme.example/v2", SCIM_TOKEN: "secret-token-1" };
  return resolveConnection(
    () => undefined,
    (name) => (name === "SCIM_DIALECT" ? dialect : given[name]),
  );
}

describe("a dialect may be the path of a file", () => {
  const path = file("own.json", '\uFEFF{"extends":"absorb","title":"Acme","user":{"put":false}}');

  test.each<[string, string]>([
    ["from the root", path],
    ["from the folder of the program", relative(process.cwd(), path)],
    ["with spaces around it", ` ${path}\n`],
  ])("%s", (_, given) => {
    expect(connect(given).dialect).toMatchObject({
      title: "Acme",
      mediaType: "application/json",
      user: { put: false },
    });
  });

  test.each<[string, string, RegExp]>([
    [
      "that is not there",
      join(folder, "none.json"),
      /SCIM_DIALECT names the file .*none\.json, which cannot be read \(ENOENT\)/,
    ],
    ["that is a folder", `${folder}/`, /names the file .*, which cannot be read \(EISDIR\)/],
    ["that is no JSON", file("half.json", "{"), /half\.json, which is not JSON/],
    ["that holds no object", file("list.json", "[]"), /list\.json, which is not JSON, or no object/],
    [
      "whose dialect does not fit",
      file("bad.json", '{"user":{"putt":1}}'),
      /bad\.json, which is not usable\. .*"putt"/,
    ],
    ["is told from a name that is none", "acme", /names no known dialect; known are .*or the path of a file/],
  ])("%s is refused", (_, given, message) => {
    expect(() => connect(given)).toThrow(message);
  });
});
