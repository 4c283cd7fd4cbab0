import { OrgChart } from "pulumi-scim";

const company = new OrgChart("company", { file: "org.yaml" });

const people = Object.keys(company.users).length;
const departments = Object.keys(company.groups).length;
export const summary = `${people} people in ${departments} departments`;
