import { type JsonObject } from "../../provider/scim/json.js";
import { managersFirst } from "../../sdk/orgChart/orgFile/hierarchy.js";
import { cleanText } from "../chart/cleanText.js";
import { type Company, type Person } from "./company.js";
import { type Declared, type Form, type ServiceArgs } from "./form.js";
import { Identifiers } from "./names.js";
import { Code, declaration, serviceDeclaration, type Written } from "./typescript.js";

/** Writes `index.ts`: one ScimUser, ScimGroup and ScimMembership for each person and group, managers as references. */
export function programForm(company: Company, host: string, service: ServiceArgs | undefined): Form {
  const names = new Identifiers();
  const connection = service === undefined ? undefined : names.for(service.name, "service");
  const variables = new Map<string, string>();
  const { people, teams, lookups } = company;
  for (const { id, key } of people) variables.set(id, names.for(key, "person"));
  for (const [id, { key }] of lookups) variables.set(id, names.for(key, "person"));
  for (const { id, key } of teams) variables.set(id, names.for(key, "group"));
  const code = (id: string) => new Code(variables.get(id) ?? JSON.stringify(id));

  const statements = [...lookups].map(([id, { key, userName }]) =>
    declaration(variables.get(id), "ScimUser.lookup", key, { userName }, connection),
  );
  for (const person of inOrder(people)) {
    const { manager, key, args, id } = person;
    const link = manager.kind === "person" || manager.kind === "lookup" ? { manager: code(manager.id) } : {};
    const remark = manager.kind === "left" ? `// The manager is not managed: ${cleanText(manager.reason)}.\n` : "";
    const statement = declaration(variables.get(id), "new ScimUser", key, { ...args, ...link }, connection);
    statements.push(`${remark}${statement}`);
  }
  const groups = teams.map(({ id, key, args }) =>
    declaration(variables.get(id), "new ScimGroup", key, args, connection),
  );
  const memberships = teams.flatMap((team) => {
    const args: Record<string, Written> = { group: code(team.id) };
    if (team.people.length > 0) args["users"] = team.people.map(code);
    if (team.teams.length > 0) args["groups"] = team.teams.map(code);
    if (Object.keys(args).length === 1) return [];
    return [declaration(undefined, "new ScimMembership", team.key, args, connection)];
  });
  const classes = [
    ...(teams.length === 0 ? [] : ["ScimGroup"]),
    ...(memberships.length === 0 ? [] : ["ScimMembership"]),
    ...(service === undefined ? [] : ["ScimService"]),
    "ScimUser",
  ];
  const sections = [
    `// People and groups of ${cleanText(host)}, written by pulumi-scim import.\nimport { ${classes.join(", ")} } from "pulumi-scim";\n`,
    ...(service === undefined || connection === undefined ? [] : [serviceDeclaration(connection, service)]),
    statements.join(""),
    groups.join(""),
    memberships.join(""),
  ];
  const text = sections.filter((section) => section !== "").join("\n");
  return { files: new Map([["index.ts", text]]), declared: declaredBy(company), notes: [] };
}

/** Managers before their people, since a variable is declared before it is used. */
function inOrder(people: readonly Person[]): Person[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  const managers = new Map(
    people.map(({ id, manager }) => [id, manager.kind === "person" ? manager.id : null] as const),
  );
  return managersFirst(managers).flatMap((id) => byId.get(id) ?? []);
}

function declaredBy({ people, teams }: Company): Declared[] {
  const users = people.map(({ key, id, args, manager, resource }): Declared => {
    const link: JsonObject = manager.kind === "person" || manager.kind === "lookup" ? { manager: manager.id } : {};
    return { kind: "User", name: key, id, inputs: { ...args, ...link }, resource };
  });
  const groups = teams.map(({ key, id, args, resource }): Declared => {
    return { kind: "Group", name: key, id, inputs: args, resource };
  });
  const memberships = teams.flatMap((team): Declared[] => {
    const inputs: JsonObject = { group: team.id };
    if (team.people.length > 0) inputs["users"] = [...team.people];
    if (team.teams.length > 0) inputs["groups"] = [...team.teams];
    return Object.keys(inputs).length === 1 ? [] : [{ kind: "Membership", name: team.key, id: team.id, inputs }];
  });
  return [...users, ...groups, ...memberships];
}
