import { readFileSync, writeFileSync } from "node:fs";

/** @typedef {Record<"employeeId" | "givenName" | "familyName" | "email" | "title" | "department" | "division" | "managerId", string>} Employee */

/** The demo's own copy of the table that the Pulumi program reads: what ought to be in the service. */
export class Company {
  #file;
  /** @type {readonly string[]} */
  #columns;
  /** @type {Map<string, Employee>} */
  employees;

  /** @param {string} file a CSV table without quotes */
  constructor(file) {
    this.#file = file;
    const [header = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
    this.#columns = header.split(",");
    this.employees = new Map(
      lines.map((line) => {
        const cells = line.split(",");
        const row = /** @type {Employee} */ (
          Object.fromEntries(this.#columns.map((column, index) => [column, cells[index] ?? ""]))
        );
        return [row.employeeId, row];
      }),
    );
  }

  /** @param {string} employeeId */
  employee(employeeId) {
    const found = this.employees.get(employeeId);
    if (found === undefined) throw new Error(`The table has no employee ${employeeId}.`);
    return found;
  }

  /** @param {string} employeeId */
  name(employeeId) {
    const { givenName, familyName } = this.employee(employeeId);
    return `${givenName} ${familyName}`;
  }

  /** The people of each department. */
  departments() {
    /** @type {Map<string, Employee[]>} */
    const departments = new Map();
    for (const employee of this.employees.values()) {
      departments.set(employee.department, [...(departments.get(employee.department) ?? []), employee]);
    }
    return departments;
  }

  /**
   * Changes a cell of the table, as a commit would.
   * @param {string} employeeId
   * @param {Partial<Employee>} change
   */
  edit(employeeId, change) {
    this.employees.set(employeeId, { ...this.employee(employeeId), ...change });
    const rows = [...this.employees.values()].map((row) => Object.values(row).join(","));
    writeFileSync(this.#file, `${[this.#columns.join(","), ...rows].join("\n")}\n`);
  }
}
