// The company of the demo, as its own repository would hold it: people from a table, one group for each department.
const { readFileSync } = require("node:fs");
const { ScimGroup, ScimMembership, ScimUser } = require("pulumi-scim");

const [header, ...lines] = readFileSync("adventureworks-employees.csv", "utf8").trim().split("\n");
const columns = header.split(",");
const rows = new Map(
  lines.map((line) => {
    const cells = line.split(",");
    const row = Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
    return [row.employeeId, row];
  }),
);

// The table is in no useful order; asking for a manager declares the manager first.
const people = new Map();
function person(employeeId) {
  if (employeeId === "") return null;
  if (!people.has(employeeId)) {
    const { givenName, familyName, email, title, department, division, managerId } = rows.get(employeeId);
    const user = new ScimUser(`${givenName} ${familyName} (${employeeId})`, {
      userName: email,
      externalId: employeeId,
      name: { givenName, familyName },
      title,
      department,
      division,
      manager: person(managerId),
    });
    people.set(employeeId, user);
  }
  return people.get(employeeId);
}

const teams = new Map();
for (const { employeeId, department } of rows.values()) {
  teams.set(department, [...(teams.get(department) ?? []), person(employeeId)]);
}
for (const [department, users] of teams) {
  const group = new ScimGroup(department, { displayName: department });
  new ScimMembership(department, { group, users });
}
