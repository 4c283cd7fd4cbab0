// node -r tests/cli/typescript.cjs FILE.ts: runs the sources as they are, so that a test of the command needs no build.
const Module = require("node:module");
const { readFileSync } = require("node:fs");
const { transformSync } = require("@swc/core");

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const relative = request.startsWith(".") && parent?.filename?.endsWith(".ts");
  return resolve.call(this, relative ? request.replace(/\.js$/, ".ts") : request, parent, ...rest);
};
Module._extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), { filename });
  module._compile(code, filename);
};
