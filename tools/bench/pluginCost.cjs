// What the plugin process itself costs, in milliseconds: loading the provider beside the SDK, which the plugin host has
// loaded before; configuring it; the first check and diff; and each further one. Prints JSON.
const { performance } = require("node:perf_hooks");
require("@pulumi/pulumi");

const people = 500;
const rounds = 5;

async function main() {
  const began = performance.now();
  const { user } = require("pulumi-scim/provider");
  const loaded = performance.now();
  const config = { "scim:endpoint": process.env.SCIM_ENDPOINT, "scim:token": process.env.SCIM_TOKEN };
  await user.configure({ config: { get: (key) => config[key] } });
  const configured = performance.now();

  const inputs = (n) => ({
    userName: `person${n}@bench.example`,
    externalId: String(n),
    name: { givenName: `Given${n}`, familyName: `Family${n}` },
    title: "Engineer",
    department: `Department ${n % 10}`,
  });
  const made = [];
  for (let n = 0; n < people; n += 1) made.push({ inputs: inputs(n), ...(await user.create(inputs(n))) });

  const each = async ({ id, outs, inputs: given }) => {
    const { inputs: news, failures = [] } = await user.check(given, inputs(Number(given.externalId)));
    const { changes } = await user.diff(id, outs, news);
    if (failures.length > 0 || changes !== false)
      throw new Error("Could not measure check and diff: they found a change.");
  };
  const first = performance.now();
  await each(made[0]);
  const checked = performance.now();
  for (let round = 0; round < rounds; round += 1) for (const person of made) await each(person);
  const perPerson = (performance.now() - checked) / (rounds * people);
  console.log(
    JSON.stringify({
      requireMs: loaded - began,
      configureMs: configured - loaded,
      firstCheckAndDiffMs: checked - first,
      checkAndDiffMs: perPerson,
    }),
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
