import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chart } from "../../../cli/chart/chart.js";
import { differenceOf } from "../../../cli/chart/difference.js";
import { readChart } from "../../../cli/chart/sources.js";
import { fromService } from "../../../cli/chart/sources/fromService.js";
import { fromState } from "../../../cli/chart/sources/fromState.js";
import { connectionTo, withSandbox } from "../../support/withSandbox.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-org-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const org = (name: string, people: object, more: object = {}) => file(name, JSON.stringify({ people, ...more }));

const grace = { userName: "grace@acme.io", name: { givenName: "Grace", familyName: "Hopper" }, title: "CTO" };
const ada = { userName: "ada@acme.io", displayName: "Ada", title: "Engineer", manager: "grace" };

/** What happens, as text: who, what and the attributes. */
function changes(before: Chart, after: Chart): string[] {
  return [...differenceOf(before, after).changes.values()].map(({ person, kind, attributes }) =>
    [person.name, kind, ...attributes.map(({ attribute }) => attribute)].join(" "),
  );
}

describe("a chart from an org file", () => {
  it("has the people with their managers and teams, whatever the file's form is", async () => {
    const yaml = file(
      "org.yaml",
      `people:
  from: people.csv
  columns: { key: id, userName: mail, name.givenName: first, name.familyName: last, title: title, department: unit, manager: boss }
teams: { by: department }
`,
    );
    file(
      "people.csv",
      "id,mail,first,last,title,unit,boss\n1,grace@acme.io,Grace,Hopper,CTO,Board,\n2,ada@acme.io,Ada,,Engineer,Research,1\n",
    );
    const read = await readChart(yaml);
    expect(read).toMatchObject({
      title: "org.yaml",
      people: [
        { key: "1", userName: "grace@acme.io", name: "Grace Hopper", title: "CTO", teams: ["Board"], isActive: true },
        { key: "2", name: "Ada", detail: "Research", manager: "1", teams: ["Research"] },
      ],
    });
    const json = org(
      "org.json",
      { 1: { ...grace, department: "Board" }, 2: { ...ada, manager: 1, department: "Research" } },
      { teams: { by: "department" } },
    );
    expect(changes(read, await readChart(json))).toEqual([]);
    expect((await readChart(file("org.txt", "people: { grace: { userName: grace@acme.io } }"))).people).toHaveLength(1);
  });

  it("keys people by the externalId that they get, and finds the manager by the key of the file", async () => {
    const path = org("keys.json", { grace: { ...grace, externalId: "7" }, ada: { ...ada, externalId: null } });
    expect((await readChart(path)).people).toMatchObject([{ key: "7" }, { key: "ada", manager: "7" }]);
  });

  it("has managers of another system, who never join or leave", async () => {
    const with_ = await readChart(
      org("l.json", { ada: { ...ada, manager: "boss" } }, { lookup: { boss: { userName: "boss@acme.io" } } }),
    );
    expect(with_.people).toMatchObject([{ key: "ada", manager: "boss@acme.io" }, { name: "boss@acme.io" }]);
    const without = await readChart(org("m.json", { ada: { ...ada, manager: undefined } }));
    expect(changes(without, with_)).toEqual(["Ada move"]);
    expect(changes(with_, without)).toEqual(["Ada move"]);
  });

  it("draws people who are inside of nested teams in the teams around them", async () => {
    const teams = { all: { displayName: "All" }, eng: { displayName: "Eng", parent: "all" } };
    const people = { ada: { ...ada, manager: undefined, teams: ["eng"] } };
    for (const nestedTeams of [true, false]) {
      const read = await readChart(org("n.json", people, { teams, nestedTeams }));
      expect(read.people[0]?.teams).toEqual(["All", "Eng"]);
    }
  });

  it("reads those of one service and as of one day, and says which day that was", async () => {
    const said: string[] = [];
    const people = {
      grace: { ...grace, services: ["one"] },
      ada: { ...ada, manager: undefined, startDate: "2030-01-02" },
    };
    const path = org("s.json", people, { services: { one: {}, two: {} } });
    const namesOf = async (today: string, service: string) =>
      (await readChart(path, { today, service, say: (line) => said.push(line) })).people.map(({ name }) => name);
    expect(await namesOf("2030-01-01", "one")).toEqual(["Grace Hopper"]);
    expect(await namesOf("2030-01-02", "two")).toEqual(["Ada"]);
    expect(said.join("\n")).toMatch(/2030-01-01/);
  });

  it.each([
    [
      "all that is wrong with it",
      () => org("bad.json", { ada: { ...ada, manager: "grece" }, bob: {} }),
      /2 problems\.\n.*bad\.json:.*grece.*\n.*bad\.json:.*"bob" has no userName/,
    ],
    ["a table alone", () => file("alone.csv", "id\n1\n"), /a table alone .* Name it in an org file/],
    ["a preview", () => file("p.json", `{"steps":[]}`), /it is a preview, not a state\. Give an org file/],
    ["other JSON", () => file("o.json", `{"Users":[]}`), /neither an org file nor/],
    ["a missing file", () => join(folder, "none.yaml"), /none\.yaml/],
  ])("refuses %s", async (_, make, message) => {
    await expect(readChart(make())).rejects.toMatchObject({ name: "CommandError", exitCode: 2 });
    await expect(readChart(make())).rejects.toThrow(message);
  });
});

