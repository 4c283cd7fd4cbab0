import { todayIn } from "../../../../sdk/orgChart/orgFile/calendar.js";
import { Problems, problemText } from "../../../../sdk/orgChart/orgFile/problems.js";
import { remarks } from "../../../../sdk/orgChart/orgFile/org.js";
import { org, orgOfTable, problemsOf } from "./support.js";

const today = { today: "2026-11-22" };

describe("status", () => {
  const yaml = (values: string) =>
    `people: { from: people.csv, columns: { key: id, userName: email, manager: boss } }\nstatus: { column: state, values: { ${values} } }\n`;
  const csv = "id,email,state,boss\n1,a@x.io,Active,\n2,b@x.io,terminated,1\n3,c@x.io,On leave,2\n";

  it("leaves out whoever is a leaver; the reports go to the next manager above, with a warning", () => {
    const { people, leavers, warnings } = orgOfTable(yaml("active: active, On leave: active, Terminated: leaver"), csv);
    expect([...people.keys()]).toEqual(["1", "3"]);
    expect(leavers).toEqual(["2"]);
    expect(people.get("3")?.manager).toBe("1");
    expect(warnings.map(({ message }) => message)).toEqual([
      '"2" is a leaver, which leaves "1" as the manager of 1 report.',
    ]);
  });

  it("a value that is not in the map is a problem: a guess could end somebody", () => {
    expect(problemsOf(() => orgOfTable(yaml("Active: active, Terminated: leaver"), csv))).toEqual([
      expect.stringMatching(/^people\.csv:4:10 the status "On leave" of "3" is not known\./),
    ]);
  });

  it("a cell without a value is a problem", () => {
    expect(problemsOf(() => orgOfTable(yaml("Active: active"), "id,email,state,boss\n1,a@x.io,,\n"))).toEqual([
      'people.csv:2:1 "1" has no status. Fill the cell.',
    ]);
  });

  it("leavers are in no chart, whatever the file or the program says of their end", () => {
    const people = "people: { a: { userName: a }, b: { userName: b, status: leaver, manager: a } }\n";
    expect(org(people)).toMatchObject({ leavers: ["b"], leaversBecome: "ended" });
    for (const read of [org(`${people}leavers: inactive\n`), org(people, { leavers: "inactive" })]) {
      expect([...read.people.keys()]).toEqual(["a"]);
      expect(read).toMatchObject({ leavers: ["b"], leaversBecome: "inactive" });
    }
    expect(org(`${people}leavers: inactive\n`, { leavers: "end" }).leaversBecome).toBe("ended");
  });

  it("a leaver may have the userName of somebody who is here, and a manager who is gone", () => {
    const { people } = org("people: { a: { userName: x }, b: { userName: X, status: leaver, manager: gone } }\n");
    expect([...people.keys()]).toEqual(["a"]);
  });

  it("a file in which all are leavers is refused", () => {
    expect(problemsOf(() => org("people: { a: { userName: x, status: leaver } }\n"))).toEqual([
      "1:9 none of the 1 people is left: all are leavers, not here yet or not included. That would end everybody; check status, dates, include and services.",
    ]);
  });
});

describe("dates", () => {
  const people = `people:
  a: { userName: a, startDate: 2026-11-25 }
  b: { userName: b, endDate: 2026-11-22, manager: a }
  c: { userName: c, endDate: 2026-11-21 }
`;

  it("say who is not here yet and who has left; first and last day count", () => {
    const read = org(people, today);
    expect([[...read.people.keys()], read.later, read.leavers]).toEqual([["b"], ["a"], ["c"]]);
    expect(read.people.get("b")?.manager).toBeNull();
    expect(remarks(read)).toEqual([
      expect.stringMatching(/today is 2026-11-22; 1 of 3 people join later, 1 have left\.$/),
      expect.stringMatching(/"a" is not here yet, which leaves 1 report without a manager\.$/),
    ]);
  });

  it("joinDaysBefore lets somebody in earlier", () => {
    expect(org(`${people}joinDaysBefore: 2\n`, today).later).toEqual(["a"]);
    expect(org(`${people}joinDaysBefore: 3\n`, today).later).toEqual([]);
  });

  it("today is told in the time zone of the file", () => {
    const night = new Date("2026-11-22T23:30:00Z");
    const origin = { place: () => ({ file: "org.yaml" }) };
    const problems = new Problems();
    expect(todayIn(undefined, problems, night)).toBe("2026-11-22");
    expect(todayIn({ text: "Europe/Berlin", origin }, problems, night)).toBe("2026-11-23");
    expect(todayIn({ text: "America/New_York", origin }, problems, night)).toBe("2026-11-22");
  });

  it("a today that is no day is a problem", () => {
    expect(problemsOf(() => org(people, { today: "22.11.2026" }))).toEqual([
      expect.stringContaining('option today today: "22.11.2026" is not a date'),
    ]);
  });
});

describe("include and services", () => {
  const people = `people:
  boss: { userName: boss, userType: Employee }
  temp: { userName: temp, userType: Contractor, manager: boss }
  ada: { userName: ada, userType: Employee, manager: temp }
`;

  it("include says who is meant; the manager is the nearest one who is, with a warning at the one who is not", () => {
    const read = org(`${people}include: { userType: employee }\n`);
    expect([...read.people.keys()]).toEqual(["boss", "ada"]);
    expect(read.people.get("ada")?.manager).toBe("boss");
    expect(read.warnings.map(problemText)).toEqual([
      expect.stringMatching(/org\.yaml:3:3: "temp" is not included, which leaves "boss" as the manager of 1 report\.$/),
    ]);
  });

  it("a name that nobody has is a problem", () => {
    expect(problemsOf(() => org(`${people}include: { usertype: Employee }\n`))).toEqual([
      '5:12 no person has "usertype". Did you mean "userType"?',
    ]);
  });

  it("each service gets those who name it, and those who name none and fulfil its include", () => {
    const services = "services: { leapsome: { include: { userType: [Employee] } }, absorb: {} }\n";
    expect([...org(people + services, { service: "leapsome" }).people.keys()]).toEqual(["boss", "ada"]);
    const named = people.replace("Contractor,", "Contractor, services: absorb,");
    expect([...org(named + services, { service: "leapsome" }).people.keys()]).toEqual(["boss", "ada"]);
    expect([...org(people + services, { service: "absorb" }).people.keys()]).toEqual(["boss", "temp", "ada"]);
    expect(org(people + services).services).toEqual(["leapsome", "absorb"]);
    expect(problemsOf(() => org(people + services, { service: "leapsom" }))).toEqual([
      'option service the file lists no service "leapsom". Did you mean "leapsome"?',
    ]);
  });
});
