import { canonicalStart, edit, groupIn, membersOf, onSandbox, resourceNamed, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

const TEAM = "urn:example:params:scim:schemas:extension:team:2.0:Group";

it("takes a group through the canonical life cycle, renaming it in place", async () => {
  const group = (args: string) => `new ScimGroup("team", { ${args} });`;
  const body = group(`displayName: "Team", externalId: "t-1", extensions: { "${TEAM}": { floor: 3 } }`);
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    expect(await writesOf(sandbox, () => canonicalStart(project))).toEqual({ "POST /Groups": 1 });
    const { id } = groupIn(sandbox, "Team");
    expect(groupIn(sandbox, "Team")).toMatchObject({ externalId: "t-1", [TEAM]: { floor: 3 } });
    sandbox.create("Users", { id: "guest", userName: "guest@acme.example" });
    sandbox.edit("Groups", id, (resource) => {
      resource["members"] = [{ value: "guest" }]; // members are never part of a ScimGroup
    });

    const renamed = group(`displayName: "The Team", externalId: "t-2"`);
    // The edit by hand has changed the version: the first PATCH is answered 412, the second one goes against the new version.
    expect(await writesOf(sandbox, () => edit(project, renamed))).toEqual({ "PATCH /Groups/…": 2 });
    expect(groupIn(sandbox, "The Team")).toMatchObject({ id, externalId: "t-2" });
    expect(groupIn(sandbox, "The Team")).not.toHaveProperty([TEAM]);
    expect(membersOf(sandbox, "The Team")).toEqual(["guest"]);

    expect(await writesOf(sandbox, () => edit(project, group(`displayName: "The Team"`)))).toEqual({});
    expect(groupIn(sandbox, "The Team")["externalId"]).toBe("t-2"); // dropped: let go
    await edit(project, group(`displayName: "The Team", externalId: null`));
    expect(groupIn(sandbox, "The Team")).not.toHaveProperty("externalId");

    expect((await resourceNamed(project, "team")).id).toBe(id);
    expect(await writesOf(sandbox, () => project.destroy())).toEqual({ "DELETE /Groups/…": 1 });
    expect(sandbox.dump().Groups).toEqual([]);
  });
});
