import { type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { personIn, requestCounts } from "../../support/withSandbox.js";
import { ENTERPRISE } from "../scenario.js";
import {
  changed,
  counted,
  employee,
  fortyPeople,
  idsIn,
  names,
  onVendor,
  type Org,
  tally,
  textOf,
  within,
  withoutPerson,
  writesBy,
} from "./company.js";

jest.setTimeout(400_000);

const ABSORB = "urn:ietf:params:scim:schemas:extension:absorb:2.0:User";

const args = `{
  userName: p.userName, externalId: p.key, name: p.name, title: p.title, manager: of(p.manager),
  emails: [{ value: p.userName, type: "work", primary: true }],
  absorb: { location: p.division, userManagementSettings: { isLearner: true, isManager: p.depth < 3, managerRoles: [p.department] } },
}`;

it("forty people at Absorb: made, edited by hand, moved, renamed, left, back again, all gone", async () => {
  let org: Org = { people: fortyPeople(), teams: [] };
  await onVendor("absorb", org, args, {}, async ({ project, sandbox, up, drift, expectNoChanges }) => {
    // One POST brings a person with everything, the manager included.
    expect(tally(await up(org))).toEqual({ "POST /Users": 40 });
    expect(requestCounts(counted(sandbox))).toEqual({ "POST /Users": 40 });
    expect(activeIn(sandbox)).toEqual(wanted(org));
    await expectNoChanges(org);

    // What somebody changes in Absorb is found, exactly, and set right.
    const terri = employee(org, "12");
    const roberto = employee(org, "3");
    sandbox.edit("Users", personIn(sandbox, terri.userName).id, (user) => {
      user["title"] = "Set by hand";
    });
    expect(await drift()).toEqual({ "update p12": ["title"] });
    expect(await up(org, ["--refresh"])).toEqual([`PATCH ${terri.userName}`]);
    expect(activeIn(sandbox)).toEqual(wanted(org));

    // A manager moved and another one taken away; a new address. One write each, and nobody twice.
    const ids = idsIn(sandbox);
    org = changed(org, "3", { manager: "148" });
    org = changed(org, "21", { manager: null });
    org = changed(org, "12", { userName: "terri.duffy-smith@adventure-works.com" });
    expect(await up(org)).toEqual(
      [
        `PATCH ${roberto.userName}`,
        `PUT ${employee(org, "21").userName}`,
        `PATCH ${employee(org, "12").userName}`,
      ].sort(),
    );
    expect(activeIn(sandbox)).toEqual(wanted(org));
    expect(idsIn(sandbox)).toEqual(ids);
    await expectNoChanges(org);

    // Somebody leaves, and comes back as the same person.
    const leaver = employee(org, "271");
    const { id } = personIn(sandbox, leaver.userName);
    const without = withoutPerson(org, "271");
    expect(await up(without)).toEqual([`PATCH ${leaver.userName}`]);
    expect(activeIn(sandbox)).toEqual(wanted(without));
    expect(personIn(sandbox, leaver.userName)).toMatchObject({ id, active: false });
    await expectNoChanges(without);
    expect(await up(org)).toEqual([`PATCH ${leaver.userName}`, "POST /Users 409"]);
    expect(personIn(sandbox, leaver.userName)).toMatchObject({ id, active: true });
    expect(activeIn(sandbox)).toEqual(wanted(org));
    expect(idsIn(sandbox)).toEqual(ids);
    await expectNoChanges(org);

    // The end: nobody is deleted, since Absorb cannot.
    const end = await writesBy(sandbox, () => project.destroy());
    expect(end).toEqual(org.people.map(({ userName }) => `PATCH ${userName}`).sort());
    expect(activeIn(sandbox)).toEqual({});
    expect(idsIn(sandbox)).toEqual(ids);
  });
});

/** Everybody in the service who is active, by userName, in the program's words. */
function activeIn(sandbox: Sandbox): Record<string, JsonObject> {
  const nameOf = names(sandbox);
  const people = sandbox.dump().Users.filter(({ active }) => active === true);
  return Object.fromEntries(
    people.map(({ userName, externalId, name, title, emails, ...rest }) => {
      const { value = null } = within(within(rest, ENTERPRISE), "manager");
      const { [ABSORB]: own = null } = rest;
      const manager = typeof value === "string" ? (nameOf.get(value) ?? "nobody") : null;
      return [textOf(userName), { externalId, name, title, emails, manager, own } as JsonObject];
    }),
  );
}

function wanted(org: Org): Record<string, JsonObject> {
  return Object.fromEntries(
    org.people.map(({ userName, key, name, title, manager, division, department, depth }) => [
      userName,
      {
        externalId: key,
        name: { ...name },
        title,
        emails: [{ value: userName, type: "work", primary: true }],
        manager: manager === null ? null : employee(org, manager).userName,
        own: {
          location: division,
          userManagementSettings: { isLearner: true, isManager: depth < 3, managerRoles: [department] },
        },
      },
    ]),
  );
}