describe("the difference of an org file and another source", () => {
  const user = (id: string, outputs: object) => ({
    urn: `urn:pulumi:prod::acme::pulumi-nodejs:dynamic/scim:User::${id}`,
    type: "pulumi-nodejs:dynamic/scim:User",
    id,
    outputs,
  });
  const state = (...resources: object[]) => fromState({ deployment: { resources } });

  it.each([
    ["externalId", { externalId: "grace" }, { externalId: "ada" }],
    ["userName in any case where the service has no externalId", { userName: "GRACE@acme.io" }, {}],
  ])("finds people in a state by %s", async (_, graceIs, adaIs) => {
    const file_ = await readChart(org("f.json", { grace, ada }));
    const held = state(user("u1", { ...grace, ...graceIs }), user("u2", { ...ada, manager: "u1", ...adaIs }));
    expect(changes(held, file_)).toEqual([]);
    const moved = state(
      user("u1", { ...grace, ...graceIs, title: "CEO" }),
      user("u2", { ...ada, manager: null, ...adaIs }),
    );
    expect(changes(moved, file_)).toEqual(["Grace Hopper changed title", "Ada move"]);
  });

  it("finds people whose key and userName changed by the key of old", async () => {
    const old = await readChart(
      org("old.json", { augusta: { ...ada, manager: undefined, userName: "augusta@acme.io" } }),
    );
    const now = await readChart(org("now.json", { ada: { ...ada, manager: undefined, was: "augusta" } }));
    expect(changes(old, now)).toEqual([]);
  });

  it("clears what an older file had, but leaves alone what only the service has", async () => {
    const older = await readChart(org("a.json", { grace: { ...grace, department: "Board" } }));
    const file_ = await readChart(org("b.json", { grace }));
    expect(changes(older, file_)).toEqual(["Grace Hopper changed detail"]);
    const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise];
    const Users = [
      {
        id: "u1",
        schemas,
        ...grace,
        displayName: "G. Hopper",
        name: { formatted: "Grace Hopper" },
        [enterprise]: { department: "Board" },
      },
    ];
    const Groups = [{ id: "g1", displayName: "Somebody else's", members: [{ value: "u1" }] }];
    await withSandbox({ seed: { Users, Groups } }, async (sandbox) => {
      const { SCIM_ENDPOINT: endpoint, SCIM_TOKEN } = connectionTo(sandbox);
      const live = await fromService({ endpoint }, { SCIM_TOKEN });
      expect(changes(live, file_)).toEqual([]);
      expect(changes(file_, live)).toEqual([]);
      expect(
        changes(live, await readChart(org("c.json", { grace: { ...grace, department: null, title: "CEO" } }))),
      ).toEqual(["Grace Hopper changed title detail"]);
    });
  });
});
