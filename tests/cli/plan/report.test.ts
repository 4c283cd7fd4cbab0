import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Connections } from "../../../cli/plan/facts/connections.js";
import { isPowerfulGroup, isPrivilege } from "../../../cli/plan/facts/privilege.js";
import { type Guarded } from "../../../cli/plan/guards.js";
import { reportOf, stackFacts } from "../../../cli/plan/report/report.js";
import { by, changes, type Given, joins, leaves, person, preview } from "./previews.js";
import { reportFrom, runFrom } from "./reports.js";

const says = ({ warnings }: Guarded, code: string) =>
  warnings.filter((one) => one.code === code).map((one) => one.says);
const moved = (name: string, from: string, to: string): Given =>
  changes(name, { manager: `id-${from}` }, { manager: `id-${to}` });
const stays = (name: string, more = {}): Given => changes(name, more, more);
const group = (name: string, op: string, more: Partial<Given> = {}): Given => ({ kind: "Group", name, op, ...more });
const members = (name: string, op: string, before?: string[], after?: string[]): Given => {
  const set = (users: string[]) => ({ group: `id-${name}`, users: users.map((user) => `id-${user}`) });
  return { kind: "Membership", name, op, ...(before && { before: set(before) }), ...(after && { after: set(after) }) };
};

describe("a report", () => {
  it("tells in one line that a manager's reports get another one since the manager leaves", () => {
    const reports = Array.from({ length: 40 }, (_, index) => moved(`r${index}`, "bob", index < 30 ? "ada" : "cy"));
    const report = reportFrom(
      preview([leaves("bob"), stays("ada"), stays("cy"), ...reports, moved("other", "ada", "cy")]),
    );
    expect(report.counts.moves).toBe(41);
    expect(report.moves.map(({ person: { name } }) => name)).toEqual(["other"]);
    expect(report.followUps).toMatchObject([
      { cause: "bob leaves", says: "40 people who reported to bob report to ada (30), cy (10)" },
    ]);
    expect(report.followUps[0]?.people).toHaveLength(40);
  });

  it("tells in one line what changes for many people in the same way, but rights one by one", () => {
    const people = ["a", "b", "c"].map((name) =>
      changes(name, { department: "Sales", roles: [] }, { department: "Revenue", roles: [{ value: "admin" }] }),
    );
    const report = reportFrom(preview([...people, changes("d", { department: "Sales" }, { department: "HR" })]));
    expect(report.followUps).toMatchObject([
      { says: "department of 3 people: Sales → Revenue", people: ["a", "b", "c"] },
    ]);
    expect(report.changed.map((one) => [one.person.name, one.attributes.map(({ attribute }) => attribute)])).toEqual(
      expect.arrayContaining([
        ["a", ["roles"]],
        ["d", ["department"]],
      ]),
    );
    expect(says(report, "privilege")).toHaveLength(3);
  });

  it("warns of a leaver to whom somebody still reports", () => {
    const report = reportFrom(preview([leaves("bob"), stays("ada", { manager: "id-bob" }), moved("cy", "bob", "ada")]));
    expect(says(report, "reports")).toEqual(["bob leaves, and 1 person would still report to them: ada."]);
    expect(report.leavers).toMatchObject([{ reports: ["ada"] }]);
  });

  it.each<[string, object, string, RegExp, boolean]>([
    ["a vendor that cannot delete", {}, "leapsome", /^deactivated in Leapsome/, false],
    ["a vendor whose deletions are final", {}, "ironclad", /^Ironclad removes people from the company for good/, true],
    [
      "a policy of the person",
      { onDelete: "deactivate" },
      "rfc7644",
      /^deactivated in scim\.acme\.example; can be reactivated/,
      false,
    ],
    ["an RFC service", {}, "rfc7644", /^deleted from scim\.acme\.example for good/, true],
    ["a dialect object", {}, '{"extends":"absorb"}', /^deactivated in Absorb/, false],
  ])("words the end at %s", (_, more, dialect, words, isIrreversible) => {
    const report = reportFrom(preview([leaves("bob", { ...more })]), { hints: { dialect } });
    expect(report.leavers).toMatchObject([{ isIrreversible, says: expect.stringMatching(words) as string }]);
    expect(says(report, "guessed")).toEqual([]);
  });

  it("reads a dialect file", () => {
    const file = join(mkdtempSync(join(tmpdir(), "pulumi-scim-plan-")), "dialect.json");
    writeFileSync(file, '{"extends":"absorb"}');
    const report = reportFrom(preview([leaves("bob")]), { hints: { dialect: file } });
    rmSync(dirname(file), { recursive: true });
    expect(report.leavers).toMatchObject([{ end: "deactivate" }]);
  });

  it.each<[string, Given[], RegExp]>([
    ["somebody ends", [leaves("bob")], /^What an end does there .* the worst that they can be\. Give --dialect/],
    [
      "somebody is made inactive",
      [changes("bob", { active: true }, { active: false })],
      /^What making somebody inactive does there .* where inactive people are gone for good, they are not shown so\./,
    ],
    ["somebody is ended by onDelete: deactivate", [leaves("bob", { onDelete: "deactivate" })], /not shown so/],
    [
      "a group ends",
      [{ kind: "Group", name: "old", op: "delete", before: { displayName: "Old" } }],
      /^What an end does there/,
    ],
  ])("says that the dialect would tell more where %s", (_, given, words) => {
    expect(says(reportFrom(preview(given)), "guessed")).toMatchObject([expect.stringMatching(words)]);
    const known = reportFrom(preview(given), { hints: { dialect: "rfc7644" } });
    expect(says(known, "guessed")).toEqual([]);
    expect(says(reportFrom(preview([joins("x"), changes("y", {}, { title: "a" })])), "guessed")).toEqual([]);
  });

  it("knows the dialect of a ScimService whose arguments the preview shows", () => {
    const providers = { acme: { "scim:endpoint": "https://scim.acme.example/v2" } };
    const report = reportFrom(preview([by("acme", leaves("bob"))], { providers }));
    expect(says(report, "guessed")).toEqual([]);
  });

  it("names the service of a first preview by its host alone, whatever its address holds", () => {
    for (const endpoint of ["https://me:hunter2@scim.acme.example/v2?key=hunter3", "https://SCIM.acme.example/v2/"]) {
      const text = preview([joins("ada")], { config: { "scim:endpoint": endpoint } });
      for (const report of [reportFrom(text), reportFrom(preview([joins("ada")]), { hints: { endpoint } })]) {
        expect(report.stacks).toMatchObject([{ services: ["scim.acme.example"] }]);
        expect(JSON.stringify(report)).not.toMatch(/hunter|me:/);
      }
    }
  });

  it("takes active: false at a service that forgets inactive people for what it is", () => {
    const report = reportFrom(preview([changes("bob", { active: true }, { active: false, title: "x" })]), {
      hints: { dialect: "ironclad" },
    });
    expect(report.leavers).toMatchObject([{ end: "deactivate", isIrreversible: true }]);
    expect(report.changed.map(({ attributes }) => attributes.map(({ attribute }) => attribute))).toEqual([["title"]]);
  });

  it("tells reactivation from an account that is new", () => {
    const back: Given = { ...changes("ada", { active: false }, { active: true }) };
    expect(reportFrom(preview([back])).joiners).toMatchObject([{ how: "reactivates" }]);
  });

  it("shows an attribute that the program drops as cleared or let go, and a policy as one that sends nothing", () => {
    const before = { title: "CTO", externalId: "7", onDelete: "delete" };
    const [changed] = reportFrom(preview([changes("ada", before, { onDelete: "retain" })])).changed;
    expect(changed?.attributes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ attribute: "title", before: "CTO", after: "", effect: "cleared" }),
        expect.objectContaining({ attribute: "externalId", effect: "letGo" }),
        expect.objectContaining({ attribute: "onDelete", before: "delete", after: "retain", effect: "policy" }),
      ]),
    );
  });

  it("shows what the service has where the program begins to manage it", () => {
    const given: Given = { ...changes("ada", {}, { title: null }), outputs: { title: "by hand" } };
    expect(reportFrom(preview([given])).changed).toMatchObject([
      { attributes: [{ attribute: "title", before: "by hand", after: "", effect: "cleared" }] },
    ]);
  });

  it("shows steps that a failure left, and attributes that the service does not keep", () => {
    const given: Given = {
      ...stays("ada", { title: "x" }),
      outputs: { __pending: ["manager"], __notStored: { title: "abc" } },
    };
    const report = reportFrom(preview([given]));
    expect(report.changed).toMatchObject([{ attributes: [{ attribute: "manager", effect: "unfinished" }] }]);
    expect(says(report, "notKept")).toEqual(["The service does not keep title as the program gives it (1 person)."]);
  });

  it("hides secret values, also where the preview was made with --show-secrets", () => {
    const clear = (phone: string) => ({
      phoneNumbers: [{ value: phone }],
      leapsome: { birthday: `1990-${phone}` },
      password: `pw${phone}`,
      secretAttributes: ["phoneNumbers", "birthday", "badge"],
      extensions: { "urn:x": { badge: phone } },
    });
    const given: Given = {
      ...changes("ada", clear("01-01"), clear("02-02")),
      changed: ["phoneNumbers", "leapsome.birthday", "password", 'extensions["urn:x"].badge'],
    };
    const text = JSON.stringify(reportFrom(preview([given, joins("bob", clear("03-03"))])));
    expect(text).not.toMatch(/0[123]-0[123]/);
    expect(text).toContain("[secret]");
    const [changed] = reportFrom(preview([given])).changed;
    expect(changed?.attributes.map(({ attribute }) => attribute).sort()).toEqual([
      "leapsome.birthday",
      "password",
      "phoneNumbers",
      "urn:x.badge",
    ]);
  });

  it("hides names, titles and managers that are secret, too", () => {
    const secretAttributes = ["title", "manager", "displayName", "name.familyName"];
    const clear = {
      displayName: "HID-1",
      title: "HID-2",
      manager: "id-HID-3",
      name: { givenName: "Ada", familyName: "HID-4" },
    };
    const given: Given = {
      ...changes("ada", { ...clear, secretAttributes }, { ...clear, department: "x", secretAttributes }),
      outputs: clear,
    };
    const report = reportFrom(preview([given, joins("bob", { ...clear, secretAttributes })]));
    expect(JSON.stringify(report)).not.toContain("HID-");
    expect(report.joiners).toMatchObject([{ person: { name: "Ada" }, manager: "[secret]" }]);
  });

  it("lets a drop and a create of one account be what they are: another name in the program", () => {
    const report = reportFrom(
      preview([
        leaves("bob", { externalId: "3" }),
        { ...joins("b2", { externalId: "3", displayName: "Robert" }), name: "robert" },
      ]),
    );
    expect(report.counts).toMatchObject({ joiners: 0, leavers: 0, changed: 1 });
    const attributes = report.changed[0]?.attributes.map(({ attribute }) => attribute);
    expect(attributes).toEqual(expect.arrayContaining(["displayName", "userName"]));
  });

  it("warns of a step that ends an account and makes it anew", () => {
    const given: Given = { name: "ada", op: "replace", before: person("ada"), after: person("ada", { title: "x" }) };
    expect(says(reportFrom(preview([given])), "replaced")[0]).toMatch(/^1 person is ended and made anew/);
  });

  it.each([
    [["a", "b", "c", "d"], ["a", "b", "c"], true],
    [["a", "b", "c", "d"], ["a", "b"], false],
    [["a", "b"], ["x", "y"], false],
  ])("tells a team that ends with %j and one that starts with %j: flagged is %s", (old, fresh, isFlagged) => {
    const people = ["a", "b", "c", "d", "x", "y"].map((name) => stays(name));
    const report = reportFrom(
      preview([
        ...people,
        group("old", "delete", { before: { displayName: "Old" } }),
        members("old", "delete", old),
        { ...group("fresh", "create", { after: { displayName: "Fresh" } }), id: "" },
        {
          ...members("fresh", "create", undefined, fresh),
          after: { group: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", users: fresh.map((one) => `id-${one}`) },
          dependencies: { group: ["fresh"], users: fresh },
        },
      ]),
    );
    expect(says(report, "rebuiltTeam")).toHaveLength(isFlagged ? 1 : 0);
  });

  it("takes nobody out of a group by a membership that Pulumi only forgets", () => {
    const dropped = members("team", "delete", ["ada"]);
    const lost = (given: Given) => reportFrom(preview([stays("ada"), given])).counts.membershipsLost;
    expect([lost(dropped), lost({ ...dropped, options: { retainOnDelete: true } })]).toEqual([1, 0]);
  });

  it("tells of a destroy after a refresh who was ended by hand before", () => {
    const { steps } = JSON.parse(
      preview([
        { name: "ada", op: "refresh", before: person("ada"), after: person("ada") },
        { name: "bob", op: "refresh", before: person("bob"), after: person("bob") },
        leaves("ada"),
      ]),
    ) as { steps: { op: string; urn: string }[] };
    const [root, ...rest] = steps;
    const text = JSON.stringify({ steps: [{ ...root, op: "refresh" }, ...rest, { ...root, op: "delete" }] });
    const report = reportFrom(text);
    expect(report.stacks).toMatchObject([{ kind: "destroy", isRefreshed: true }]);
    expect(report.leavers.map(({ person: { name } }) => name)).toEqual(["ada"]);
    expect(report.drift).toMatchObject([{ who: "bob", what: "gone", up: "nothing" }]);
  });

  it("counts people who leave as lost to no team", () => {
    const report = reportFrom(
      preview([
        leaves("bob"),
        stays("ada"),
        group("team", "update", { before: { displayName: "T" }, after: { displayName: "T" } }),
        members("team", "update", ["ada", "bob"], ["ada"]),
      ]),
    );
    expect(report.counts.membershipsLost).toBe(0);
    expect(report.leavers).toMatchObject([{ teams: ["T"] }]);
  });

  it("never shows a bare id as a name, and says how to get the name", () => {
    const report = reportFrom(preview([moved("ada", "x", "y")], { same: 9 }));
    expect(report.moves).toMatchObject([{ manager: { from: "somebody outside this stack (id id-x)" } }]);
    expect(says(report, "unnamed")[0]).toMatch(/Give --state/);
  });

  it("flags rights that vendors name in their own way, and groups whose names say it", () => {
    for (const path of [
      "roles",
      "entitlements",
      "absorb.userManagementSettings.isManager",
      "absorb.userManagementSettings.adminRoles",
      "urn:x.isAdmin",
      "urn:x.user_permissions",
    ])
      expect([path, isPrivilege(path)]).toEqual([path, true]);
    for (const path of ["title", "department", "name.familyName", "manager", "administration", "leapsome.level"])
      expect([path, isPrivilege(path) && path !== "administration"]).toEqual([path, false]);
    for (const name of ["Admins", "Global Administrators", "db-owners", "Root"])
      expect([name, isPowerfulGroup(name)]).toEqual([name, true]);
    for (const name of ["Administration staff", "Engineering", "Grassroots"])
      expect([name, isPowerfulGroup(name)]).toEqual([name, false]);
  });
});

