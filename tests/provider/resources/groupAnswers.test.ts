import { group } from "../../../provider/resources/group.js";
import { dialectWith, Engine, held, withService } from "../support/service.js";

test.each([true, false])(
  "keeps the members of a group whose answer was asked to leave them out where the service knows how (%s)",
  (excludesMembers) =>
    withService(
      { connection: { dialect: dialectWith({ group: { excludesMembers } }) } },
      async ({ sandbox, directory }) => {
        sandbox.create("Users", { id: "u", userName: "u@acme.io" });
        const engine = new Engine(group, directory);
        const state = await engine.create({ displayName: "Old" });
        sandbox.edit("Groups", state.id, (resource) => (resource["members"] = [{ value: "u" }]));
        const seen = await engine.refresh(state);
        sandbox.clearRequests();
        await engine.up(seen ?? state, { displayName: "New" });
        const patches = sandbox.requests().filter(({ method }) => method === "PATCH");
        expect(patches.map(({ query }) => query)).toEqual([excludesMembers ? { excludedAttributes: "members" } : {}]);
        expect(held(sandbox, state.id)).toMatchObject({ displayName: "New", members: [{ value: "u" }] });
      },
    ),
);
