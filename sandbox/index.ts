export { startSandbox, type Sandbox } from "./sandbox.js";
export { InvalidOptionsError, type SandboxOptions, type Seed } from "./options.js";
export { type FaultAction, type FaultRule } from "./faults.js";
export { type LoggedRequest } from "./requestLog.js";
export { type StrictReferences } from "./references.js";
export { type Kind } from "./schema/resourceType.js";
export { type Json, type JsonObject } from "./json.js";