describe("several previews at once", () => {
  const both = (a: readonly Given[], b: readonly Given[], service?: string) => {
    const connections = new Connections({});
    const stack = (given: readonly Given[], name: string, at?: string) =>
      stackFacts(
        runFrom(preview([...given, stays(`x-${name}`)], { stack: name, ...(at !== undefined && { service: at }) })),
        connections,
      );
    return reportOf([stack(a, "eu"), stack(b, "us", service)]);
  };

  it("a leaver here who joins there is a move, and refused where one stack would end whom the other takes over", () => {
    const report = both([leaves("bob", { externalId: "3" }), leaves("ada")], [joins("bobby", { externalId: "3" })]);
    expect(report.leavers.map(({ person: { name } }) => name)).toEqual(["ada"]);
    expect(report.transfers).toMatchObject([
      { person: { name: "bob", stack: "eu" }, to: { stack: "us" }, isRefused: true },
    ]);
    expect(says(report, "transfer")[0]).toMatch(
      /both in scim\.acme\.example: eu would end the account \(delete\) that us takes over/,
    );
  });

  it("between services it is a move that may be made", () => {
    const report = both([leaves("bob")], [joins("bob")], "https://other.example/scim");
    expect(report.transfers).toMatchObject([{ to: { service: "other.example" }, isRefused: false }]);
    expect(report.leavers).toEqual([]);
  });

  it("keeps equal ids of two services in one stack apart", () => {
    const at = (provider: string, given: Given): Given => ({ ...given, id: "1", options: { provider } });
    const people = [at("urn:a::1", stays("bob")), at("urn:b::1", stays("cy"))];
    const given = {
      ...moved("ada", "none", "none"),
      before: person("ada", { manager: "2" }),
      after: person("ada", { manager: "1" }),
      options: { provider: "urn:b::1" },
    };
    expect(reportFrom(preview([...people, given])).moves).toMatchObject([{ manager: { to: "cy" } }]);
  });
});
