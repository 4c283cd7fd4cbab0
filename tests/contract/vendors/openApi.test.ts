import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "../../../sandbox/index.js";
import { type JsonObject } from "../../../sandbox/json.js";
import { watchOpenApi, type Vendor } from "../../support/openApi.js";
import { DOCUMENTS } from "../../support/openApiDocument.js";
import { idOf, withVendor } from "./vendorSandbox.js";

const root = join(__dirname, "../../..");

it.each(Object.values(DOCUMENTS))("%s is a valid OpenAPI document", async (file) => {
  const validator = join(root, "node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js");
  const document = join(root, "tests/contract/fixtures", file);
  const { stdout } = await promisify(execFile)(process.execPath, [validator, document]);
  expect(JSON.parse(stdout)).toEqual({ valid: true });
});

describe("a watch finds in requests", () => {
  const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  it.each<[string, Vendor, string, JsonObject | undefined, RegExp[]]>([
    ["nothing wrong", "leapsome", "POST /Users", { userName: "a@acme.io" }, []],
    [
      "a custom attribute",
      "leapsome",
      "PATCH /Users/x",
      { userName: "a", [ENT]: { "6140868326541a4da586db0d": "x" } },
      [],
    ],
    ["an unknown endpoint", "leapsome", "DELETE /Users/x", undefined, [/no such operation/]],
    ["an unknown field", "leapsome", "POST /Users", { userName: "a@acme.io", active: true }, [/\/active is not in/]],
    ["a missing field", "leapsome", "PATCH /Users/x", { title: "x" }, [/required property 'userName'/]],
    ["half a name", "leapsome", "PUT /Users/x", { userName: "a", name: { givenName: "x" } }, [/\/name must have/]],
    ["a count beyond the most", "leapsome", "GET /Users?count=5001", undefined, [/parameter count: .*<= 5000/]],
    ["an unknown parameter", "ironclad", "GET /Users?attributes=id", undefined, [/no query parameter attributes/]],
    ["a wrong order", "absorb", "GET /Users?sortOrder=descending", undefined, [/parameter sortOrder/]],
    ["an id that is no guid", "absorb", "GET /Users/x", undefined, [/parameter id: .*guid/]],
    ["too long a title", "absorb", "POST /Users", { userName: "a", name: {}, title: "x".repeat(256) }, [/\/title/]],
    [
      "a boolean for a string",
      "ironclad",
      "PATCH /Users/x",
      { schemas: [], Operations: [{ op: "replace", path: "active", value: false }] },
      [/\/Operations\/0\/value must be string/],
    ],
    ["no body", "ironclad", "POST /Groups", undefined, [/body is missing/]],
    ["a body where none is", "ironclad", "DELETE /Groups/x", {}, [/takes no body/]],
  ])("%s", (_, vendor, request, body, expected) =>
    withVendor(vendor, {}, async (call, __, watch) => {
      const [method = "", path = ""] = request.split(" ");
      await call(method, path, body);
      expect(watch.violations("request")).toEqual(expected.map((each) => expect.stringMatching(each) as string));
      expect(watch.checked()).toBe(1);
    }),
  );
});

describe("a watch finds in answers", () => {
  it("what another dialect says", async () => {
    const sandbox = await startSandbox({ port: 0, basePath: "/scim/v1", seed: { Users: [{ userName: "a" }] } });
    try {
      const watch = watchOpenApi(sandbox, "leapsome");
      const headers = { Authorization: `Bearer ${sandbox.token}` };
      await fetch(`${sandbox.url}/Users`, { headers });
      expect(watch.violations("request")).toEqual([]);
      expect(watch.violations()).toEqual(["GET /Users 200: the answer is of type application/scim+json"]);
      watch.clear();
      expect(watch.violations()).toEqual([]);
      watch.end();
      await fetch(`${sandbox.url}/Users`, { headers });
      expect(watch.checked()).toBe(0);
    } finally {
      await sandbox.close();
    }
  });

  it("a member of the wrong type and one that is not documented, but not what a fault says", async () => {
    const sandbox = await startSandbox({ port: 0, dialect: "leapsome" });
    try {
      const watch = watchOpenApi(sandbox, "leapsome");
      const extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
      const { id } = sandbox.create("Users", { userName: "a@acme.io", [extension]: { level: 3, shoeSize: "44" } });
      const headers = { Authorization: `Bearer ${sandbox.token}` };
      await fetch(`${sandbox.url}/Users/${idOf({ id: id ?? null })}`, { headers });
      sandbox.fault({ action: { status: 500 } });
      await fetch(`${sandbox.url}/Users`, { headers });
      expect(watch.violations("answer")).toEqual([
        expect.stringMatching(/level must be string$/) as string,
        expect.stringMatching(/shoeSize is not in the schema$/) as string,
      ]);
      expect(watch.checked()).toBe(2);
    } finally {
      await sandbox.close();
    }
  });
});
