import { PluginError, withPlugin } from "../support/pluginProcess.js";

const text = `exports.handler=()=>({
  check: async (olds, news) => ({ inputs: news, failures: news.bad ? [{ property: "bad", reason: "is bad" }] : [] }),
  create: async (props) => {
    if (props.fails) throw Object.assign(new Error("half"), { id: "7", properties: { a: 1 }, reasons: ["no manager"] });
    return { id: "1", outs: { cwd: process.cwd(), value: props.value } };
  },
  diff: async () => ({}),
  read: async (id) => (id === "gone" ? {} : { id, props: { value: "x" } }),
  delete: async () => { throw undefined; },
})`;

it("drives the real plugin process over gRPC", async () => {
  await withPlugin({ timeoutSeconds: 3 }, async (plugin) => {
    const note = plugin.resource(text);
    expect(await note.check({ bad: true })).toEqual({
      inputs: { bad: true },
      failures: [{ property: "bad", reason: "is bad" }],
    });
    expect((await note.create({ value: "v" })).outputs["value"]).toBe("v");
    expect(await note.diff("1", {}, {})).toEqual({ changes: undefined, replaces: [], deleteBeforeReplace: false });
    expect((await note.read("gone", {})).id).toBe("");
    expect((await note.read("1", {})).inputs).toBeUndefined();
    const error = await note.create({ fails: true }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PluginError);
    expect(error).toMatchObject({ partial: { id: "7", properties: { a: 1 }, reasons: ["no manager"] } });
    await expect(note.delete("1", {})).rejects.toThrow("no reply");
  });
});
