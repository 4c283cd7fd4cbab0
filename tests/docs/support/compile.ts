import { join } from "node:path";
import ts from "typescript";
import { root } from "./markdown.js";

/** Problems of texts that stand in for modules of programs, as TypeScript says them; one list for each. */
export function problemsOf(texts: readonly string[]): string[][] {
  const files = new Map(texts.map((text, index) => [join(root, `program${index}.ts`), text]));
  const read = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  options.noEmit = true;
  options.paths = { "pulumi-scim": [join(root, "sdk/index.ts")], "pulumi-scim/*": [join(root, "*/index.ts")] };
  const base = ts.createCompilerHost(options);
  const program = ts.createProgram([...files.keys()], options, {
    ...base,
    fileExists: (path) => files.has(path) || base.fileExists(path),
    getSourceFile: (path, language, ...rest) => {
      const text = files.get(path);
      return text === undefined
        ? base.getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language);
    },
  });
  return [...files.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, "\n")),
  );
}
