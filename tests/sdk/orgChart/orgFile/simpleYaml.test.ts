import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { Problems } from "../../../../sdk/orgChart/orgFile/problems.js";
import { simpleYaml } from "../../../../sdk/orgChart/orgFile/simpleYaml.js";
import { Source } from "../../../../sdk/orgChart/orgFile/source.js";
import { fieldsOf, type Value } from "../../../../sdk/orgChart/orgFile/values.js";
import { valueOfAnyText } from "../../../../sdk/orgChart/orgFile/yaml.js";

/** All that a value holds, with the place of each part, as plain data. */
function unfolded(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  const place = value.origin.place();
  if (value.kind === "list") return { place, items: value.items.map(unfolded) };
  if (value.kind !== "fields") return { ...value, origin: place };
  return {
    place,
    fields: [...fieldsOf(value)].map((field) => [field.key, field.origin.place(), unfolded(field.value)]),
  };
}

/** What the short way reads, and what the full reader says to it. */
function both(text: string): { simple: unknown; full: unknown } {
  const source = new Source("org.yaml", text);
  const problems = new Problems();
  const full = unfolded(valueOfAnyText(source, problems));
  try {
    problems.throwIfAny("org.yaml");
  } catch {
    return { simple: unfolded(simpleYaml(source)), full: "wrong" };
  }
  return { simple: unfolded(simpleYaml(source)), full };
}

describe("the short way through simple YAML", () => {
  it.each([
    [
      "a block",
      "people:\n  ada:\n    userName: a\n    teams:\n    - x\n    - y\n  # who left\n  bob: # nobody\n\nteams: {}\n",
    ],
    [
      "one line each",
      "people:\n  a: { userName: a@b.c, name: { givenName: \"A\" }, teams: [x, 'y''z'], manager: ~ }\n",
    ],
    [
      "JSON",
      JSON.stringify({ people: { 17: { userName: 'a"\u00e4', teams: ["x"], active: true, n: [] } } }, undefined, 2),
    ],
    [
      "lists of maps",
      "people:\n  a:\n    emails:\n      - value: a@b.c\n        type: work\n      - { value: d }\n      -\n      - - 1\n        - 2\n",
    ],
    [
      "values of the core schema",
      'a: 007\nb: 0x1F\nc: 1e3\nd: .5\ne: true\nf: False\ng: null\nh: Nancy\ni: "-"\n007: +1\nj: 2026-01-02\nk: .inf\nl: no\nm: 0o17\n',
    ],
    ["lines that end as in DOS", "people:\r\n  a: { userName: a }\r\n  b:\r\n    userName: b\r\n"],
    ["a mark of the start", "# people\n---\npeople: { a: { userName: a } }\n"],
    ["an end without a line end", "people: { a: { userName: a } }"],
    ["nothing behind keys", "people:\n  a:   # c\n  b: { c: , d, e: }\n"],
  ])("reads %s as the full reader does", (_, text) => {
    const { simple, full } = both(text);
    expect(simple).toBeDefined();
    expect(simple).toEqual(full);
  });
  it("reads the example as the full reader does", () => {
    const { simple, full } = both(readFileSync(join(__dirname, "../../../../examples/orgChart/org.yaml"), "utf8"));
    expect(simple).toBeDefined();
    expect(simple).toEqual(full);
  });

  const parts = fc.constantFrom(
    "a",
    "b",
    "key",
    "17",
    "007",
    "1.0",
    "true",
    "null",
    "~",
    "x y",
    "-",
    "- ",
    ": ",
    ":",
    ", ",
    ",",
    "{",
    "}",
    "[",
    "]",
    "{ ",
    " }",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n ",
    " ",
    "  ",
    "# c",
    " # c",
    "#",
    "\t",
    "\r\n",
    "\r",
    "'",
    "'it''s'",
    '"',
    '"q"',
    '"\\u0041\\n"',
    "a: ",
    "b: ",
    "a: b",
    "- a",
    "\n- ",
    "\n  - ",
    "\na: ",
    "\n  b: ",
    "\n    c: ",
    "&x ",
    "*x",
    "!t ",
    "|",
    ">",
    "? ",
    "%",
    "@",
    "`",
    "---\n",
    "...",
    "<<",
    "ä",
  );
  it("never differs from the full reader on whatever it reads", () => {
    let read = 0;
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 14 }), (pieces) => {
        const { simple, full } = both(pieces.join(""));
        if (simple === undefined) return;
        read += 1;
        expect(simple).toEqual(full);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});
