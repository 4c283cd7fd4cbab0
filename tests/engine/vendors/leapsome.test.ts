import { type Json, type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { personIn, requestCounts } from "../../support/withSandbox.js";
import { ENTERPRISE, groupIn } from "../scenario.js";
import {
  changed,
  changedTeam,
  counted,
  employee,
  fortyPeople,
  idsIn,
  messagesOf,
  names,
  onVendor,
  teamOf,
  type Org,
  tally,
  textOf,
  within,
  withoutPerson,
  writesBy,
} from "./company.js";

jest.setTimeout(400_000);

const args = `{
  userName: p.userName, externalId: p.key, name: p.name, title: p.title, department: p.department, division: p.division,
  manager: of(p.manager),
  leapsome: { level: "L" + p.depth, additionalManagers: also(p) },
}`;

const domain = "adventure-works.com";
const mentors = ["271", "272", "2", "46", "106", "119", "4", "9", "11", "44", "30", "71"];

it("forty people and three groups at Leapsome: made, edited by hand, moved, renamed, left, back again, all gone", async () => {
  let org: Org = {
    people: fortyPeople(),
    teams: [
      { key: "board", displayName: "Board", members: ["109", "6", "12", "42", "140", "148", "273"] },
      { key: "mentors", displayName: "Mentors", members: mentors },
      // Both the department and the division of the people there: Leapsome makes that team before the program can.
      { key: "quality", displayName: "Quality Assurance", members: ["200", "148"] },
    ],
  };
  // Terri's second manager is Roberto, whose manager is Terri; further ones by resource and by externalId.
  org = changed(org, "12", { also: [{ name: employee(org, "3").userName }] });
  org = changed(org, "3", { also: [{ key: "140" }] });
  org = changed(org, "4", { also: [{ name: "148" }, { key: "273" }] });
  const options = {
    sandbox: { leapsome: { allowedDomains: [domain] } },
    env: { SCIM_ALLOWED_DOMAINS: JSON.stringify([domain]) },
  };
  await onVendor("leapsome", org, args, options, async ({ project, sandbox, up, drift, expectNoChanges }) => {
    // Two requests a person, and one more for whom a further manager came later.
    const made = await up(org);
    expect(tally(made.filter((what) => !what.includes("@")))).toEqual({
      "POST /Users": 40,
      "POST /Groups": 2,
      "POST /Groups 409": 1,
      "PATCH Board": 1,
      "PATCH Mentors": 1,
      "PATCH Quality Assurance": 1,
    });
    const patched = org.people.map(({ userName }) => `PATCH ${userName}`);
    expect(made.filter((what) => what.includes("@"))).toEqual([...patched, "PATCH terri0@adventure-works.com"].sort());
    const { "GET /Users": lists = 0, "GET /Users/…": reads = 0, ...rest } = requestCounts(counted(sandbox));
    expect(rest).toEqual({
      "POST /Users": 40,
      "PATCH /Users/…": 41,
      "POST /Groups": 3,
      "PATCH /Groups/…": 3,
      "GET /Groups": 1,
      "GET /Groups/…": 1,
    });
    // Look-ups of those who may not be there yet, and one scan in two pages that proves memberships.
    expect(lists + reads).toBeLessThanOrEqual(8);
    const same = () => {
      expect(activeIn(sandbox)).toEqual(wanted(org));
      expect(teamsIn(sandbox, org)).toEqual(wantedTeams(org));
    };
    same();
    await expectNoChanges(org);
    const ids = idsIn(sandbox);

    // What somebody changes in Leapsome is found, exactly, and set right.
    const terri = employee(org, "12");
    sandbox.edit("Users", personIn(sandbox, terri.userName).id, (user) => {
      user["title"] = "Set by hand";
    });
    expect(await drift()).toEqual({ "update p12": ["title"] });
    expect(await up(org, ["--refresh"])).toEqual([`PATCH ${terri.userName}`]);
    same();

    // A manager moved and another one taken away; a new address. One write each, and nobody twice.
    org = changed(org, "9", { manager: "148" });
    org = changed(org, "21", { manager: null });
    org = changed(org, "12", { userName: `terri.duffy-smith@${domain}` });
    expect(await up(org)).toEqual(
      [
        `PATCH ${employee(org, "9").userName}`,
        `PUT ${employee(org, "21").userName}`,
        `PATCH ${employee(org, "12").userName}`,
      ].sort(),
    );
    same();
    expect(idsIn(sandbox)).toEqual(ids);

    // A member goes from one team to another; a team is renamed.
    org = changedTeam(org, "mentors", { displayName: "Coaches", members: mentors.filter((key) => key !== "30") });
    org = changedTeam(org, "board", { members: [...teamOf(org, "board").members, "30"] });
    const { id: team } = groupIn(sandbox, "Mentors");
    expect(await up(org)).toEqual(["PATCH Board", "PATCH Coaches", "PATCH Coaches"]);
    expect(groupIn(sandbox, "Coaches").id).toBe(team);
    same();

    // Somebody leaves, and comes back as the same person.
    const everybody = org;
    const leaver = employee(org, "271");
    const { id } = personIn(sandbox, leaver.userName);
    org = withoutPerson(org, "271");
    expect(await up(org)).toEqual(["PATCH Coaches", `PATCH ${leaver.userName}`]);
    expect(personIn(sandbox, leaver.userName)).toMatchObject({ id, active: false });
    same();
    await expectNoChanges(org);
    org = everybody;
    expect(await up(org)).toEqual(["PATCH Coaches", `PATCH ${leaver.userName}`, "POST /Users"]);
    expect(personIn(sandbox, leaver.userName)).toMatchObject({ id, active: true });
    same();
    expect(idsIn(sandbox)).toEqual(ids);
    await expectNoChanges(org);

    // The end: Leapsome deletes neither people nor groups. Whom an attribute puts into a team stays in it.
    let told: string[] = [];
    const end = await writesBy(sandbox, async () => {
      told = messagesOf(await project.destroy());
    });
    const left = org.people.map(({ userName }) => `PATCH ${userName}`);
    expect(end).toEqual([...left, "PATCH Board", "PATCH Coaches", "PATCH Quality Assurance"].sort());
    expect(activeIn(sandbox)).toEqual({});
    expect(idsIn(sandbox)).toEqual(ids);
    const nobody = { ...org, teams: org.teams.map((one) => ({ ...one, members: [] })) };
    expect(teamsIn(sandbox, org)).toEqual(wantedTeams(nobody));
    expect(told.sort()).toEqual(
      ["Board", "Coaches", "Quality Assurance"].map(
        (team) => `scim: group ${team} stays in the service: Leapsome cannot delete groups.`,
      ),
    );
  });
});

/** Everybody in the service who is active, by userName, in the program's words. */
function activeIn(sandbox: Sandbox): Record<string, JsonObject> {
  const nameOf = names(sandbox);
  const called = (reference: Json | undefined): string => {
    const { managerId = null } =
      typeof reference === "object" && reference !== null && !Array.isArray(reference) ? reference : {};
    return nameOf.get(textOf(managerId)) ?? "nobody";
  };
  const people = sandbox.dump().Users.filter(({ active }) => active === true);
  return Object.fromEntries(
    people.map(({ userName, externalId = null, name = null, title = null, ...rest }) => {
      const {
        department = null,
        division = null,
        level = null,
        manager,
        additionalManagers,
      } = within(rest, ENTERPRISE);
      const { givenName = null, familyName = null } = within({ name }, "name");
      const also = Array.isArray(additionalManagers) ? additionalManagers.map(called).sort() : [];
      const boss = manager === undefined ? null : called(manager);
      return [
        textOf(userName),
        { externalId, name: { givenName, familyName }, title, department, division, level, boss, also },
      ];
    }),
  );
}

function wanted(org: Org): Record<string, JsonObject> {
  const called = (by: { readonly key: string } | { readonly name: string }): string =>
    "key" in by ? employee(org, by.key).userName : by.name.includes("@") ? by.name : employee(org, by.name).userName;
  return Object.fromEntries(
    org.people.map(({ userName, key, name, title, manager, division, department, depth, also = [] }) => [
      userName,
      {
        externalId: key,
        name: { ...name },
        title,
        department,
        division,
        level: `L${depth}`,
        boss: manager === null ? null : employee(org, manager).userName,
        also: also.map(called).sort(),
      },
    ]),
  );
}

/** Who is in each of the program's teams, as the people's own `groups` say; the group itself shows nobody. */
function teamsIn(sandbox: Sandbox, org: Org): Record<string, string[]> {
  const { Users } = sandbox.dump();
  return Object.fromEntries(
    org.teams.map(({ displayName }) => {
      const { id } = groupIn(sandbox, displayName);
      const inside = Users.filter(
        ({ groups }) => Array.isArray(groups) && groups.some((group) => within({ group }, "group")["value"] === id),
      );
      return [displayName, inside.map(({ userName }) => textOf(userName)).sort()];
    }),
  );
}

/** The members that the program gives, and those whose department or division has the team's name. */
function wantedTeams(org: Org): Record<string, string[]> {
  return Object.fromEntries(
    org.teams.map(({ displayName, members }) => {
      const inside = org.people.filter(
        ({ key, department, division }) =>
          members.includes(key) || department === displayName || division === displayName,
      );
      return [displayName, inside.map(({ userName }) => userName).sort()];
    }),
  );
}
