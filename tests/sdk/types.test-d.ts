/** Compiled by `npm run typecheck`, never run: what the argument types take and what they refuse. */
import * as pulumi from "@pulumi/pulumi";
import { ScimGroup, ScimMembership, ScimService, ScimUser, type ScimUserArgs } from "../../sdk/index.js";

declare const ada: ScimUser;
declare const board: ScimGroup;
const later = pulumi.output("x");

export const accepted: ScimUserArgs[] = [
  { userName: "a" },
  { userName: later, title: later, active: pulumi.output(true), department: Promise.resolve("R") },
  { userName: "a", title: null, name: null, emails: null, manager: null, leapsome: null },
  { userName: "a", title: undefined, manager: undefined, name: { familyName: undefined, givenName: later } },
  { userName: "a", manager: ada },
  { userName: "a", manager: ada.id },
  { userName: "a", manager: ada.manager },
  { userName: ada.userName, title: ada.title, emails: ada.emails, name: ada.name, addresses: ada.addresses },
  { userName: "a", manager: pulumi.output(ada) },
  { userName: "a", emails: [{ value: later, type: "work", primary: true }, pulumi.output({ value: "b" })] },
  { userName: "a", emails: pulumi.output([{ value: "b" }]) },
  { userName: "a", extensions: { "urn:x": { deep: { list: [1, null] } }, "urn:y": null } },
  { userName: "a", leapsome: { additionalManagers: [ada, "id", later], gender: "diverse" } },
  { userName: "a", ironclad: { departmentHead: ada }, absorb: { customFields: [{ display: "d", value: 5 }] } },
  { userName: "a", adopt: "never", onDelete: "deactivate", unsupported: "ignore", secretAttributes: ["title"] },
];

// @ts-expect-error userName is required
new ScimUser("a", {});
// @ts-expect-error no such attribute
new ScimUser("a", { userName: "a", titel: "CTO" });
// @ts-expect-error userName is never empty
new ScimUser("a", { userName: null });
// @ts-expect-error a group manages nobody
new ScimUser("a", { userName: "a", manager: board });
// @ts-expect-error no such policy
new ScimUser("a", { userName: "a", onDelete: "destroy" });
// @ts-expect-error an item has a value
new ScimUser("a", { userName: "a", emails: [{ type: "work" }] });
// @ts-expect-error active is true, false or left out
new ScimUser("a", { userName: "a", active: null });
// @ts-expect-error not a boolean
new ScimUser("a", { userName: "a", active: "true" });
// @ts-expect-error the vendor does not know it
new ScimUser("a", { userName: "a", leapsome: { gender: "x" } });
// @ts-expect-error arguments are left out only with an id
new ScimUser("a", undefined, {});

new ScimMembership("m", { group: board, user: ada });
new ScimMembership("m", { group: board.id, users: [ada, later, "id"], exclusive: true });
new ScimMembership("m", { group: pulumi.output(board), groups: [board] });
// @ts-expect-error a person is no group
new ScimMembership("m", { group: ada, user: ada });
// @ts-expect-error one person or a set
new ScimMembership("m", { group: board, user: ada, users: [ada] });
// @ts-expect-error one person is not a set to be kept exclusively
new ScimMembership("m", { group: board, user: ada, exclusive: true });
// @ts-expect-error the group is required
new ScimMembership("m", { user: ada });

// @ts-expect-error groups are not deactivated
new ScimGroup("g", { displayName: "G", onDelete: "deactivate" });
// @ts-expect-error members are never part of a group
new ScimGroup("g", { displayName: "G", members: [ada] });

new ScimService("s", { endpoint: "https://acme.example", dialect: { name: "acme" }, headers: { a: later } });
new ScimService("s", { endpoint: "https://acme.example", dialect: { group: { delete: false }, page: { users: 50 } } });
// @ts-expect-error dialects know no such thing
new ScimService("s", { endpoint: "https://acme.example", dialect: { groups: false } });
// @ts-expect-error the endpoint is required
new ScimService("s", { dialect: "rfc7644" });
// @ts-expect-error seconds are a number
new ScimService("s", { endpoint: "https://acme.example", timeoutSeconds: "30" });

ScimUser.lookup("l", { userName: "a" });
ScimUser.lookup("l", { email: later });
// @ts-expect-error exactly one key
ScimUser.lookup("l", { userName: "a", email: "b" });
// @ts-expect-error exactly one key
ScimUser.lookup("l", {});

export const title: pulumi.Output<string | null | undefined> = ada.title;
export const familyName: pulumi.Output<string | null | undefined> = ada.name.apply((name) => name?.familyName);
export const work: pulumi.Output<string | undefined> = ada.emails.apply((emails) => emails?.[0]?.value);
export const id: pulumi.Output<string> = ScimUser.get("g", later).scimId;
export const members: pulumi.Output<string[] | undefined> = new ScimMembership("m", { group: "g" }).users;
// @ts-expect-error outputs are read only
ada.title = later;
