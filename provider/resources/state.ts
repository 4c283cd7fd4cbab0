import { createHash } from "node:crypto";
import { SECRET_FINGERPRINTS } from "../dialects/secretAttributes.js";
import { GuardError } from "../directory/guardError.js";
import { canonical, isEmpty } from "../scim/compare.js";
import { isObject, textOf, textsOf, type Json, type JsonObject } from "../scim/json.js";
import { ENTERPRISE_USER } from "../scim/urns.js";
import { versionOf } from "../scim/version.js";
import { namedKeys, restKeys } from "./block.js";
import { fieldOf, managedFields, putAt, valueAt, type Field } from "./fields.js";
import { isHidden } from "./hidden.js";
import { type Kind } from "./kinds.js";
import { fromScim, observe, type Surroundings } from "./values.js";

/**
 * Version of the shape of outputs; states of every earlier one stay readable. Raised only when an earlier version of the
 * package would misread the new shape, since it refuses what is higher than its own.
 */
export const SCHEMA_VERSION = 1;

/**
 * Refuses outputs of a later shape than this version of the package knows: it would end, clear or forget what it cannot
 * see. Throws a GuardError; outputs without a version are of an earlier shape, or made by hand.
 */
export function guardShape(outputs: JsonObject, id: string): void {
  const shape = outputs["__schema"] ?? 0;
  if (typeof shape === "number" && shape <= SCHEMA_VERSION) return;
  const name = textOf(outputs["userName"]) ?? textOf(outputs["displayName"]) ?? id;
  throw new GuardError(
    "state",
    `Could not use ${name}: a newer version of pulumi-scim wrote the state (shape ${JSON.stringify(shape)}, and this version knows up to ${SCHEMA_VERSION}). ` +
      "Nothing was sent. Install the version that wrote it, or a later one: npm install pulumi-scim@latest",
  );
}

/** Hidden input by which the program says that Pulumi, which tells no provider so, will not call delete (option `retainOnDelete`). */
export const RETAINED = "__retainOnDelete";

/** Inputs that steer the provider and never reach the service. */
export const policies = ["adopt", "onDelete", "unsupported", "secretAttributes", RETAINED] as const;

/** What outputs carry for the next operation, beside what people see. */
export interface Ledger {
  /** Keys of the managed fields. */
  managed: string[];
  /** Steps that a partial failure left: names, never values. */
  pending: string[];
  /** Fields that the service took and did not keep: key → fingerprint of what it held instead. */
  notStored: Record<string, string>;
  /** Normalised base URL of the service whose id this is. */
  service?: string | undefined;
  /** Version of the resource for If-Match (RFC 7644 section 3.14). */
  version?: string | undefined;
}

/** The ledger of old outputs; empty for states that have none. */
export function ledgerOf(outputs: JsonObject): Ledger {
  return {
    managed: textsOf(outputs["__managed"]),
    pending: textsOf(outputs["__pending"]),
    notStored: { ...textsByKey(outputs["__notStored"]), ...textsByKey(outputs[SECRET_FINGERPRINTS]) },
    service: textOf(outputs["__service"]),
    version: textOf(outputs["__version"]),
  };
}

function writeLedger(kind: Kind, outputs: JsonObject, ledger: Ledger): void {
  outputs["__schema"] = SCHEMA_VERSION;
  outputs["__managed"] = ledger.managed;
  if (ledger.service !== undefined) outputs["__service"] = ledger.service;
  if (ledger.version !== undefined) outputs["__version"] = ledger.version;
  if (ledger.pending.length > 0) outputs["__pending"] = ledger.pending;
  const losses = Object.entries(ledger.notStored);
  const isSecret = (key: string) => isHidden(outputs, fieldOf(kind.fields, key).input);
  const secret = losses.filter(([key, fingerprint]) => fingerprint !== "" && isSecret(key));
  const open = losses.map(([key, fingerprint]): [string, string] => [key, isSecret(key) ? "" : fingerprint]);
  if (open.length > 0) outputs["__notStored"] = Object.fromEntries(open);
  if (secret.length > 0) outputs[SECRET_FINGERPRINTS] = Object.fromEntries(secret);
}

/**
 * The outputs after the service was seen: managed fields in the program's spelling where SCIM calls them equal,
 * everything else as the service has it, policies as given. `wanted` are the inputs, or the outputs of before.
 */
