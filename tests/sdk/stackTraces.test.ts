import { join } from "node:path";
import { endStacksAtProgram } from "../../sdk/stackTraces.js";

const runtime = "/app/node_modules/@pulumi/pulumi/resource.js";

/** The stack of an error whose frames stand in these files, as V8 would ask for it. */
function stackOf(files: string[]): unknown {
  const frames = files.map((file) => ({
    getFileName: () => file,
    getFunctionName: () => "f",
    getLineNumber: () => 1,
    getColumnNumber: () => 2,
  }));
  const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
  return typeof prepare === "function" ? Reflect.apply(prepare, Error, [new Error("e"), frames]) : undefined;
}

describe("endStacksAtProgram", () => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  beforeEach(() => Reflect.deleteProperty(Error, "prepareStackTrace"));
  afterEach(() => {
    if (before !== undefined) Object.defineProperty(Error, "prepareStackTrace", before);
  });

  const cases: [string, string[], number][] = [
    ["Pulumi's frames below the program", [runtime, runtime, "/app/scim.js", "/app/index.ts", runtime, "/x.js"], 4],
    ["Node's frames below the program", [runtime, "/app/index.js", "node:internal/modules/cjs/loader", runtime], 2],
    ["Windows paths", ["C:\\n\\@pulumi\\pulumi\\resource.js", "C:\\i.ts", "C:\\n\\@pulumi\\pulumi\\run.js"], 2],
    ["ES modules", ["file:///n/@pulumi/pulumi/resource.js", "file:///app/index.mjs", "node:internal/x"], 2],
    ["nothing where Pulumi is bundled into the program", ["/bundle.js", "/bundle.js"], 2],
  ];
  it.each(cases)("cuts %s", (_case, files, kept) => {
    const restore = endStacksAtProgram();
    const lines = files.slice(0, kept).map((file) => `    at f (${file}:1:2)`);
    expect(stackOf(files)).toBe(["Error: e", ...lines].join("\n"));
    restore();
    expect(Object.hasOwn(Error, "prepareStackTrace")).toBe(false);
  });

  it("leaves out the frames of the component, so that its people stand where the program made it", () => {
    const restore = endStacksAtProgram();
    const component = join(__dirname, "../../sdk/orgChart/orgChart.ts");
    expect(stackOf([runtime, "/p/sdk/scimUser.js", component, component, "/app/index.ts", runtime])).toBe(
      ["Error: e", runtime, "/p/sdk/scimUser.js", "/app/index.ts"]
        .map((file, at) => (at === 0 ? file : `    at f (${file}:1:2)`))
        .join("\n"),
    );
    restore();
  });

  it.each(["/n/@pulumi/pulumi/runtime/debuggable.js", "C:\\n\\@pulumi\\pulumi\\runtime\\debuggable.js"])(
    "gives Pulumi's promises no stack unless somebody looks for promises that leak: %s",
    (promises) => {
      const variable = "PULUMI_DEBUG_PROMISE_LEAKS";
      const restore = endStacksAtProgram();
      expect(stackOf([promises, "/app/index.js"])).toBe("");
      restore();
      process.env[variable] = "1";
      const restoreShown = endStacksAtProgram();
      expect(stackOf([promises, "/app/index.js"])).toContain("/app/index.js");
      restoreShown();
      Reflect.deleteProperty(process.env, variable);
    },
  );

  it("knows where the installed Pulumi makes its promises", async () => {
    const { debuggablePromise } = jest.requireActual<{ debuggablePromise: (promise: Promise<void>) => unknown }>(
      "@pulumi/pulumi/runtime/debuggable",
    );
    const promise = Promise.resolve();
    const restore = endStacksAtProgram();
    await debuggablePromise(promise);
    restore();
    expect(Reflect.get(promise, "_debugStackTrace")).toBe("");
  });

  it("hands the frames that are left to the mapper of a transpiler, and puts that back", () => {
    const mapper = (_error: Error, frames: unknown[]) => `mapped ${frames.length}`;
    Reflect.set(Error, "prepareStackTrace", mapper);
    const restore = endStacksAtProgram();
    expect(stackOf([runtime, "/app/index.ts", runtime])).toBe("mapped 2");
    restore();
    expect(Reflect.get(Error, "prepareStackTrace")).toBe(mapper);
  });
});
