import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { type Chart, type ChartPerson } from "../../../cli/chart/chart.js";

/** Somebody active without a team, and what else is given. */
export function person(key: string, more: Partial<ChartPerson> = {}): ChartPerson {
  return { key, name: key, teams: [], isActive: true, ...more };
}

export function chart(...people: ChartPerson[]): Chart {
  return { title: "Acme", people };
}

/** So many people, each with the manager whose number is given. */
export function company(count: number, managerOf: (index: number) => number | undefined): Chart {
  const people = Array.from({ length: count }, (_, index) => {
    const manager = managerOf(index);
    return person(`k${index}`, {
      name: `Person Number ${index}`,
      title: "Engineer",
      manager: manager === undefined ? undefined : `k${manager}`,
    });
  });
  return { title: "Company", people };
}

/** The 290 people of AdventureWorks. */
export function adventureWorks(): Chart {
  const text = readFileSync(join(__dirname, "../../../examples/orgChart/adventureworks-employees.csv"));
  const rows = parse<Record<string, string>>(text, { columns: true, bom: true });
  const people = rows.map(
    ({ employeeId = "", givenName = "", familyName = "", email, title, department = "", managerId }) => ({
      key: employeeId,
      userName: email,
      name: `${givenName} ${familyName}`,
      title,
      detail: department,
      manager: managerId === "" ? undefined : managerId,
      teams: [department],
      isActive: true,
    }),
  );
  return { title: "AdventureWorks", people };
}
