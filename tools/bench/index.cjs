// A company of any size: a tree of people, and groups with a set-membership each, or a membership for each member. The
// same resources, with the same dependencies, on a provider that does nothing tell what the engine costs by itself.
const pulumi = require("@pulumi/pulumi");
const scim = require("pulumi-scim");

const { people, groupSizes, kind, isIdle } = JSON.parse(process.env.BENCH_COMPANY);
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

const { ScimGroup, ScimMembership, ScimUser } = isIdle
  ? { ScimGroup: Nothing, ScimMembership: Nothing, ScimUser: Nothing }
  : scim;

const everybody = [];
for (let n = 0; n < people; n += 1) {
  everybody.push(
    new ScimUser(`person-${n}`, {
      userName: `person${n}@bench.example`,
      externalId: String(n),
      name: { givenName: `Given${n}`, familyName: `Family${n}` },
      title: n === 0 ? process.env.BENCH_TITLE : "Engineer",
      department: `Department ${n % groupSizes.length}`,
      ...(n > 0 && { manager: everybody[Math.floor((n - 1) / 8)] }),
    }),
  );
}
groupSizes.reduce((first, size, n) => {
  const group = new ScimGroup(`group-${n}`, { displayName: `Group ${n}` });
  const users = Array.from({ length: size }, (_, k) => everybody[(first + k) % people]);
  if (kind === "set") new ScimMembership(`members-${n}`, { group, users });
  else users.forEach((user, k) => new ScimMembership(`members-${n}-${k}`, { group, user }));
  return first + size;
}, 0);
