import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type SandboxOptions } from "../../../sandbox/index.js";
import { isObject, type JsonObject } from "../../../sandbox/json.js";
import { DOCUMENTS, type Vendor } from "../../support/openApiDocument.js";
import { withVendor } from "./vendorSandbox.js";

const fixtures = join(__dirname, "../fixtures");
const json = z.custom<JsonObject>(isObject);

/** `exact` = values count; `absent` = what the answer may lack; `open` = the answer need only have the kinds of values of the sample. */
const fixtureSchema = z.strictObject({
  source: z.string(),
  note: z.string().optional(),
  options: z.custom<SandboxOptions>(isObject),
  method: z.string(),
  path: z.string(),
  request: json.optional(),
  status: z.number(),
  response: json,
  exact: z.literal(true).optional(),
  open: z.literal(true).optional(),
  absent: z.array(z.string()).default([]),
});

const vendors: Vendor[] = ["leapsome", "absorb", "ironclad"];
const samples = vendors.flatMap((vendor) =>
  readdirSync(join(fixtures, vendor))
    .filter((file) => file.endsWith(".json") && `${vendor}/${file}` !== DOCUMENTS[vendor])
    .map((file) => [vendor, file] as const),
);

it.each(samples)("%s: the sandbox answers as the sample %s", (vendor, file) => {
  const fixture = fixtureSchema.parse(JSON.parse(readFileSync(join(fixtures, vendor, file), "utf8")));
  return withVendor(vendor, fixture.options, async (call) => {
    const { status, body } = await call(fixture.method, fixture.path, fixture.request);
    expect(status).toBe(fixture.status);
    if (fixture.exact) expect(body).toEqual(fixture.response);
    else if (fixture.open) expect(shapeOf(body)).toEqual(expect.arrayContaining(shapeOf(fixture.response)));
    else {
      const wanted = shapeOf(fixture.response).filter((line) => !isAbsent(line, fixture.absent));
      const got = shapeOf(body).filter((line) => !isAbsent(line, fixture.absent));
      expect(got).toEqual(wanted);
    }
  });
});

/** The path of each value with its kind, sorted; of a list's items, the first one's only. */
function shapeOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${path} list`] : shapeOf(value[0], `${path}.0`);
  if (!isObject(value)) return [`${path} ${value === null ? "null" : typeof value}`];
  const members = Object.entries(value);
  if (members.length === 0) return [`${path} object`];
  return members.flatMap(([key, member]) => shapeOf(member, path === "" ? key : `${path}.${key}`)).sort();
}

function isAbsent(line: string, absent: readonly string[]): boolean {
  return absent.some((path) => line.startsWith(`${path} `) || line.startsWith(`${path}.`));
}
