import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox } from "../../sandbox/index.js";
import { type EngineProject } from "../support/engineProject.js";
import { personIn } from "../support/withSandbox.js";
import { groupIn, program } from "./scenario.js";

/** Who is in the service before the stack is made. */
export const SEED = {
  Users: [
    { id: "boss-1", userName: "boss@acme.example", displayName: "The Boss" },
    { id: "guest-1", userName: "guest@acme.example", displayName: "Guest" },
  ],
};

const person = (name: string, args: string, options = "") =>
  `const ${name} = new ScimUser("${name}", { userName: "${name}@acme.example", ${args} }${options});`;

/** A company with one of everything that a plan tells apart. */
export const BEFORE = `
  const boss = ScimUser.lookup("boss", { userName: "boss@acme.example" });
  ${person("grace", `externalId: "1", name: { givenName: "Grace", familyName: "Hopper" }, title: "CTO", manager: boss, phoneNumbers: [{ value: "555-0001", type: "work" }], password: "hunter-22"`)}
  ${person("ada", `externalId: "2", name: { givenName: "Ada", familyName: "Lovelace" }, title: "Engineer", department: "Research", manager: grace`)}
  ${person("bob", `externalId: "3", displayName: "Bob Bobson", manager: grace`)}
  ${person("joan", `externalId: "4", displayName: "Joan", title: "Analyst", manager: bob`)}
  ${person("tom", `externalId: "5", displayName: "Tom", manager: bob`)}
  ${person("lisa", `externalId: "6", displayName: "Lisa", onDelete: "retain"`)}
  ${person("max", `externalId: "7", displayName: "Max", onDelete: "deactivate"`)}
  ${person("eve", `externalId: "8", displayName: "Eve", manager: grace`)}
  ${person("ivan", `externalId: "9", displayName: "Ivan", active: true`)}
  ${person("kept", `displayName: "Kept"`, ", { retainOnDelete: true }")}
  ${person("yves", `displayName: "Yves", title: "Cook"`)}
  ${person("zoe", `displayName: "Zoe", externalId: "10"`)}
  ${person("rita", `displayName: "Rita", externalId: "11", title: "Poet"`)}
  const eng = new ScimGroup("eng", { displayName: "Engineering" });
  const board = new ScimGroup("board", { displayName: "Board" });
  const old = new ScimGroup("old", { displayName: "Old team" });
  new ScimMembership("eng", { group: eng, users: [grace, ada, bob, joan], exclusive: true });
  new ScimMembership("grace-board", { group: board, user: grace });
  new ScimMembership("ivan-board", { group: board, user: ivan });
  new ScimMembership("old", { group: old, users: [joan, tom, bob] });`;

/** The same company later: everything that a plan tells apart happens. */
export const AFTER = `
  const boss = ScimUser.lookup("boss", { userName: "boss@acme.example" });
  ${person("grace", `externalId: "1", name: { givenName: "Grace", familyName: "Hopper" }, title: "CTO", manager: boss, phoneNumbers: [{ value: "555-0002", type: "work" }], password: "hunter-33", roles: [{ value: "admin" }]`)}
  ${person("otto", `externalId: "20", displayName: "Otto", manager: grace, addresses: [{ locality: "Secret City", type: "home" }]`)}
  ${person("nina", `externalId: "21", displayName: "Nina", manager: otto`)}
  ${person("ada", `externalId: "2", name: { givenName: "Ada", familyName: "King" }, title: "Engineer", department: "Research", manager: otto`)}
  ${person("joan", `externalId: "4", displayName: "Joan", title: "Senior analyst", manager: grace`)}
  ${person("tom", `externalId: "5", displayName: "Tom", manager: grace`)}
  ${person("eve", `externalId: "8", displayName: "Eve", manager: grace`)}
  ${person("ivan", `externalId: "9", displayName: "Ivan", active: false`)}
  ${person("yves", `displayName: "Yves", title: "Cook"`)}
  const zoe = new ScimUser("zoe-2", { userName: "zoe@acme.example", displayName: "Zoe", externalId: "10" });
  const eng = new ScimGroup("eng", { displayName: "Platform" });
  const board = new ScimGroup("board", { displayName: "Board" });
  const fresh = new ScimGroup("fresh", { displayName: "Fresh team" });
  new ScimMembership("eng", { group: eng, users: [grace, ada, joan, nina], exclusive: true });
  new ScimMembership("grace-board", { group: eng, user: grace });
  new ScimMembership("ivan-board", { group: board, user: ivan });
  new ScimMembership("fresh", { group: fresh, users: [joan, tom] });`;

/** Values that the two programs and the hands give, and that no plan may show. */
export const SECRETS = ["hunter-22", "hunter-33", "555-0001", "555-0002", "555-0666", "Secret City"];

/** What somebody does by hand in the service between the two programs. */
export function changeByHand(sandbox: Sandbox): void {
  const id = (name: string) => personIn(sandbox, `${name}@acme.example`).id;
  const set = (name: string, key: string, value: string | boolean | { value: string; type: string }[]) => {
    sandbox.edit("Users", id(name), (user) => {
      user[key] = value;
    });
  };
  set("ada", "title", "HACKED");
  set("grace", "phoneNumbers", [{ value: "555-0666", type: "work" }]);
  set("yves", "title", "Chef");
  set("max", "active", false);
  const [grace, ada, joan] = [id("grace"), id("ada"), id("joan")];
  sandbox.edit("Groups", groupIn(sandbox, "Engineering").id, (group) => {
    group["members"] = [{ value: grace }, { value: ada }, { value: joan }, { value: "guest-1" }];
  });
  sandbox.edit("Groups", groupIn(sandbox, "Board").id, (group) => {
    group["members"] = [{ value: grace }];
  });
  sandbox.remove("Users", id("eve"));
  sandbox.remove("Users", id("rita"));
}

/** What the runs of a walk through both programs wrote, by name; `.events.jsonl` are event logs. */
export type Captures = Readonly<Record<string, string>>;

/** Runs every command whose output a plan reads, in every situation, and gives what they wrote. */
export async function capture(project: EngineProject, sandbox: Sandbox): Promise<Captures> {
  const captures: Record<string, string> = {};
  const log = join(project.folder, "plan-events.jsonl");
  const run = async (name: string, ...args: string[]) => {
    const { stdout } = await project.pulumi([...args, "--stack", "test", "--json", "--event-log", log], {
      fails: "perhaps",
    });
    captures[`${name}.json`] = stdout;
    captures[`${name}.events.jsonl`] = readFileSync(log, "utf8");
  };
  await run("first", "preview");
  await project.up();
  captures["state.json"] = await project.stateText();
  await run("unchanged", "preview", "--refresh");
  await run("destroy", "destroy", "--preview-only");
  changeByHand(sandbox);
  await run("refreshOnly", "refresh", "--preview-only");
  project.write(program(AFTER));
  await run("notRefreshed", "preview");
  await run("refreshed", "preview", "--refresh");
  project.write(program(AFTER.replace('"joan@acme.example"', '""')));
  await run("failed", "preview", "--refresh");
  project.write(program(AFTER));
  await run("up", "up", "--yes", "--refresh");
  return captures;
}
