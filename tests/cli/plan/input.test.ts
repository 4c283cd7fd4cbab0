import { readDocuments, readState } from "../../../cli/plan/input/documents.js";
import { preview, joins } from "./previews.js";
import { fixture, runFrom } from "./reports.js";

const whole = fixture("notRefreshed.jsonl");

describe("the input of a plan", () => {
  it.each<[string, string, RegExp]>([
    ["nothing", "", /preview\.json is empty\. Write it by `pulumi preview --json > preview\.json`/],
    ["blanks", " \n\t\n", /is empty/],
    [
      "a preview that is cut off",
      whole.slice(0, 4000),
      /is cut off: it ends in the middle of a JSON value, after 4000 char/,
    ],
    [
      "what is meant for people",
      "Previewing update (prod):\n + User ada create\n",
      /holds no JSON; it seems to be the output that is meant/,
    ],
    ["another JSON", '{"hello": 1}', /is JSON, but not what `pulumi preview --json` writes/],
    ["a list", "[1, 2]", /is JSON, but not what/],
    ["broken JSON", '{"steps": [}', /is cut off|is not JSON/],
    ["JSON with an error in it", '{"steps": nope}', /is not JSON: /],
    ["steps that are none", '{"steps": [{"op": 1}]}', /is not what Pulumi writes \(steps\.0\.op: /],
    ["an exported state", fixture("state.jsonl"), /is a stack's exported state.*Give that file by --state/],
  ])("refuses %s, and names the way out", (_, text, message) => {
    expect(() => readDocuments(text, "preview.json")).toThrow(message);
  });

  it("refuses a state that is none", () => {
    expect(() => readState(whole, "x.json")).toThrow(/x\.json is not what `pulumi stack export` writes/);
  });

  it("takes a byte order mark, Windows line ends, and lines that a pipe mixed in", () => {
    const text = preview([joins("ada")]);
    for (const given of [
      `\ufeff${text}`,
      `warning: something\r\n${text}\r\n`,
      `${text}\nwarning: {x} more\n`,
      `\n\n${text}`,
    ]) {
      expect(runFrom(given).courses.size).toBe(1);
    }
  });

  it("passes over what it does not know", () => {
    const known: object = JSON.parse(preview([joins("ada")])) as object;
    const text = JSON.stringify({
      ...known,
      maybeNew: { a: 1 },
      diagnostics: [{ severity: "debug", message: "x" }, {}],
    });
    expect(runFrom(text)).toMatchObject({ stack: "prod", project: "acme", diagnostics: [] });
  });

  it("reads names with :: in them, and children of components", () => {
    const text = preview([joins("a::b")]).replaceAll(
      "pulumi-nodejs:dynamic/scim:User::",
      "scim:index:OrgChart$pulumi-nodejs:dynamic/scim:User::",
    );
    const [course] = [...runFrom(text).courses.values()];
    expect(course).toMatchObject({ kind: "User", operation: "create" });
  });

  it("counts other packages' resources apart", () => {
    const text = preview([joins("ada")]).replace(
      '"steps":[',
      '"steps":[{"op":"create","urn":"urn:pulumi:prod::acme::aws:s3/bucket:Bucket::b"},',
    );
    expect(runFrom(text).others).toEqual({ create: 1 });
  });
});
