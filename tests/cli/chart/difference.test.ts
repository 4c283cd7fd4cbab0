import { type ChartPerson } from "../../../cli/chart/chart.js";
import { countsOf, differenceOf } from "../../../cli/chart/difference.js";
import { adventureWorks, chart, person } from "./charts.js";

const changesOf = (before: ChartPerson[], after: ChartPerson[]) =>
  [...differenceOf(chart(...before), chart(...after)).changes.values()].map(({ person: { key }, ...change }) => ({
    key,
    ...change,
  }));

describe("the difference of two charts", () => {
  const boss = person("boss", { name: "The Boss" });
  const other = person("other", { name: "Another Boss" });
  const ada = person("ada", { manager: "boss", title: "Engineer", userName: "Ada@acme.io" });

  it.each<[string, ChartPerson[], ChartPerson[], object[]]>([
    ["nothing", [boss, ada], [ada, boss], []],
    ["a joiner", [boss], [boss, ada], [{ key: "ada", kind: "joiner", attributes: [] }]],
    ["a leaver, who is still drawn", [boss, ada], [boss], [{ key: "ada", kind: "leaver", attributes: [] }]],
    [
      "a leaver who is kept inactive",
      [boss, ada],
      [boss, { ...ada, isActive: false }],
      [{ key: "ada", kind: "leaver", attributes: [] }],
    ],
    ["somebody who comes back", [{ ...ada, isActive: false }], [ada], [{ key: "ada", kind: "joiner", attributes: [] }]],
    ["somebody inactive on both sides", [{ ...ada, isActive: false }], [{ ...ada, isActive: false, title: "X" }], []],
    ["somebody inactive who is new", [], [{ ...ada, isActive: false }], []],
    [
      "a move, with the names of both managers",
      [boss, other, ada],
      [boss, other, { ...ada, manager: "other" }],
      [{ key: "ada", kind: "move", from: "The Boss", to: "Another Boss", attributes: [] }],
    ],
    [
      "a move to the top",
      [boss, ada],
      [boss, { ...ada, manager: undefined }],
      [{ key: "ada", kind: "move", from: "The Boss", to: undefined, attributes: [] }],
    ],
    [
      "changed attributes",
      [boss, ada],
      [boss, { ...ada, title: "Manager", detail: "Research", teams: ["b", "a"] }],
      [
        {
          key: "ada",
          kind: "changed",
          attributes: [
            { attribute: "title", before: "Engineer", after: "Manager" },
            { attribute: "detail", before: "", after: "Research" },
            { attribute: "teams", before: "", after: "a, b" },
          ],
        },
      ],
    ],
    ["another key of the same userName", [boss, ada], [boss, { ...ada, key: "7", userName: "ada@ACME.io" }], []],
    [
      "a manager with another key",
      [{ ...boss, userName: "boss@acme.io" }, ada],
      [
        { ...boss, key: "1", userName: "boss@acme.io" },
        { ...ada, manager: "1" },
      ],
      [],
    ],
  ])("is %s", (_, before, after, changes) => {
    expect(changesOf(before, after)).toEqual(changes);
  });

  it("keeps leavers under the manager of old, whatever key the manager has by now", () => {
    const { chart: both } = differenceOf(
      chart({ ...boss, userName: "boss@acme.io" }, ada),
      chart({ ...boss, key: "1", userName: "boss@acme.io" }),
    );
    expect(both.people.map(({ key, manager }) => [key, manager])).toEqual([
      ["1", undefined],
      ["ada", "1"],
    ]);
  });

  it("of AdventureWorks counts 20 changes", () => {
    const before = adventureWorks();
    const changed = before.people.map((one, index): ChartPerson => {
      if (index >= 200 && index < 206) return { ...one, title: `Senior ${one.title ?? ""}` };
      if (index >= 210 && index < 214) return { ...one, manager: one.manager === "3" ? "6" : "3" };
      return one;
    });
    const joiners = Array.from({ length: 5 }, (_, index) => person(`new${index}`, { manager: "3" }));
    const difference = differenceOf(before, { title: "After", people: [...changed.slice(0, -5), ...joiners] });
    expect(countsOf(difference)).toEqual({ joiner: 5, leaver: 5, move: 4, changed: 6 });
    expect(difference.chart.people).toHaveLength(295);
  });
});
