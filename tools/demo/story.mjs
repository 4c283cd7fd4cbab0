import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/checkout.mjs";
import { duration } from "../lib/terminal.mjs";
import { drawChart, peopleBelow } from "./chart.mjs";
import { Company } from "./company.mjs";
import { differences, groupDifferences, Proofs } from "./proofs.mjs";
import { averageSize, byVerb, readable, summaryOf, writes } from "./reading.mjs";
import { Runs } from "./runs.mjs";
import { untilEnter } from "./hold.mjs";
import { heading, line, paint, quote, table, width } from "./screen.mjs";
import { Service } from "./service.mjs";
import { Stack } from "./stack.mjs";

const TABLE = "adventureworks-employees.csv";
const ORG_FILE = "org.yaml";

/** Whom the story is about, by employeeId. */
const cast = { retitled: "4", misplaced: "1", ceo: "109", moved: "3", newManager: "148" };
/**
 * Logical name of a person's resource: that of the chart in company/index.cjs and the person's key.
 * @param {string} key
 */
const resourceOf = (key) => `company-${key}`;
const newTitle = "Wizard of Tools";
const membersPerRequest = 100;
const bytesPerPerson = 2200;

/** @typedef {{ proofs: Proofs, service: Service, stack: Stack, company: Company, runs: Runs }} Scene */

/**
 * Tells the demo: 290 people come, two are changed by hand and healed, one moves, all go. Returns the exit code.
 * @param {{ folder: string, version: string, source: string }} cli
 * @param {{ fullChart: boolean, hold: boolean }} options hold: waits before everything goes
 */
export async function tell(cli, { fullChart, hold }) {
  const started = performance.now();
  const proofs = new Proofs();
  const service = await Service.start();
  const stack = new Stack(cli.folder, service, {
    name: "company",
    program: join(import.meta.dirname, "company/index.cjs"),
    files: [TABLE, ORG_FILE].map((file) => join(root, "examples/orgChart", file)),
  });
  const company = new Company(join(stack.folder, TABLE));
  const runs = new Runs(service, stack);
  const scene = { proofs, service, stack, company, runs };
  await stack.init();

  line();
  line(paint("bold", "pulumi-scim: an org chart in git, and a SCIM service that follows it"));
  line();
  const origin = cli.source === "PATH" ? "PATH" : "the cache in your home folder";
  table([
    ["service", `${service.url} (a sandbox in memory, on this machine only)`],
    ["page", `${service.page} (open it in a browser: it follows what happens)`],
    ["people", `${company.employees.size}, from examples/orgChart/${TABLE}`],
    ["program", `tools/demo/company/index.cjs and examples/orgChart/${ORG_FILE}`],
    ["Pulumi", `${cli.version} from ${origin}; no account, the state is in a temporary folder`],
  ]);

  await peopleCome(scene, fullChart);
  await handsInTheService(scene);
  await somebodyMoves(scene);
  if (hold)
    await untilEnter(`   Held. Look at ${service.page}; Enter goes on and removes everything, Ctrl-C ends here.`);
  await allGo(scene);

  const places = [...stack.filesThatHold(service.token), ...(stack.printed.includes(service.token) ? ["output"] : [])];
  proofs.add("the service's token is in no file and no line that Pulumi wrote", places.length === 0, places.join(", "));
  await stack.remove();
  await service.stop();
  const answers = await fetch(service.url).then(
    () => true,
    () => false,
  );
  proofs.add(
    "nothing is left: the sandbox has ended, the temporary folder is gone",
    !answers && !existsSync(stack.folder),
  );

  heading(6, "What was proved");
  runs.report();
  line();
  const failed = proofs.report();
  line();
  const time = duration((performance.now() - started) / 1000);
  line(
    failed === 0
      ? paint(["bold", "green"], `   All of it holds (${time}).`)
      : `   ${failed} of these do not hold (${time}).`,
  );
  line();
  return failed === 0 ? 0 : 1;
}

/**
 * @param {Scene} scene
 * @param {boolean} fullChart
 */
async function peopleCome({ proofs, service, stack, company, runs }, fullChart) {
  const departments = company.departments();
  const n = company.employees.size;
  const posts = n + departments.size;
  heading(1, `${n} people, ${departments.size} groups and their members: pulumi up`);
  const { requests } = await runs.run("up: everybody comes", ["up", "--yes", "--skip-preview"], {
    expectedPosts: posts,
  });
  const people = await service.people();
  const groups = await service.groups();
  table([
    ["people", `${people.length}, of whom ${people.filter(({ managerId }) => managerId !== "").length} have a manager`],
    ["groups", `${groups.length} with ${groups.reduce((sum, { members }) => sum + members.length, 0)} members`],
    ["cost", byVerb(requests)],
  ]);
  line();
  const hint = fullChart ? "" : " (everybody by name: npm run demo -- --full-chart)";
  line(`   The chart as the service now has it${hint}:`);
  line();
  for (const row of drawChart(people, { full: fullChart, width: width - 3 })) line(`   ${row}`);

  const wrong = differences(company, people);
  proofs.add(
    `the service has the table's ${n} people, each attribute and manager as there`,
    wrong.length === 0,
    wrong[0],
  );
  const wrongGroups = groupDifferences(company, people, groups);
  proofs.add(
    `each of the ${departments.size} departments is a group of exactly its people`,
    wrongGroups.length === 0,
    wrongGroups[0],
  );
  const patches = [...departments.values()].reduce((sum, all) => sum + Math.ceil(all.length / membersPerRequest), 0);
  proofs.add(
    `it took one request per person and group (${posts}) and one per ${membersPerRequest} members of a group (${patches})`,
    requests["POST"] === posts && requests["PATCH"] === patches,
    byVerb(requests),
  );

  line();
  const preview = await runs.run("preview: nothing to do", ["preview"]);
  quote("pulumi preview", summaryOf(preview.output));
  proofs.add(
    "a preview right after it finds nothing to do",
    preview.steps.length === 0,
    preview.steps.map(({ name, operation }) => `${operation} ${name}`).join("; "),
  );
  const size = Math.round(averageSize(await stack.state()));
  proofs.add(`a person takes ${size} bytes of state, at most ${bytesPerPerson}`, size <= bytesPerPerson, `${size}`);
}

