import { type JsonObject } from "../../../provider/scim/json.js";

type Kind = "User" | "Group" | "Membership";

/** One resource as a preview's step shows it: what it has now, what it is to have. */
export interface Given {
  readonly kind?: Kind;
  readonly name: string;
  readonly op: string;
  readonly id?: string;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly outputs?: JsonObject;
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly changed?: readonly string[];
  readonly options?: JsonObject;
}

export const SERVICE = "https://scim.acme.example/v2";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function urnOf(name: string, kind: Kind = "User", stack = "prod"): string {
  return `urn:pulumi:${stack}::acme::pulumi-nodejs:dynamic/scim:${kind}::${name}`;
}

/** What `pulumi preview --json` writes for these resources, in the form that tests/engine/planCaptures.test.ts sees. */
export function preview(
  resources: readonly Given[],
  { stack = "prod", same = 1, service = SERVICE, config, providers = {} }: PreviewOptions = {},
): string {
  const root = { op: "same", urn: `urn:pulumi:${stack}::acme::pulumi:pulumi:Stack::acme-${stack}` };
  const type = "pulumi:providers:pulumi-nodejs";
  const connections = Object.entries(providers).map(([name, inputs]) => {
    const urn = providerUrn(name, stack);
    return { op: "create", urn, newState: { urn, type, inputs } };
  });
  return JSON.stringify({
    config,
    steps: [root, ...connections, ...resources.map((one) => step(one, stack, service))],
    changeSummary: { same },
  });
}

export interface PreviewOptions {
  readonly stack?: string;
  readonly same?: number;
  readonly service?: string;
  /** The stack's configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** Arguments of each ScimService, by its name. */
  readonly providers?: Readonly<Record<string, JsonObject>>;
}

/** That resource, by the ScimService of that name. */
export function by(name: string, given: Given, stack = "prod"): Given {
  return { ...given, options: { ...given.options, provider: `${providerUrn(name, stack)}::provider-id` } };
}

function providerUrn(name: string, stack: string): string {
  return `urn:pulumi:${stack}::acme::pulumi:providers:pulumi-nodejs::${name}`;
}

function step(given: Given, stack: string, service: string): object {
  const {
    kind = "User",
    name,
    op,
    id = `id-${name}`,
    before,
    after,
    outputs = {},
    dependencies = {},
    changed,
    options,
  } = given;
  const urn = urnOf(name, kind, stack);
  const base = { urn, type: `pulumi-nodejs:dynamic/scim:${kind}`, ...options };
  const propertyDependencies = Object.fromEntries(
    Object.entries(dependencies).map(([key, names]) => {
      const of = key === "group" || key === "groups" ? "Group" : "User";
      return [key, names.map((one) => urnOf(one, of, stack))];
    }),
  );
  return {
    op,
    urn,
    ...(before && {
      oldState: { ...base, id, inputs: before, outputs: { ...before, __service: service, ...outputs } },
    }),
    ...(after && { newState: { ...base, inputs: after, propertyDependencies } }),
    ...(changed && { detailedDiff: Object.fromEntries(changed.map((path) => [path, { kind: "update" }])) }),
  };
}

/** Somebody who is created, ended, or changed. */
export const joins = (name: string, more: JsonObject = {}): Given => ({
  name,
  op: "create",
  after: person(name, more),
});
export const leaves = (name: string, more: JsonObject = {}): Given => ({
  name,
  op: "delete",
  before: person(name, more),
});
export const changes = (name: string, before: JsonObject, after: JsonObject): Given => ({
  name,
  op: "update",
  before: person(name, before),
  after: person(name, after),
});

export function person(name: string, more: JsonObject = {}): JsonObject {
  return { userName: `${name}@acme.example`, displayName: name, ...more };
}
