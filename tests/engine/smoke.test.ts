import { withProject } from "../support/engineProject.js";

jest.setTimeout(120_000);

const program = (value: string) => `
const pulumi = require("@pulumi/pulumi");
class Note extends pulumi.CustomResource {
  constructor(name, props) {
    super("pulumi-nodejs:dynamic/test:Note", name, { ...props, __provider: 'exports.handler=()=>({check:async(o,n)=>({inputs:n}),diff:async(i,o,n)=>({changes:o.value===n.value?false:undefined}),create:async(p)=>({id:"1",outs:{value:p.value}}),update:async(i,o,n)=>({outs:{value:n.value}})})' });
  }
}
exports.id = new Note("note", { value: "${value}" }).id;
`;

it("drives the real engine through a resource's life", async () => {
  await withProject({ program: program("one") }, async (project) => {
    expect((await project.preview()).changes).toEqual({ create: 2 });
    const up = await project.up();
    expect(up.changes).toEqual({ create: 2 });
    await project.preview({ args: ["--expect-no-changes"] });
    project.write(program("two"));
    const digest = await project.previewJson();
    expect(digest.changeSummary).toEqual({ same: 1, update: 1 });
    await project.up();
    expect((await project.resources()).map(({ outputs }) => outputs["value"])).toEqual(["two"]);
    expect(await project.outputs()).toEqual({ id: "1" });
    await project.importStack(await project.exportStack());
    await project.preview({ args: ["--expect-no-changes"] });
    expect((await project.destroy()).changes).toEqual({ delete: 2 });
  });
});
