import { ScimService, ScimUser } from "pulumi-scim";

/** Everybody in the company, managers before their people. */
const people = [
  { key: "grace", given: "Grace", family: "Hopper", title: "CTO", department: "Engineering", level: "L9" },
  { key: "ada", given: "Ada", family: "Lovelace", title: "Engineer", department: "Engineering", manager: "grace" },
  { key: "alan", given: "Alan", family: "Turing", title: "Engineer", department: "Engineering", manager: "grace" },
  { key: "mary", given: "Mary", family: "Somerville", title: "Counsel", department: "Legal", manager: "grace" },
];

// Absorb publishes no address: it is the one of your own portal. `unsupported: "ignore"` leaves out what a service cannot hold.
const services = {
  leapsome: new ScimService("leapsome", {
    dialect: "leapsome",
    endpoint: process.env["LEAPSOME_ENDPOINT"] ?? "https://api.leapsome.com/scim/v1",
    allowedDomains: ["acme.example"],
    unsupported: "ignore",
  }),
  absorb: new ScimService("absorb", {
    dialect: "absorb",
    endpoint: process.env["ABSORB_ENDPOINT"] ?? "https://acme.example/scim/v2",
    unsupported: "ignore",
  }),
  ironclad: new ScimService("ironclad", {
    dialect: "ironclad",
    endpoint: process.env["IRONCLAD_ENDPOINT"] ?? "https://eu1.ironcladapp.com/scim/v2",
    unsupported: "ignore",
  }),
};

for (const [name, provider] of Object.entries(services)) {
  const made = new Map<string, ScimUser>();
  for (const { key, given, family, title, department, level, manager } of people) {
    const boss = manager === undefined ? undefined : made.get(manager);
    const person = new ScimUser(
      `${name}-${key}`,
      {
        userName: `${key}@acme.example`,
        externalId: key,
        name: { givenName: given, familyName: family },
        title,
        department,
        manager: boss ?? null,
        // Each service reads the block of its own name only.
        leapsome: { level },
        absorb: { userManagementSettings: { isLearner: true } },
        ironclad: { departmentHead: boss ?? null },
      },
      { provider },
    );
    made.set(key, person);
  }
}

export const summary = `${people.length} people in ${Object.keys(services).join(", ")}`;