/** @param {Scene} scene */
async function handsInTheService({ proofs, service, company, runs }) {
  heading(2, "Two people are changed by hand in the service");
  const before = await service.people();
  const id = (/** @type {string} */ key) => before.find(({ externalId }) => externalId === key)?.id ?? "";
  await service.changeByHand(id(cast.retitled), { title: newTitle });
  await service.changeByHand(id(cast.misplaced), { managerId: id(cast.ceo) });
  const { managerId } = company.employee(cast.misplaced);
  table([
    [company.name(cast.retitled), `title: ${company.employee(cast.retitled).title} → ${newTitle}`],
    [company.name(cast.misplaced), `manager: ${company.name(managerId)} → ${company.name(cast.ceo)}`],
  ]);

  heading(3, "Plain pulumi preview finds exactly these, pulumi up heals them");
  const preview = await runs.run("preview: two changed by hand", ["preview", "--diff"]);
  quote("pulumi preview --diff", readable(preview.output, before));
  const expected = [`${resourceOf(cast.misplaced)}: manager`, `${resourceOf(cast.retitled)}: title`].sort();
  const found = preview.steps.map(({ name, properties }) => `${name}: ${properties.join(", ")}`).sort();
  proofs.add(
    "plain preview finds exactly what was changed by hand: two people, one attribute each",
    found.join("\n") === expected.join("\n"),
    found.join("; "),
  );
  proofs.add("a preview only reads", writes(preview.requests) === 0, byVerb(preview.requests));

  line();
  const up = await runs.run("up: heals them", ["up", "--yes", "--skip-preview"]);
  quote("pulumi up", summaryOf(up.output));
  const wrong = differences(company, await service.people());
  proofs.add("up heals both: the service is as the table says", wrong.length === 0, wrong[0]);
  proofs.add("healing two people takes two writes", writes(up.requests) === 2, byVerb(up.requests));
}

/** @param {Scene} scene */
async function somebodyMoves({ proofs, service, company, runs }) {
  const name = company.name(cast.moved);
  heading(4, `${name} gets another manager in the program`);
  const { managerId } = company.employee(cast.moved);
  company.edit(cast.moved, { managerId: cast.newManager });
  table([[TABLE, `managerId of ${cast.moved}: ${managerId} → ${cast.newManager}`]]);
  line();
  const before = await service.people();
  const plan = await runs.run("preview: one moves", ["preview", "--diff"]);
  quote("pulumi preview --diff", readable(plan.output, before));
  const steps = plan.steps.map((step) => `${step.name}: ${step.operation} ${step.properties.join(", ")}`);
  proofs.add(
    "the plan of a move is one update of one attribute",
    steps.join("\n") === `${resourceOf(cast.moved)}: update manager`,
    steps.join("; "),
  );

  line();
  const up = await runs.run("up: one moves", ["up", "--yes", "--skip-preview"]);
  quote("pulumi up", summaryOf(up.output));
  const people = await service.people();
  const moved = people.find(({ externalId }) => externalId === cast.moved);
  const manager = people.find(({ id }) => id === moved?.managerId);
  const below = moved === undefined ? 0 : peopleBelow(moved, people);
  line();
  line(`   In the service ${name}, with ${below} people below, now reports to`);
  line(`   ${manager === undefined ? "nobody" : `${manager.givenName} ${manager.familyName}, ${manager.title}`}.`);
  const wrong = differences(company, people);
  proofs.add("the move is in the service, everybody else is as before", wrong.length === 0, wrong[0]);
  proofs.add("moving one person takes one write", writes(up.requests) === 1, byVerb(up.requests));
}

/** @param {Scene} scene */
async function allGo({ proofs, service, company, runs }) {
  heading(5, "Everything goes: pulumi destroy");
  const run = await runs.run("destroy: everybody goes", ["destroy", "--yes", "--skip-preview"]);
  quote("pulumi destroy", summaryOf(run.output));
  const left = (await service.people()).length + (await service.groups()).length;
  proofs.add("after destroy the service has no people and no groups", left === 0, `${left}`);
  const ends = company.employees.size + company.departments().size;
  proofs.add(
    `destroying took one request per person and group (${ends})`,
    writes(run.requests) === ends,
    byVerb(run.requests),
  );
}
