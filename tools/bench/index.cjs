// A company of any size: a tree of people, and groups with a set-membership each. The same resources, with the same
// dependencies, on a provider that does nothing tell what the engine costs by itself.
const pulumi = require("@pulumi/pulumi");
const scim = require("pulumi-scim");

const [people, groups, memberships] = JSON.parse(process.env.BENCH_SIZE);
const idle = `exports.handler=()=>({
  check:async(o,i)=>({inputs:i}),diff:async(_,o,n)=>({changes:o.title!==n.title}),
  create:async(i)=>({id:String(process.hrtime.bigint()),outs:i}),read:async(id,props)=>({id,props}),
  update:async(_,o,outs)=>({outs}),delete:async()=>{}})`;

/** Takes the arguments of any of the three resources, references resolved to ids. */
class Nothing extends pulumi.CustomResource {
  constructor(name, args) {
    const ids = (value) =>
      value instanceof pulumi.CustomResource ? value.id : Array.isArray(value) ? value.map(ids) : value;
    const inputs = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, ids(value)]));
    super("pulumi-nodejs:dynamic/bench:Nothing", name, { ...inputs, __provider: idle });
  }
}

const { ScimGroup, ScimMembership, ScimUser } =
  process.env.BENCH_IDLE === "1" ? { ScimGroup: Nothing, ScimMembership: Nothing, ScimUser: Nothing } : scim;

const everybody = [];
for (let n = 0; n < people; n += 1) {
  everybody.push(
    new ScimUser(`person-${n}`, {
      userName: `person${n}@bench.example`,
      externalId: String(n),
      name: { givenName: `Given${n}`, familyName: `Family${n}` },
      title: n === 0 ? process.env.BENCH_TITLE : "Engineer",
      department: `Department ${n % groups}`,
      ...(n > 0 && { manager: everybody[Math.floor((n - 1) / 8)] }),
    }),
  );
}
for (let n = 0; n < groups; n += 1) {
  const group = new ScimGroup(`group-${n}`, { displayName: `Group ${n}` });
  const size = Math.floor(((n + 1) * memberships) / groups) - Math.floor((n * memberships) / groups);
  const users = Array.from({ length: size }, (_, k) => everybody[(n * size + k) % people]);
  new ScimMembership(`members-${n}`, { group, users: [...new Set(users)] });
}
