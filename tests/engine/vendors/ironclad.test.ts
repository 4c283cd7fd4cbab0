import { type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { personIn, requestCounts } from "../../support/withSandbox.js";
import { ENTERPRISE, membersOf } from "../scenario.js";
import {
  changed,
  changedTeam,
  counted,
  employee,
  fortyPeople,
  idsIn,
  messagesOf,
  onVendor,
  type Org,
  tally,
  teamOf,
  textOf,
  within,
  withoutPerson,
  writesBy,
} from "./company.js";

jest.setTimeout(400_000);

const IRONCLAD = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const ACTOR = "scim@adventure-works.com";

/** `manager` is the head of the department, a resource; who has none, or is the head himself, is his own by address. */
const args = `{
  userName: p.userName, name: p.name, title: p.title, department: p.department,
  ironclad: { departmentHead: p.manager === p.key ? p.userName : of(p.manager) },
}`;

it("forty people and three groups at Ironclad: made, edited by hand, moved, renamed, left, back again, all gone", async () => {
  let org: Org = {
    people: fortyPeople(),
    teams: [
      { key: "signers", displayName: "Signers", members: ["109", "6", "12", "42", "140", "148", "273"] },
      {
        key: "drafters",
        displayName: "Drafters",
        members: ["271", "272", "2", "46", "106", "119", "4", "9", "11", "30"],
      },
      { key: "auditors", displayName: "Auditors", members: ["30", "71", "103", "139"] },
    ],
  };
  org = changed(org, "148", { manager: "148" });
  const actor = { userName: ACTOR, name: { givenName: "SCIM", familyName: "Sync" } };
  const options = {
    sandbox: { ironclad: { actor: "required" }, seed: { Users: [actor] } },
    env: { SCIM_HEADERS: JSON.stringify({ "x-as-user-email": ACTOR }) },
  } as const;
  await onVendor("ironclad", org, args, options, async ({ project, sandbox, up, drift, expectNoChanges }) => {
    const same = () => {
      expect(peopleIn(sandbox)).toEqual(wanted(org));
      for (const { displayName, members } of org.teams)
        expect(membersOf(sandbox, displayName)).toEqual(
          members.map((key) => personIn(sandbox, employee(org, key).userName).id).sort(),
        );
    };
    // One POST brings a person with everything, the head of the department included.
    expect(tally(await up(org))).toEqual({
      "POST /Users": 40,
      "POST /Groups": 3,
      "PATCH Signers": 1,
      "PATCH Drafters": 1,
      "PATCH Auditors": 1,
    });
    expect(requestCounts(counted(sandbox))).toEqual({ "POST /Users": 40, "POST /Groups": 3, "PATCH /Groups/…": 3 });
    same();
    await expectNoChanges(org);
    const ids = idsIn(sandbox);

    // What somebody changes in Ironclad is found, exactly, and set right.
    const terri = employee(org, "12");
    sandbox.edit("Users", personIn(sandbox, terri.userName).id, (user) => {
      user["title"] = "Set by hand";
    });
    expect(await drift()).toEqual({ "update p12": ["title"] });
    expect(await up(org, ["--refresh"])).toEqual([`PATCH ${terri.userName}`]);
    same();

    // Another head, and no head any more. One write each.
    org = changed(org, "9", { manager: "148" });
    org = changed(org, "2", { manager: null });
    expect(await up(org)).toEqual(
      [`PATCH ${employee(org, "2").userName}`, `PATCH ${employee(org, "9").userName}`].sort(),
    );
    same();

    // A head who is his own has a new address; those who name him follow.
    org = changed(org, "148", { userName: "jim.hamilton@adventure-works.com" });
    const named = org.people.filter(({ manager }) => manager === "148");
    expect(await up(org)).toEqual(named.map(({ userName }) => `PATCH ${userName}`).sort());
    same();
    expect(idsIn(sandbox)).toEqual(ids);
    await expectNoChanges(org);

    // A member goes from one group to another; a group is renamed.
    const drafters = teamOf(org, "drafters").members;
    org = changedTeam(org, "drafters", { displayName: "Authors", members: drafters.filter((key) => key !== "11") });
    org = changedTeam(org, "signers", { members: [...teamOf(org, "signers").members, "11"] });
    expect(await up(org)).toEqual(["PATCH Authors", "PATCH Signers", "PUT Authors"]);
    same();

    // Somebody leaves, is gone, and comes back as a new person.
    const everybody = org;
    const leaver = employee(org, "271");
    const { id } = personIn(sandbox, leaver.userName);
    org = withoutPerson(org, "271");
    expect(await up(org)).toEqual([`DELETE ${leaver.userName}`, "PATCH Authors"]);
    same();
    expect(idsIn(sandbox)).toEqual(ids.filter((one) => one !== id));
    await expectNoChanges(org);
    org = everybody;
    expect(await up(org)).toEqual(["PATCH Authors", "POST /Users"]);
    expect(personIn(sandbox, leaver.userName).id).not.toBe(id);
    same();
    await expectNoChanges(org);

    // The end: everybody but the actor is gone, and the operator is told what that means.
    let told: string[] = [];
    const end = await writesBy(sandbox, async () => {
      told = messagesOf(await project.destroy());
    });
    const left = org.people.map(({ userName }) => `DELETE ${userName}`);
    expect(end).toEqual([...left, "DELETE Auditors", "DELETE Authors", "DELETE Signers"].sort());
    expect(sandbox.dump().Groups).toEqual([]);
    expect(sandbox.dump().Users.map(({ userName }) => userName)).toEqual([ACTOR]);
    expect(told).toEqual([
      "scim: Ironclad removes people from the company for good; somebody who comes back is a new person with a new id.",
    ]);
  });
});

it("eighty changes at Ironclad, which permits fifty by PATCH: the others go by PUT, and nobody waits for the next window", async () => {
  let org: Org = { people: fortyPeople(), teams: [] };
  // A process cannot know what the one before it has spent: it finds out by as many requests as the engine makes at once.
  const options = { sandbox: { ironclad: { rateWindowMs: 600_000 } }, mostRefused: 16 };
  await onVendor("ironclad", org, args, options, async ({ sandbox, up, expectNoChanges }) => {
    await up(org);
    const methods: string[] = [];
    for (const mark of ["I", "II"]) {
      org = { ...org, people: org.people.map((one) => ({ ...one, title: `${one.title} ${mark}` })) };
      methods.push(...(await up(org)).map((what) => what.split(" ")[0] ?? ""));
      expect(peopleIn(sandbox)).toEqual(wanted(org));
    }
    expect(tally(methods)).toEqual({ PATCH: 50, PUT: 30 });
    await expectNoChanges(org);
  });
});

/** Everybody in the service but the actor, by userName, in the program's words. */
function peopleIn(sandbox: Sandbox): Record<string, JsonObject> {
  const people = sandbox.dump().Users.filter(({ userName }) => userName !== ACTOR);
  return Object.fromEntries(
    people.map(({ userName, name = null, title = null, ...rest }) => {
      const { department = null } = within(rest, ENTERPRISE);
      const { departmentHead = null } = within(rest, IRONCLAD);
      return [textOf(userName), { name, title, department, departmentHead }];
    }),
  );
}

function wanted(org: Org): Record<string, JsonObject> {
  return Object.fromEntries(
    org.people.map(({ userName, name, title, department, manager }) => [
      userName,
      {
        name: { ...name },
        title,
        department,
        departmentHead: manager === null ? null : employee(org, manager).userName,
      },
    ]),
  );
}
