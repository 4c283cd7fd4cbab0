import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { ScimGroup, ScimMembership, ScimUser } from "pulumi-scim";

/** One row of the table; cells without a value are empty texts. */
interface Employee {
  employeeId: string;
  givenName: string;
  familyName: string;
  email: string;
  title: string;
  department: string;
  division: string;
  managerId: string;
}

const table = readFileSync(join(__dirname, "adventureworks-employees.csv"), "utf8");
const employees = parse<Employee>(table, { columns: true, bom: true, skip_empty_lines: true });
const byId = new Map(employees.map((employee) => [employee.employeeId, employee]));
const people = new Map<string, ScimUser>();

/** Declares a person, and the managers above first, whatever the order of the table. */
function declarePerson(id: string, below: string[] = []): ScimUser {
  const declared = people.get(id);
  if (declared) return declared;
  const employee = byId.get(id);
  if (!employee) throw new Error(`Employee ${below.at(-1) ?? ""} has manager ${id}, who is not in the table.`);
  if (below.includes(id)) throw new Error(`Managers form a cycle: ${[...below, id].join(" → ")}.`);
  const person = new ScimUser(`employee-${id}`, {
    // The number from the HR system stays when name, address or manager change.
    externalId: id,
    userName: employee.email,
    name: { givenName: employee.givenName, familyName: employee.familyName },
    displayName: `${employee.givenName} ${employee.familyName}`,
    title: employee.title,
    department: employee.department,
    division: employee.division,
    manager: employee.managerId === "" ? null : declarePerson(employee.managerId, [...below, id]),
  });
  people.set(id, person);
  return person;
}

const departments = new Map<string, ScimUser[]>();
for (const { employeeId, department } of employees) {
  departments.set(department, [...(departments.get(department) ?? []), declarePerson(employeeId)]);
}

for (const [department, users] of departments) {
  const name = department.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const group = new ScimGroup(name, { displayName: department });
  new ScimMembership(name, { group, users });
}

export const summary = `${people.size} people in ${departments.size} departments`;
