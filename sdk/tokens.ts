/** The kinds of resources, as they stand in type tokens. */
export type Kind = "User" | "Group" | "Membership";

/** Name of the handler that `pulumi-scim/provider` exports for each kind. */
const handlers = { User: "user", Group: "group", Membership: "membership" } as const satisfies Record<Kind, string>;

/** Pulumi's type token of the component OrgChart. It is in users' state, so it never changes. */
export const COMPONENT_TOKEN = "scim:index:OrgChart";

/** Pulumi's type token of a kind. It is in users' state, so it never changes. */
export function typeToken(kind: Kind): string {
  return `pulumi-nodejs:dynamic/scim:${kind}`;
}

/**
 * The text that makes Pulumi's plugin process load the installed package; `createRequire` resolves from the project's
 * folder, also inside this repository. It is in users' state, so it never changes, and it captures nothing.
 */
export function providerText(kind: Kind): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/x.js")("pulumi-scim/provider").${handlers[kind]}`;
}
