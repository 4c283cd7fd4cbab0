import { ScimGroup } from "../../sdk/index.js";
import { given, register, valueOf } from "./registrations.js";

describe("ScimGroup", () => {
  it("registers its arguments and a constant provider text", async () => {
    const [group] = await register(
      () => new ScimGroup("board", { displayName: "Board", externalId: null, onDelete: "retain", adopt: "never" }),
    );
    expect(group?.type).toBe("pulumi-nodejs:dynamic/scim:Group");
    expect(group?.inputs["__provider"]).toBe(
      'exports.handler=()=>require("module").createRequire(process.cwd()+"/x.js")("pulumi-scim/provider").group',
    );
    expect(group && given(group)).toEqual({
      displayName: "Board",
      externalId: null,
      onDelete: "retain",
      adopt: "never",
    });
  });

  it("resolves outputs from the service's answer", async () => {
    let group: ScimGroup | undefined;
    await register(() => (group = new ScimGroup("board", { displayName: "Board" })), {
      answers: { board: { externalId: "b-1" } },
    });
    expect(group && (await valueOf(group.externalId))).toBe("b-1");
    expect(group && (await valueOf(group.scimId))).toBe("board-id");
  });

  it("is read by id with get", async () => {
    const [read] = await register(() => ScimGroup.get("board", "g1"));
    expect(read).toMatchObject({ id: "g1", inputs: { __get: true } });
  });

  it.each([[undefined], [""]])("refuses to get the id %p", async (id: unknown) => {
    await register(() => {
      expect(() => ScimGroup.get("board", id as string)).toThrow('ScimGroup.get "board": id is missing.');
    });
  });
});
