import { z } from "zod";
import { type Json, type JsonObject, isObject, textOf, textsOf } from "../../../provider/scim/json.js";
import { type Chart } from "../chart.js";
import { chartOf, idIn, nameOf, type SourcePerson } from "./person.js";

const USER = "pulumi-nodejs:dynamic/scim:User";
const GROUP = "pulumi-nodejs:dynamic/scim:Group";
const MEMBERSHIP = "pulumi-nodejs:dynamic/scim:Membership";

/** The member that marks a secret in a stack's state, whether it is shown (`--show-secrets`) or not. */
const SECRET = "4dabf18193072939515e22adb298388d";
/** What stands in the picture for a secret value. */
const HIDDEN = "(secret)";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), z.json()).optional(),
  outputs: z.record(z.string(), z.json()).optional(),
});
const deployment = z.object({ deployment: z.object({ resources: z.array(z.unknown()).nullish() }) });

type Resource = z.infer<typeof resource>;

/** Whether a file's content looks like what `pulumi stack export` writes. */
export function isState(content: unknown): boolean {
  return deployment.safeParse(content).success;
}

/**
 * The people, managers and teams of a stack's exported state. Secret values are shown as such, never what they are; what other
 * providers manage is passed over. Throws ZodError for anything else than a state.
 */
export function fromState(content: unknown): Chart {
  const { resources } = deployment.parse(content).deployment;
  const held = (resources ?? []).flatMap((one): Resource[] => {
    const { success, data } = resource.safeParse(one);
    return success && [USER, GROUP, MEMBERSHIP].includes(data.type) && data.delete !== true ? [data] : [];
  });
  const people = held.filter(({ type }) => type === USER).map(personOf);
  return chartOf(titleOf(held), people, teamsOf(held));
}

function personOf(held: Resource): SourcePerson {
  const user = valuesOf(held);
  const { department, externalId, manager, title, userName } = user;
  return {
    service: serviceOf(user),
    id: textOf(user["scimId"]) ?? held.id ?? held.urn,
    externalId: textOf(externalId),
    userName: textOf(userName),
    name: nameOf(user, shown),
    title: shown(title),
    department: shown(department),
    manager: textOf(manager),
    isActive: user["active"] !== false,
  };
}

function teamsOf(held: readonly Resource[]): Map<string, string[]> {
  const names = new Map<string, string>();
  for (const { type, id = "", ...rest } of held) {
    const group = valuesOf(rest);
    const real = textOf(group["scimId"]) ?? id;
    if (type === GROUP) names.set(idIn(serviceOf(group), real), shown(group["displayName"]) ?? real);
  }
  const teams = new Map<string, string[]>();
  for (const one of held) {
    if (one.type !== MEMBERSHIP) continue;
    const membership = valuesOf(one);
    const service = serviceOf(membership);
    const group = textOf(membership["group"]);
    if (group === undefined) continue;
    const name = names.get(idIn(service, group)) ?? group;
    const single = textOf(membership["user"]);
    for (const id of single === undefined ? textsOf(membership["users"]) : [single]) {
      const key = idIn(service, id);
      teams.set(key, [...(teams.get(key) ?? []), name]);
    }
  }
  return teams;
}

/** Outputs say what is; before a resource is there only inputs are. */
function valuesOf({ inputs, outputs }: Pick<Resource, "inputs" | "outputs">): JsonObject {
  return { ...inputs, ...outputs };
}

function serviceOf(values: JsonObject): string {
  return textOf(values["__service"]) ?? "";
}

function shown(value: Json | undefined): string | undefined {
  return isObject(value) && SECRET in value ? HIDDEN : textOf(value);
}

/** Project and stack as every URN names them: `urn:pulumi:STACK::PROJECT::…`. */
function titleOf([first]: readonly Resource[]): string {
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(first?.urn ?? "") ?? [];
  return project === undefined || stack === undefined ? "An empty stack" : `${project} (${stack})`;
}
