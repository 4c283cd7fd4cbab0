import { type Directory } from "../../provider/directory/directory.js";
import { SecretAttributes } from "../../provider/dialects/secretAttributes.js";
import { managedFields } from "../../provider/resources/fields.js";
import { group as groupHandlers } from "../../provider/resources/group.js";
import { SECRET, SIGNATURE } from "../../provider/resources/hidden.js";
import { groupKind, userKindOf } from "../../provider/resources/kinds.js";
import { outputsFrom, SCHEMA_VERSION } from "../../provider/resources/state.js";
import { user as userHandlers } from "../../provider/resources/user.js";
import { idOf, isObject, type Json, type JsonObject } from "../../provider/scim/json.js";
import { pruned } from "../../provider/scim/pruned.js";
import { providerText, typeToken } from "../../sdk/tokens.js";
import { withSecrets } from "./attributes.js";
import { type Declared, type Form } from "./form.js";
import { type Finder } from "./managers.js";

/** How state files mark a secret value that is not encrypted yet; the import encrypts it. */
const secret = (value: Json): Json => ({
  [SIGNATURE]: SECRET,
  plaintext: JSON.stringify(value),
});

/** The connection of a ScimService, which the import makes too. */
export interface ServiceResource {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Pulumi's import file (`pulumi import --file`, from Pulumi 3.254 on). Inputs and outputs stand in it as the provider itself
 * would have written them, so that the import asks neither the provider nor the service, and the next preview finds no change.
 */
export function importFile(
  directory: Directory,
  { declared, parent }: Form,
  everybody: Finder,
  service: ServiceResource | undefined,
): string {
  const provider = service === undefined ? {} : { provider: "service" };
  const resources: JsonObject[] = [];
  if (service !== undefined)
    resources.push({
      type: "pulumi:providers:pulumi-nodejs",
      name: "service",
      logicalName: service.name,
      inputs: { ...service.inputs },
    });
  if (parent) resources.push({ type: parent.type, name: "component", logicalName: parent.name, component: true });
  for (const one of declared) {
    const { inputs, outputs } = stateOf(directory, one, everybody);
    const __provider = providerText(one.kind);
    resources.push({
      type: typeToken(one.kind),
      name: `${one.kind.toLowerCase()} ${one.name}`,
      logicalName: one.name,
      id: one.id,
      ...(parent ? { parent: "component" } : {}),
      ...provider,
      inputs: { ...withSecrets(inputs, secret), __provider },
      outputs: { ...outputs, __provider },
    });
  }
  return `${JSON.stringify({ resources }, undefined, 1)}\n`;
}

function stateOf(
  directory: Directory,
  { kind: name, inputs: given, resource }: Declared,
  everybody: Finder,
): { inputs: JsonObject; outputs: JsonObject } {
  const { endpoint, dialect } = directory.connection;
  if (resource === undefined)
    return { inputs: given, outputs: { ...given, __schema: SCHEMA_VERSION, __service: endpoint } };
  const kind = name === "User" ? userKindOf(dialect) : groupKind;
  const { inputs } = (name === "User" ? userHandlers : groupHandlers).check(directory, given);
  const managed = managedFields(kind.fields, inputs).map(({ key }) => key);
  const ledger = { managed, pending: [], notStored: {}, service: endpoint };
  const around = {
    userName: typeof inputs["userName"] === "string" ? inputs["userName"] : undefined,
    defaults: name === "User" ? dialect.user.defaults : {},
    isNamed: (id: string, person: string) => isSame(everybody, id, person),
  };
  const outputs = pruned(outputsFrom(kind, inputs, resource, ledger, around));
  return { inputs, outputs: hidden(outputs, inputs) };
}

function isSame(everybody: Finder, one: string, other: string): boolean {
  const [a, b] = [everybody.find(one), everybody.find(other)];
  return a !== undefined && b !== undefined && idOf(a) === idOf(b);
}

/**
 * Outputs as the program's side makes Pulumi keep them: secret attributes, and what may hold one, are secret whole. Of a secret
 * attribute that is not managed only the place is there, by which Pulumi hides what a refresh reads.
 */
function hidden(outputs: JsonObject, inputs: JsonObject): JsonObject {
  const secrets = new SecretAttributes(undefined);
  const managed = (value: Json, given: Json | undefined): Json => {
    if (!isObject(value)) return value;
    const below = isObject(given) ? given : {};
    const kept = Object.entries(value).filter(([key]) => !secrets.has(key) || below[key] !== undefined);
    return Object.fromEntries(kept.map(([key, one]) => [key, managed(one, below[key])]));
  };
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      if (secrets.hides(key)) return [key, secret(inputs[key] === undefined ? null : value)];
      return [key, secrets.mayHold(key) ? secret(managed(value, inputs[key])) : value];
    }),
  );
}
