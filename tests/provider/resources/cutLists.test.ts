import { type Directory } from "../../../provider/directory/directory.js";
import { memberList } from "../../../provider/directory/members.js";
import { membership } from "../../../provider/resources/membership.js";
import { type JsonObject } from "../../../provider/scim/json.js";
import { json } from "../scim/support/hostileServer.js";
import { type Oddity, type OddService, plainly, withOddService } from "../support/oddService.js";
import { Engine, partial, rejection } from "../support/service.js";

const hundred = Array.from({ length: 100 }, (_, at) => `u${at}`);

interface Company {
  readonly service: OddService;
  readonly open: () => Directory;
}

/** What people's own `groups` say of the group: nothing at all, or whether they are in it, in these words. */
type OwnGroups = "absent" | "direct" | "indirect";

/** A service whose groups show their first hundred members, with people u0 to u99, a and b; and a group "g" of these. */
function withCutLists(
  own: OwnGroups,
  inGroup: string[],
  body: (company: Company) => Promise<void>,
  oddity: Oddity = {},
): Promise<void> {
  let groups: () => JsonObject[] = () => [];
  const show = (resource: JsonObject): JsonObject => {
    const { id = "", userName } = resource;
    if (userName === undefined) {
      const { members } = resource;
      return { ...resource, members: Array.isArray(members) ? members.slice(0, 100) : [] };
    }
    if (own === "absent") return resource;
    const theirs = groups().filter((group) => memberList(group)?.some((member) => member.id === id));
    return { ...resource, groups: theirs.map((group) => ({ value: group["id"] ?? "", type: own })) };
  };
  return withOddService({ show, ...oddity }, (service, open) => {
    groups = () => [...service.Groups.values()];
    for (const id of [...hundred, "a", "b"]) service.put("Users", { id, userName: `${id}@acme.io` });
    fill(service, inGroup);
    return body({ service, open });
  });
}

function fill(service: OddService, ids: string[]): void {
  service.put("Groups", { id: "g", displayName: "g", members: ids.map((value) => ({ value })) });
}

const members = (service: OddService) => memberList(service.held("g"))?.map(({ id }) => id) ?? [];
const membershipOf = (user: string) => ({ id: `g/${user}`, inputs: { group: "g", user }, outs: { group: "g", user } });
const leave = (directory: Directory, user: string) => new Engine(membership, directory).delete(membershipOf(user));

describe.each([200, 204] as const)("a service that cuts lists of members and answers %i to a PATCH", (patchStatus) => {
  test("takes in somebody whom it does not show, and a refresh finds them by their own groups", () =>
    withCutLists(
      "direct",
      hundred,
      async ({ service, open }) => {
        const made = await new Engine(membership, open()).create({ group: "g", user: "a" });
        expect(members(service)).toEqual([...hundred, "a"]);
        expect(await new Engine(membership, open()).refresh(made)).toMatchObject({ id: "g/a" });
        fill(service, hundred);
        expect(await new Engine(membership, open()).refresh(made)).toBeUndefined();
      },
      { patchStatus },
    ));

  test("holds a set that is larger than what it shows, and shows who was taken out of it by hand", () =>
    withCutLists(
      "direct",
      [],
      async ({ service, open }) => {
        const users = [...hundred, "a", "b"];
        const made = await new Engine(membership, open()).create({ group: "g", users });
        expect(members(service)).toEqual(users);
        const seen = await new Engine(membership, open()).refresh(made);
        expect(seen?.inputs).toEqual(made.inputs);
        fill(service, [...hundred, "b"]);
        const less = await new Engine(membership, open()).refresh(made);
        expect(less?.inputs["users"]).toEqual([...hundred, "b"]);
      },
      { patchStatus },
    ));

  test("does not get away with a removal that it has not carried out", () =>
    withCutLists(
      "direct",
      [...hundred, "a"],
      async ({ service, open }) => {
        const { message } = await rejection(leave(open(), "a"));
        expect(message).toMatch(/yet a is still in the group/);
        expect(members(service)).toEqual([...hundred, "a"]);
      },
      { patchStatus, apply: () => undefined },
    ));

  test.each(["absent", "indirect"] as const)(
    "whose people's groups are %s is not believed, and the way out is said",
    (own) =>
      withCutLists(
        own,
        hundred,
        async ({ service, open }) => {
          const { message } = await rejection(new Engine(membership, open()).create({ group: "g", user: "a" }));
          expect(message).toMatch(/shows exactly 100 members, and a is not among them.*members\.list: "none"/);
          expect(service.lines().filter((line) => line.startsWith("PUT"))).toEqual([]);
          const error = await partial(new Engine(membership, open()).create({ group: "g", users: ["u1", "b"] }), {});
          expect(error.outs["users"]).toEqual(["u1"]);
        },
        { patchStatus },
      ),
  );

  test("is not believed either where the token may not read people", () =>
    withCutLists(
      "direct",
      hundred,
      async ({ service, open }) => {
        const { message } = await rejection(new Engine(membership, open()).create({ group: "g", user: "a" }));
        expect(message).toMatch(/a is not among them, nor do their own groups tell/);
        const made = membershipOf("u7");
        expect(await new Engine(membership, open()).refresh(made)).toMatchObject({ id: "g/u7" });
        expect(members(service)).toContain("a");
      },
      {
        patchStatus,
        answer: ({ method, kind, id }, response) => {
          const isRefused = method === "GET" && kind === "Users" && id !== undefined;
          if (isRefused) json(response, 403, { status: "403" });
          return isRefused;
        },
      },
    ));

  test("loses somebody whom it does not show, when their membership ends", () =>
    withCutLists(
      "absent",
      [...hundred, "a"],
      async ({ service, open }) => {
        await leave(open(), "a");
        expect(members(service)).toEqual(hundred);
      },
      { patchStatus, apply: plainly },
    ));
});

test.each([400, 200])("a removal may be answered %i where somebody is not in the group either", (status) =>
  withCutLists(
    "direct",
    hundred,
    async ({ service, open }) => {
      await leave(open(), "a");
      expect(members(service)).toEqual(hundred);
    },
    {
      answer: ({ method }, response) => {
        if (method === "PATCH") json(response, status, { id: "g", scimType: "noTarget" });
        return method === "PATCH";
      },
    },
  ),
);

test("people are asked one by one only where the list may be cut and does not show them", () =>
  withCutLists("direct", [...hundred, "a"], async ({ service, open }) => {
    const users = [...hundred, "a"];
    const set = { id: "g", inputs: { group: "g", users }, outs: { group: "g", users } };
    await new Engine(membership, open()).refresh(set);
    expect(service.lines().filter((line) => line.startsWith("GET /Users/"))).toEqual(["GET /Users/a"]);
    service.requests.length = 0;
    fill(service, hundred.slice(1));
    await new Engine(membership, open()).refresh(set);
    expect(service.lines().filter((line) => line.startsWith("GET /Users/"))).toEqual([]);
  }));
