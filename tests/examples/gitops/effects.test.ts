import { effectsOf } from "../../../examples/gitops/scripts/lib/effects.mjs";

const empty = {
  version: 1,
  stacks: [{ stack: "production", others: {} }],
  joiners: [],
  leavers: [],
  transfers: [],
  released: [],
  moves: [],
  changed: [],
  groups: [],
  memberships: [],
  drift: [],
};
const ada = { name: "Ada", userName: "ada@acme.example", resource: "acme-ada", stack: "production", service: "Acme" };
const title = { attribute: "title", before: "Engineer", after: "CTO", effect: "set" };

const cases: [what: string, part: object, effects: string[]][] = [
  [
    "a joiner",
    {
      joiners: [
        { person: ada, how: "creates", manager: "Grace", title: "Engineer", teams: ["Research"], privileges: [] },
      ],
    },
    [
      "Ada (ada@acme.example) comes into Research",
      "Ada (ada@acme.example) joins (creates) as Engineer, reporting to Grace",
    ],
  ],
  ["a leaver", { leavers: [{ person: ada, end: "delete" }] }, ["Ada (ada@acme.example) leaves (delete)"]],
  [
    "somebody who goes to another stack",
    { transfers: [{ person: ada, to: { stack: "eu", service: "Acme EU" }, end: "delete" }] },
    ["Ada (ada@acme.example) goes to eu, Acme EU (delete)"],
  ],
  [
    "somebody who is managed no longer",
    { released: [{ person: ada }] },
    ["Ada (ada@acme.example) is managed no longer"],
  ],
  [
    "a move",
    { moves: [{ person: ada, manager: { from: "Grace", to: "Radia" }, teams: { from: ["A", "B"], to: ["B", "C"] } }] },
    [
      "Ada (ada@acme.example) comes into C",
      "Ada (ada@acme.example) goes out of A",
      "Ada (ada@acme.example) reports to Radia, no longer to Grace",
    ],
  ],
  [
    "a changed attribute",
    { changed: [{ person: ada, attributes: [title] }] },
    ['Ada (ada@acme.example): title "Engineer" → "CTO" (set)'],
  ],
  [
    "a renamed group",
    { groups: [{ group: "Lab", stack: "production", change: "renamed", from: "Research", attributes: [] }] },
    ["the group Lab (production) renamed from Research"],
  ],
  [
    "memberships",
    { memberships: [{ person: "Ada", userName: "ada@acme.example", gained: ["Board"], lost: ["Lab"] }] },
    ["Ada (ada@acme.example) comes into Board", "Ada (ada@acme.example) goes out of Lab"],
  ],
  [
    "drift that is brought back",
    {
      drift: [
        {
          what: "changed",
          who: "Ada",
          userName: "ada@acme.example",
          about: "title",
          stated: "A",
          found: "B",
          up: "reverts",
        },
        { what: "inactive", who: "Bob", about: "", stated: "", found: "", up: "keeps" },
      ],
    },
    ['Ada (ada@acme.example), by hand: changed title "B" instead of "A"; reverts'],
  ],
  [
    "resources of other packages",
    { stacks: [{ stack: "production", others: { create: 2 } }] },
    ["2 × create of other packages in production"],
  ],
];

describe("the effects of a plan", () => {
  it.each(cases)("name %s", (_, part, effects) => {
    expect(effectsOf({ ...empty, ...part }, {})).toEqual(effects);
  });

  it("cover the whole record of somebody new, whatever the order of keys and whoever the manager will be", () => {
    const step = (inputs: object) => ({
      steps: [
        { op: "create", urn: "urn:pulumi:s::p::pulumi-nodejs:dynamic/scim:User::acme-ada", newState: { inputs } },
      ],
    });
    const record = (inputs: object) => effectsOf(empty, step(inputs));
    const first = record({ title: "Engineer", department: "Lab", manager: "unknown", __provider: "x" });
    expect(first).toEqual([expect.stringMatching(/^acme-ada is created with the record [0-9a-f]{16}$/)]);
    expect(record({ department: "Lab", title: "Engineer", manager: "id-7", __provider: "y" })).toEqual(first);
    expect(record({ department: "Attic", title: "Engineer" })).not.toEqual(first);
  });

  it("are refused of a plan that speaks another version", () => {
    expect(() => effectsOf({ ...empty, version: 2 }, {})).toThrow(/another version/);
  });
});
