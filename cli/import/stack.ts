import { z } from "zod";
import { COMPONENT_TOKEN, typeToken } from "../../sdk/tokens.js";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { readJson } from "../readJson.js";
import { type Taken } from "./company.js";

/** What a stack holds already. */
export interface Stack extends Taken {
  /** Whether the service's person or group of that id is a resource of the stack. */
  isThere(id: string): boolean;
  /** How many people and groups of the service it has. */
  readonly size: number;
  hasComponent(name: string): boolean;
}

const shape = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          external: z.boolean().optional(),
          outputs: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .optional(),
  }),
});

const KINDS: Readonly<Record<string, "users" | "groups">> = {
  [typeToken("User")]: "users",
  [typeToken("Group")]: "groups",
};

/** A stack without anything. */
export const EMPTY_STACK: Stack = {
  users: new Set(),
  groups: new Set(),
  isThere: () => false,
  size: 0,
  hasComponent: () => false,
};

/** Reads what `pulumi stack export` wrote. `endpoint` is the service's: ids of other services say nothing of this one. */
export async function readStack(file: string, endpoint: string): Promise<Stack> {
  const parsed = shape.safeParse(await readJson("state", file));
  if (!parsed.success) {
    throw new CommandError(
      `Could not read the state ${file}: it is not what \`pulumi stack export\` writes. Export it again.`,
      EXIT.wrongUse,
    );
  }
  const names = { users: new Set<string>(), groups: new Set<string>() };
  const ids = new Set<string>();
  const components = new Set<string>();
  for (const { urn, type, id, external, outputs } of parsed.data.deployment.resources ?? []) {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    if (type === COMPONENT_TOKEN) components.add(name);
    const kind = KINDS[type];
    if (kind === undefined) continue;
    names[kind].add(name.toLowerCase());
    const isOurs = external !== true && outputs?.["__service"] === endpoint;
    if (isOurs && id !== undefined) ids.add(id);
  }
  return {
    ...names,
    isThere: (id) => ids.has(id),
    size: ids.size,
    hasComponent: (name) => components.has(name),
  };
}
