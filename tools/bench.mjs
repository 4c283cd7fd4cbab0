#!/usr/bin/env node
// npm run bench: whole lives of companies on the real engine and the sandbox, in requests, and in time as a ratio to the
// same program on a provider that does nothing, measured in the same run. --help lists the options.
import { parseArgs } from "node:util";
import { ensureBuild, ensureDependencies, root } from "./lib/checkout.mjs";
import { main, UserError } from "./lib/main.mjs";
import { note } from "./lib/terminal.mjs";
import { chosen, sizes } from "./bench/scenarios.mjs";
import { getPulumi } from "./pulumi/get.mjs";

const help = `npm run bench [-- OPTIONS]

Creates a company by a real \`pulumi up\` on a sandbox service, previews it without a change, changes one attribute of one
person, and destroys it; the same on a provider that does nothing, in turns. Prints requests, times, state and memory as a
table and, as the last line of stdout, as JSON; then whether the package keeps what it promises and what is worse than in
docs/bench/result.json. Exit code: 0 fine; 1 a promise is broken, a count is higher or a ratio is more than 25 % worse.

  --size small|middle|large      ${Object.entries(sizes)
    .map(([name, size]) => `${name}: ${size.join("/")}`)
    .join("; ")} (people/groups/memberships)
  --memberships set|single       one resource for the members of a group, or one for each member
  --latency 0|20                 milliseconds that the service waits before it works on a request
  --rate none|30                 requests a second that the service permits and the program states
  --all                          the whole matrix (hours)
  --rounds N                     lives to take the median of (3 for what takes seconds, else 1)
  --save                         write docs/bench/result.json, its picture and README's table, worse or not

Each of the first four picks among the usual runs, with --all among all. The usual runs leave out single memberships on the
large size (12,100 resources), and latency and rate there; latency and rate with single memberships on the others; and
latency together with a rate. About 25 minutes on two idle cores; --size small 5.

Above 1,000 resources, and with a rate, both providers run without the engine's checkpoints (PULUMI_SKIP_CHECKPOINTS): with
them the engine writes the whole state at each step, which takes most of the time. A time means something on a machine
that does nothing else; the load is printed beside it.`;

const text = /** @type {const} */ ({ type: "string" });
const flag = /** @type {const} */ ({ type: "boolean", default: false });

main(async () => {
  const values = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const rounds = values.rounds === undefined ? undefined : wholeNumber("--rounds", values.rounds);
  const scenarios = chosen(values);
  if (scenarios.length === 0)
    throw new UserError("Could not find a run with these options: see --help, or add --all for what is not usual.");
  await ensureDependencies();
  await ensureBuild();
  const cli = await getPulumi();
  // Only now: measuring needs the dependencies and the build.
  const [
    { measure },
    { merged, worse },
    { promisesOf },
    { promiseTable, reportTable, worseTable },
    { committed, save },
  ] = await Promise.all([
    import("./bench/measure.mjs"),
    import("./bench/compare.mjs"),
    import("./bench/promises.mjs"),
    import("./bench/table.mjs"),
    import("./bench/publish.mjs"),
  ]);
  const before = committed(root);
  const report = await measure(cli, scenarios, rounds);
  console.log(`${reportTable(report)}\n`);

  const promises = promisesOf(report);
  const broken = promises.flatMap((part) => part.promises).filter(({ isKept }) => !isKept).length;
  console.log(`${promiseTable(promises)}\n`);
  const found = before === undefined ? [] : worse(before, report);
  if (found.length > 0) console.log(`Worse than in docs/bench/result.json:\n${worseTable(found)}\n`);
  console.log(JSON.stringify(report));

  if (values.save) await save(root, merged(before, report));
  const isWorse = found.length > 0 && !values.save;
  note(
    [
      broken === 0 ? "Every promise is kept." : `Broken promises: ${broken}.`,
      before === undefined
        ? "There is no committed result to compare with."
        : `Worse than the committed result: ${found.length === 0 ? "nothing" : `${found.length} (above)`}.`,
      ...(values.save ? ["Written: docs/bench and README.md."] : []),
    ].join(" "),
  );
  return broken > 0 || isWorse ? 1 : 0;
});

function options() {
  try {
    return parseArgs({
      options: {
        size: text,
        memberships: text,
        latency: text,
        rate: text,
        rounds: text,
        all: flag,
        save: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function wholeNumber(name, value) {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UserError(`Could not read ${name} ${value}: give a whole number of at least 1.`);
}
