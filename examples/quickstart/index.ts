import { ScimGroup, ScimMembership, ScimUser } from "pulumi-scim";

// The connection comes from SCIM_ENDPOINT and SCIM_TOKEN, or from the stack's configuration.
const grace = new ScimUser("grace", {
  userName: "grace@acme.example",
  externalId: "1",
  name: { givenName: "Grace", familyName: "Hopper" },
  title: "CTO",
});

// Giving the resource as the manager also makes Pulumi create her first.
const ada = new ScimUser("ada", {
  userName: "ada@acme.example",
  externalId: "2",
  name: { givenName: "Ada", familyName: "Lovelace" },
  title: "Engineer",
  department: "Research",
  manager: grace,
});

const engineering = new ScimGroup("engineering", { displayName: "Engineering" });
new ScimMembership("engineering", { group: engineering, users: [grace, ada] });

export const graceId = grace.id;
export const adaId = ada.id;
