import { z } from "zod";
import { isMarked } from "../../../provider/resources/hidden.js";
import { type Json, type JsonObject, textOf, textsOf } from "../../../provider/scim/json.js";
import { typeToken } from "../../../sdk/tokens.js";
import { type Chart } from "../chart.js";
import { chartOf, idIn, namesOf, saidText, type SourcePerson } from "./person.js";
import { type SourceGroup, teamsOfPeople } from "./teams.js";

const USER = typeToken("User");
const GROUP = typeToken("Group");
const MEMBERSHIP = typeToken("Membership");

/** What stands in the picture for a secret value. */
const HIDDEN = "(secret)";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  external: z.boolean().optional(),
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
  return chartOf(titleOf(held), people, teamsOfPeople(groupsOf(held)));
}

function personOf(held: Resource): SourcePerson {
  const user = valuesOf(held);
  const { department, externalId, manager, title, userName } = user;
  return {
    service: serviceOf(user),
    id: textOf(user["scimId"]) ?? held.id ?? held.urn,
    externalId: textOf(externalId),
    userName: textOf(userName),
    names: namesOf(user, nameText),
    title: shown(title),
    department: shown(department),
    manager: textOf(manager),
    isManagerSecret: isMarked(manager),
    // Somebody looked up or read by id; Pulumi calls these external.
    isReference: held.external === true,
    isActive: user["active"] !== false,
  };
}

function groupsOf(held: readonly Resource[]): SourceGroup[] {
  const names = new Map<string, string>();
  for (const { type, id = "", ...rest } of held) {
    if (type !== GROUP) continue;
    const group = valuesOf(rest);
    const real = textOf(group["scimId"]) ?? id;
    names.set(idIn(serviceOf(group), real), nameText(group["displayName"]) ?? real);
  }
  return held.flatMap((one): SourceGroup[] => {
    if (one.type !== MEMBERSHIP) return [];
    const membership = valuesOf(one);
    const service = serviceOf(membership);
    const id = textOf(membership["group"]);
    if (id === undefined) return [];
    const single = textOf(membership["user"]);
    const people = [...textsOf(membership["users"]), ...(single === undefined ? [] : [single])];
    const name = names.get(idIn(service, id)) ?? id;
    return [{ service, id, name, people, groups: textsOf(membership["groups"]) }];
  });
}

/** Outputs say what is; before a resource is there only inputs are. */
function valuesOf({ inputs, outputs }: Pick<Resource, "inputs" | "outputs">): JsonObject {
  return { ...inputs, ...outputs };
}

function serviceOf(values: JsonObject): string {
  return textOf(values["__service"]) ?? "";
}

function shown(value: Json | undefined): string | undefined {
  return isMarked(value) ? HIDDEN : saidText(value);
}

function nameText(value: Json | undefined): string | undefined {
  return textOf(shown(value));
}

/** Project and stack as every URN names them: `urn:pulumi:STACK::PROJECT::…`. */
function titleOf([first]: readonly Resource[]): string {
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(first?.urn ?? "") ?? [];
  return project === undefined || stack === undefined ? "An empty stack" : `${project} (${stack})`;
}
