import { type EngineProject } from "../engineProject.js";
import { type Program } from "./declaration.js";
import { type Driver, type Kept, type RunOutcome, type UpOptions } from "./driver.js";

/** A program that declares what `program.json` beside it says. */
export const INTERPRETER = `"use strict";
const { ScimGroup, ScimMembership, ScimUser } = require("pulumi-scim");
const classes = { Group: ScimGroup, Membership: ScimMembership, User: ScimUser };
const made = new Map();
const resolved = (value) => {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  if ("$id" in value) return made.get(value.$id);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part)]));
};
for (const { kind, name, inputs } of require("./program.json"))
  made.set(kind + " " + name, new classes[kind](name, resolved(inputs)));
`;

/** Runs programs on the real engine; the project's program is the interpreter. What it refers to stands before it. */
export class EngineDriver implements Driver {
  constructor(private readonly project: EngineProject) {}

  async up(program: Program, { refresh = false, allowGone = false }: UpOptions = {}): Promise<RunOutcome> {
    this.#write(program);
    const env = allowGone ? { SCIM_ALLOW_GONE: "1" } : {};
    const run = await this.project.up({ fails: "perhaps", args: refresh ? ["--refresh"] : [], env });
    if (run.code === 0) return { failures: [] };
    return { failures: run.problems.length > 0 ? run.problems : [run.output] };
  }

  async differences(program: Program): Promise<readonly string[]> {
    this.#write(program);
    const run = await this.project.preview({ fails: "perhaps", args: ["--refresh", "--expect-no-changes"] });
    return run.code === 0 ? [] : [run.output];
  }

  async kept(): Promise<readonly Kept[]> {
    const resources = await this.project.resources();
    return resources.map(({ urn, type, id = "", ...more }) => {
      const isReplaced = "delete" in more && more["delete"] === true;
      const key = `${type.split(":").at(-1) ?? ""} ${urn.split("::").at(-1) ?? ""}`;
      return { key: isReplaced ? "replaced" : key, id };
    });
  }

  #write(program: Program): void {
    this.project.writeFile("program.json", JSON.stringify(program));
  }
}
