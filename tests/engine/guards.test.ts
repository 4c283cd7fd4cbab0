import { type Sandbox } from "../../sandbox/index.js";
import { connectionTo, withSandbox } from "../support/withSandbox.js";
import { expectNoChanges, onSandbox, program, requestsOf, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

const people = (names: readonly string[], more = "") => `
  for (const name of ${JSON.stringify(names)}) new ScimUser(name, { userName: name + "@acme.example", externalId: name ${more} });`;
const eight = ["a", "b", "c", "d", "e", "f", "g", "h"];

it("maxLeavers refuses a run before anybody is ended, and SCIM_ALLOW_LEAVERS lets one run pass", async () => {
  const options = { config: { "scim:maxLeavers": "2" }, refreshAlways: true };
  await onSandbox(people(eight), options, async ({ project, sandbox }) => {
    await project.up();
    project.write(program(people(eight.slice(0, 3))));
    const refused = await writesOf(sandbox, async () => {
      const { output } = await project.up({ fails: true });
      expect(output).toMatch(
        /would end 5 people or more \(.+ and 2 more\), and maxLeavers allows 2; nobody has been ended/,
      );
      expect(output).toContain("SCIM_ALLOW_LEAVERS=5");
    });
    expect(refused).toEqual({});
    expect(await project.resources()).toHaveLength(8);
    const allowed = { env: { SCIM_ALLOW_LEAVERS: "5" } };
    expect(await writesOf(sandbox, () => project.up(allowed))).toEqual({ "DELETE /Users/…": 5 });

    // Who joins in such a run joins, since Pulumi deletes last.
    project.write(program(people(["new"])));
    expect(await writesOf(sandbox, () => project.up({ fails: true }))).toEqual({ "POST /Users": 1 });
    project.write(program(people(eight.slice(0, 3))));
    expect(await writesOf(sandbox, () => project.up())).toEqual({ "DELETE /Users/…": 1 });

    // By the program itself.
    project.write(program(people(eight.slice(0, 3), ", active: false")));
    expect(await writesOf(sandbox, () => project.up({ fails: true }))).toEqual({});
    project.write(program(people(eight.slice(0, 3))));
    await expectNoChanges(project);

    // A destroy: with its refresh it is counted, without one it is not known.
    expect((await project.destroy({ fails: true })).output).toContain("would end 3 people");
    const blind = await project.destroy({ fails: true, args: ["--refresh=false"] });
    expect(blind.output).toMatch(/how many people this run would end is not known/);
    expect(sandbox.dump().Users).toHaveLength(3);
    await project.destroy({ env: { SCIM_ALLOW_LEAVERS: "3" }, args: ["--refresh=false"] });
    expect(sandbox.dump().Users).toEqual([]);
  });
});

function empty(sandbox: Sandbox): void {
  for (const { id } of sandbox.dump().Users) if (typeof id === "string") sandbox.remove("Users", id);
}

it("a service that has lost everything drops nothing from the state, and SCIM_ALLOW_GONE lets one run pass", async () => {
  await onSandbox(people(eight), {}, async ({ project, sandbox }) => {
    await project.up();
    const before = sandbox.dump();
    empty(sandbox);
    for (const run of ["refresh", "preview"] as const) {
      const { output } = await project[run]({ fails: true, args: run === "preview" ? ["--refresh"] : [] });
      expect(output).toContain(`${sandbox.url} answers that all 8 objects of this stack that were looked at are gone`);
      expect(output).toContain("SCIM_ALLOW_GONE=1");
    }
    expect(await project.resources()).toHaveLength(8);
    // One at a time, the engine shows no more than one of them at once.
    await project.refresh({ fails: true, args: ["--parallel", "1"] });
    expect((await project.resources()).length).toBeGreaterThanOrEqual(4);
    // The service is itself again: all are found or adopted.
    for (const user of before.Users) sandbox.create("Users", user);
    expect(await writesOf(sandbox, () => project.up({ args: ["--refresh"] }))).not.toHaveProperty("PATCH /Users/…");
    expect(sandbox.dump().Users).toHaveLength(8);
    await expectNoChanges(project);
    empty(sandbox);
    await project.refresh({ env: { SCIM_ALLOW_GONE: "1" } });
    expect(await project.resources()).toEqual([]);
  });
});

it("point 19: a service that moved is refused until movedFrom names the old one, and the next up forgets that", async () => {
  const body = `
    const users = ["a", "b"].map((name) => new ScimUser(name, { userName: name + "@acme.example" }));
    const team = new ScimGroup("team", { displayName: "Team" });
    new ScimMembership("team", { group: team, users });`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    await project.up();
    await withSandbox({ token: sandbox.token, seed: sandbox.dump() }, async (moved) => {
      project.setEnvironment(connectionTo(moved));
      for (const args of [[], ["--refresh"]]) {
        const { output } = await project.up({ fails: true, args });
        expect(output).toContain(`movedFrom: "${sandbox.url}"`);
      }
      expect(moved.requests()).toEqual([]);
      const env = { SCIM_MOVED_FROM: sandbox.url };
      expect((await project.preview({ env })).changes).toEqual({ update: 4 });
      const requests = await requestsOf(moved, () => project.up({ env }));
      expect(Object.keys(requests).filter((what) => what.includes("/Users"))).toEqual([]);
      await expectNoChanges(project);
      await project.destroy();
      expect(moved.dump()).toEqual({ Users: [], Groups: [] });
      expect(sandbox.dump().Users).toHaveLength(2);
    });
  });
});
