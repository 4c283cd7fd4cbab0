import { drawPlan } from "../../../cli/plan/picture.js";
import { type Guarded } from "../../../cli/plan/guards.js";
import { factsFrom, fixture, reportFrom, runFrom } from "./reports.js";

const names = (people: readonly { person: { name: string } }[]) => people.map(({ person }) => person.name).sort();
const drifts = ({ drift }: Guarded) =>
  drift.map(({ who, what, about, up }) => `${who}: ${what} ${about} ${up}`.replace("  ", " ")).sort();

const log = fixture("refreshed.events.jsonl");

describe("what the real engine wrote", () => {
  it("of a first preview: everybody joins, with manager and teams by name, although no id is known", () => {
    const report = reportFrom(fixture("first.jsonl"));
    expect(report.counts).toMatchObject({ joiners: 13, leavers: 0, moves: 0, changed: 0, groups: 3, drift: 0 });
    const ada = report.joiners.find(({ person }) => person.name === "Ada Lovelace");
    expect(ada).toMatchObject({ how: "creates", manager: "Grace Hopper", title: "Engineer", teams: ["Engineering"] });
    expect(report.joiners.find(({ person }) => person.name === "Grace Hopper")?.manager).toBe("boss@acme.example");
    expect(report.groups.map(({ group, members }) => [group, members])).toEqual(
      expect.arrayContaining([
        ["Engineering", 4],
        ["Old team", 3],
        ["Board", 2],
      ]),
    );
  });

  it("of a preview with nothing to do: nothing", () => {
    const report = reportFrom(fixture("unchanged.jsonl"));
    expect(report).toMatchObject({ isEmpty: true, warnings: [] });
    expect(report.stacks).toMatchObject([{ stack: "test", people: 13, isRefreshed: true, isWhole: true, kind: "up" }]);
  });

  it("of a preview without a look at the service: the program's changes only", () => {
    const report = reportFrom(fixture("notRefreshed.jsonl"));
    expect(names(report.joiners)).toEqual(["Nina", "Otto"]);
    expect(names(report.leavers)).toEqual(["Bob Bobson", "Ivan", "Max", "Rita"]);
    expect(report.drift).toEqual([]);
    expect(report.stacks).toMatchObject([{ isRefreshed: false, isWhole: false }]);
    expect(names(report.released)).toEqual(["Kept", "Lisa"]);
    // The group is not in it, and is named as the program names it.
    expect(report.memberships).toContainEqual(expect.objectContaining({ person: "Grace Hopper", lost: ["board"] }));
    expect(JSON.stringify(report)).not.toContain("outside this stack");
  });

  describe.each([
    ["alone", undefined],
    ["with its event log", log],
  ])("of a preview with drift and change at once, %s", (_, eventLog) => {
    const report = reportFrom(fixture("refreshed.jsonl"), eventLog === undefined ? {} : { eventLog });

    it("tells who joins, leaves, moves, and who is only called otherwise in the program", () => {
      expect(names(report.joiners)).toEqual(["Nina", "Otto"]);
      expect(names(report.leavers)).toEqual(["Bob Bobson", "Ivan"]);
      expect(names(report.released)).toEqual(["Kept", "Lisa", "Max"]);
      expect(report.moves.map(({ person, manager, isFollowUp }) => [person.name, manager, isFollowUp])).toEqual(
        expect.arrayContaining([
          ["Ada King", { from: "Grace Hopper", to: "Otto" }, false],
          ["Joan", { from: "Bob Bobson", to: "Grace Hopper" }, true],
          ["Tom", { from: "Bob Bobson", to: "Grace Hopper" }, true],
        ]),
      );
      const people = JSON.stringify([report.joiners, report.leavers, report.moves, report.changed]);
      expect(people).not.toContain("Zoe"); // another logical name, the same account
    });

    it("words the ends by what they do", () => {
      const end = (name: string) => report.leavers.find(({ person }) => person.name === name);
      expect(end("Bob Bobson")).toMatchObject({ end: "delete", isIrreversible: true });
      expect(end("Ivan")).toMatchObject({ end: "deactivate", isIrreversible: false });
      expect(report.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(["irreversible", "guessed"]));
    });

    it("tells what was changed by hand from what the program changes, and whoever was ended by hand is no leaver", () => {
      const found = [
        "Ada King: changed title reverts",
        "Bob Bobson: member removed Platform nothing",
        "Eve: gone reverts",
        "Ivan: member removed Board reverts",
        "Max: inactive active nothing",
        "Yves: changed title reverts",
        "somebody outside this stack (id guest-1): member added Platform reverts",
      ];
      // Who is gone and dropped, and hidden values, only the event log can tell.
      const exact = ["Grace Hopper: changed phoneNumbers reverts", "Rita: gone nothing"];
      expect(drifts(report).map((one) => one.replace("gone  ", "gone "))).toEqual(
        [...found, ...(eventLog === undefined ? [] : exact)].sort(),
      );
      expect(report.warnings.some(({ code }) => code === "gone")).toBe(eventLog === undefined);
      const ada = report.changed.find(({ person }) => person.name === "Ada King");
      expect(ada?.attributes).toMatchObject([{ attribute: "name.familyName", before: "Lovelace", after: "King" }]);
    });

    it("shows groups, memberships, rights, and a team that was rebuilt instead of renamed", () => {
      expect(report.groups.map(({ group, change, from }) => [group, change, from])).toEqual(
        expect.arrayContaining([
          ["Platform", "renamed", "Engineering"],
          ["Old team", "ends", undefined],
          ["Fresh team", "starts", undefined],
        ]),
      );
      expect(report.memberships).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ person: "Grace Hopper", gained: [], lost: ["Board"] }),
          expect.objectContaining({ person: "Tom", gained: ["Fresh team"], lost: ["Old team"] }),
        ]),
      );
      // Ivan was taken out by hand, and is only put back.
      expect(report.memberships.map(({ person }) => person).sort()).toEqual(["Grace Hopper", "Joan", "Tom"]);
      expect(report.joiners.find(({ person }) => person.name === "Nina")).toMatchObject({
        manager: "Otto",
        teams: ["Platform"],
      });
      const warnings = report.warnings.map(({ code, says }) => `${code}: ${says}`).join("\n");
      expect(warnings).toContain("privilege: Rights: Grace Hopper: roles nothing → admin");
      expect(warnings).toMatch(
        /rebuiltTeam: The group Old team is deleted, and Fresh team is created with 2 of its 2 members/,
      );
    });
  });

  it("as a picture: who leaves is struck out, and not who only is managed no longer", async () => {
    const facts = factsFrom(fixture("refreshed.jsonl"), { eventLog: log });
    const drawing = await drawPlan([facts], "people", "text");
    const marked = drawing.split("\n").filter((line) => line.includes("leaves"));
    expect(marked.join("\n")).toMatch(/Bob Bobson/);
    expect(marked.join("\n")).toMatch(/Ivan/);
    expect(marked.join("\n")).not.toMatch(/Kept|Lisa|Max/);
  });

  it("of an event log alone: the same but for names that only the steps know", () => {
    const report = reportFrom(log);
    const whole = reportFrom(fixture("refreshed.jsonl"), { eventLog: log });
    expect(report.counts).toEqual(whole.counts);
    expect(drifts(report)).toEqual(drifts(whole));
    expect(report.joiners.find(({ person }) => person.name === "Nina")?.manager).toBe("somebody who joins");
  });

  it("of a refresh alone: drift only, and what the next up does about it", () => {
    const report = reportFrom(fixture("refreshOnly.jsonl"));
    expect(report.counts).toMatchObject({ joiners: 0, leavers: 0, moves: 0, changed: 0, groups: 0 });
    expect(report.stacks).toMatchObject([{ kind: "refresh", isRefreshed: true }]);
    expect(drifts(report)).toEqual(
      expect.arrayContaining(["Eve: gone reverts", "Grace Hopper: changed phoneNumbers reverts", "Rita: gone reverts"]),
    );
    expect(report.drift.every(({ up }) => up === "reverts")).toBe(true);
  });

  it("of a destroy: everybody leaves, except those whom the service keeps", () => {
    const report = reportFrom(fixture("destroy.jsonl"));
    expect(report.stacks).toMatchObject([{ kind: "destroy" }]);
    expect(report.counts.leavers).toBe(11);
    expect(names(report.released)).toEqual(["Kept", "Lisa"]);
    expect(report.leavers.find(({ person }) => person.name === "Max")).toMatchObject({ end: "deactivate" });
  });

  it("of an up: the preview in it, and what its update's refresh found", () => {
    const report = reportFrom(fixture("up.jsonl"));
    const whole = reportFrom(fixture("refreshed.jsonl"), { eventLog: log });
    expect(report.counts).toEqual(whole.counts);
    expect(report.joiners.map(({ manager }) => manager).sort()).toEqual(["Grace Hopper", "Otto"]);
  });

  it("of a preview that failed: says so, with the message", () => {
    expect(runFrom(fixture("failed.jsonl")).hasFailed).toBe(true);
    const report = reportFrom(fixture("failed.jsonl"));
    expect(report.warnings.some(({ code }) => code === "failed")).toBe(true);
    expect(report.notices.join("\n")).toMatch(/userName: must not be empty/);
  });

  it("takes names and the number of people from the state, where the preview has only changes", () => {
    const report = reportFrom(fixture("notRefreshed.jsonl"), { state: fixture("state.jsonl") });
    expect(report.stacks).toMatchObject([{ isWhole: true, people: 13 }]);
    const { company } = factsFrom(fixture("notRefreshed.jsonl"), { state: fixture("state.jsonl") });
    expect(company.people.map(({ name }) => name)).toContain("Eve");
    expect(names(report.joiners)).toEqual(["Nina", "Otto"]);
  });
});
