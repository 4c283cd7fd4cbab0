// The company of the demo, as its own repository would hold it: an org file and a table beside it, one group for each department.
const { OrgChart } = require("pulumi-scim");

new OrgChart("company", { file: "org.yaml" });
