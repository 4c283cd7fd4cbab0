import { OrgChart } from "pulumi-scim";

const company = new OrgChart("acme", { file: "org.yaml" });

export const people = Object.keys(company.users).length;
export const teams = Object.keys(company.groups).length;

/** Which commit the service follows: scripts/apply.mjs sets it, and asks for it before the next change. */
export const appliedCommit = process.env["ORG_COMMIT"] ?? "";