export function outputsFrom(
  kind: Kind,
  wanted: JsonObject,
  resource: JsonObject,
  ledger: Ledger,
  around: Surroundings,
): JsonObject {
  const outputs = visible(kind, resource);
  for (const field of ledger.managed.map((key) => fieldOf(kind.fields, key))) {
    putAt(outputs, field.input, seenAs(field, valueAt(wanted, field.input), resource, ledger, around));
  }
  echoPolicies(outputs, wanted);
  writeLedger(kind, outputs, { ...ledger, version: versionOf(resource) });
  return outputs;
}

/** A managed field as outputs show it; `mine` is undefined where the service was last seen to hold nothing. */
function seenAs(
  field: Field,
  mine: Json | undefined,
  resource: JsonObject,
  ledger: Ledger,
  around: Surroundings,
): Json | undefined {
  if (isLossUnchanged(field, resource, ledger)) return mine;
  if (mine !== undefined) return observe(field, mine, resource, around);
  const seen = observe(field, field.list === undefined ? null : [], resource, around);
  return isEmpty(seen) ? undefined : seen;
}

/** Whether the field is one that the service did not keep, and the service still holds what it held then. */
export function isLossUnchanged(field: Field, resource: JsonObject, ledger: Ledger): boolean {
  return ledger.notStored[field.key] === fingerprint(field, resource);
}

/** What neither the engine hides nor the next operation alone needs: properties under names of their own. */
export function shownOf(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** The outputs after an update that had nothing to send: the old ones, with the new inputs' fields and policies. */
export function outputsAgain(kind: Kind, inputs: JsonObject, before: JsonObject, ledger: Ledger): JsonObject {
  const isPolicy = (key: string) => policies.some((policy) => policy === key);
  const outputs: JsonObject = Object.fromEntries(Object.entries(shownOf(before)).filter(([key]) => !isPolicy(key)));
  for (const field of managedFields(kind.fields, inputs)) putAt(outputs, field.input, valueAt(inputs, field.input));
  echoPolicies(outputs, inputs);
  writeLedger(kind, outputs, ledger);
  return outputs;
}

/** The inputs that a refresh reports: managed fields as `outputs` have them, and the policies. */
export function inputsFrom(kind: Kind, outputs: JsonObject): JsonObject {
  const inputs: JsonObject = {};
  for (const key of ledgerOf(outputs).managed) {
    const { input } = fieldOf(kind.fields, key);
    putAt(inputs, input, valueAt(outputs, input));
  }
  echoPolicies(inputs, outputs);
  return inputs;
}

/** What the program may see of a service's resource, under the names of inputs. */
function visible(kind: Kind, resource: JsonObject): JsonObject {
  const { fields } = kind;
  const outputs: JsonObject = {};
  const names = [...fields.simple, ...fields.complex, ...Object.keys(fields.lists), ...fields.enterprise];
  if (fields.block) names.push(...namedKeys(fields.block, true), ...restKeys(fields, resource));
  for (const field of names.map((name) => fieldOf(fields, name))) {
    const value = fromScim(field, resource);
    if (value !== undefined) putAt(outputs, field.input, structuredClone(value));
  }
  const own = [ENTERPRISE_USER, fields.block?.urn ?? ENTERPRISE_USER].map((urn) => urn.toLowerCase());
  const isExtension = (key: string) => key.startsWith("urn:") && !own.includes(key);
  const extensions = Object.entries(resource).filter(
    ([key, value]) => isExtension(key.toLowerCase()) && !isEmpty(value),
  );
  if (extensions.length > 0) outputs["extensions"] = structuredClone(Object.fromEntries(extensions));
  return outputs;
}

/** Records that the service did not keep the field, and what it holds instead. */
export function noteLoss(ledger: Ledger, field: Field, resource: JsonObject): void {
  if (ledger.managed.includes(field.key)) ledger.notStored[field.key] = fingerprint(field, resource);
}

/** Tells whether a service's value is the same as before, without keeping the value. */
function fingerprint(field: Field, resource: JsonObject): string {
  const value = canonical(field.attribute, fromScim(field, resource));
  return value === "" ? "" : createHash("sha256").update(value).digest("base64url").slice(0, 12);
}

function echoPolicies(target: JsonObject, from: JsonObject): void {
  for (const policy of policies) {
    const value = from[policy];
    if (value !== undefined) target[policy] = value;
  }
}

function textsByKey(value: Json | undefined): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
