import { extname } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { writeOutput } from "./output.js";
import { commitOf, jobPage } from "./plan/commit.js";
import { Connections, dialectProblem } from "./plan/facts/connections.js";
import { guardsOf, type Limit, limitOf } from "./plan/guards.js";
import { lookUpNewcomers } from "./plan/live/newcomers.js";
import { atPlaces } from "./plan/live/places.js";
import { nameStrangers } from "./plan/live/strangers.js";
import { findUnmanaged } from "./plan/live/unmanaged.js";
import { drawPlan, formatOfPicture } from "./plan/picture.js";
import { readRuns } from "./plan/readSources.js";
import { html } from "./plan/render/html.js";
import { COMMENT_LIMITS, markdown } from "./plan/render/markdown.js";
import { headingOf } from "./plan/render/summary.js";
import { text } from "./plan/render/text.js";
import { type PlanReport } from "./plan/report/model.js";
import { reportOf, type ReportOptions, stackFacts } from "./plan/report/report.js";
import { type StackFacts } from "./plan/report/transfers.js";

const FORMATS = ["text", "markdown", "html", "json"] as const;
type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  ".txt": "text",
  ".md": "markdown",
  ".html": "html",
  ".htm": "html",
  ".json": "json",
};

interface Flags {
  readonly format?: Format;
  readonly output?: string;
  readonly eventLog?: readonly string[];
  readonly state?: readonly string[];
  readonly picture?: string;
  readonly commit?: string;
  readonly live?: boolean;
  readonly unmanaged?: boolean;
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly maxLeavers?: Limit;
  readonly maxMembershipLosses?: Limit;
  readonly maxChanges?: Limit;
  readonly protect?: readonly string[];
  readonly drift: boolean;
  readonly rebuiltTeams: boolean;
  readonly maxLength?: number;
  readonly fullAt?: string;
}

const EXIT_CODES = `
Exit codes:
  0  the plan is within all guards
  1  the preview failed, or the service or a file could not be reached
  2  a wrong command line, or an input that is no plan
  3  a guard tripped; the report is written all the same`;

/** `pulumi-scim plan`: what a preview means for people, and whether it keeps to the limits that the command line sets. */
export function planCommand(): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command("plan")
    .description(
      "Tell what a preview means for people: who joins, leaves, moves, changes, and what was changed by hand.",
    )
    .argument(
      "[files...]",
      "what `pulumi preview --json` (up, refresh, destroy) wrote, one for each stack; - or none: stdin",
    )
    .addOption(new Option("--format <format>", "default: by the output's ending, else text").choices(FORMATS))
    .option("-o, --output <file>", "where the report goes (default: stdout)")
    .option(
      "--event-log <file>",
      "the same run's --event-log (Pulumi has it with PULUMI_DEBUG_COMMANDS=true): tells exactly what a refresh found; repeatable",
      several,
    )
    .option(
      "--state <file>",
      "`pulumi stack export` from before: names for ids, shares of all people; repeatable",
      several,
    )
    .option("--picture <file>", "draw who joins, leaves and moves: .svg, .html, .mmd or .txt")
    .option("--commit <id>", "the commit that this is the plan of (default: what CI or git says)")
    .option("--live", "look up every joiner in the service that SCIM_* name: new, adopted, reactivated, or in conflict")
    .option("--unmanaged", "list the service's active accounts that no stack manages, and what cannot be checked")
    .option("--endpoint <url>", "the service's base URL, instead of SCIM_ENDPOINT")
    .option("--dialect <name>", "whose SCIM it speaks, instead of SCIM_DIALECT")
    .option("--max-leavers <n|n%>", "guard: no more people may lose their account", limit)
    .option("--max-membership-losses <n|n%>", "guard: people who stay may lose no more memberships", limit)
    .option("--max-changes <n|n%>", "guard: no more changes of any kind", limit)
    .option("--protect <userName...>", "guard: these may not leave, move or change")
    .option("--no-drift", "guard: nothing may have been changed by hand")
    .option("--no-rebuilt-teams", "guard: no group may be deleted while a new one has over half of its members")
    .option("--max-length <n>", `markdown: cut to so many characters (default: ${COMMENT_LIMITS.github})`, length)
    .option("--full-at <where>", "markdown: where all of it is, if it is cut (default: the CI job's page)")
    .addHelpText("after", EXIT_CODES)
    .action(run);
}

async function run(files: readonly string[], flags: Flags): Promise<void> {
  const format = formatOf(flags);
  if (flags.picture !== undefined) formatOfPicture(flags.picture);
  const runs = await readRuns({ files, eventLogs: flags.eventLog ?? [], states: flags.state ?? [] });
  const hints = {
    endpoint: flags.endpoint ?? process.env["SCIM_ENDPOINT"],
    dialect: flags.dialect ?? process.env["SCIM_DIALECT"],
  };
  const problem = dialectProblem(hints.dialect);
  if (problem !== undefined)
    throw new CommandError(`Could not use the dialect: --dialect (or SCIM_DIALECT) ${problem}.`, EXIT.wrongUse);
  const connections = new Connections(hints);
  const stacks = runs.map((one) => stackFacts(one, connections));
  const guarded = reportOf(stacks, { commit: flags.commit ?? commitOf(process.env), ...(await lookAt(stacks, flags)) });
  const report: PlanReport = {
    ...guarded,
    guards: guardsOf(guarded, {
      ...flags,
      noDrift: !flags.drift,
      noRebuiltTeams: !flags.rebuiltTeams,
      known: knownNames(stacks),
    }),
  };
  if (flags.picture !== undefined) await drawPicture(stacks, report, flags.picture);
  await writeOutput(await drawn(report, format, stacks, flags), flags.output ?? "-");
  judge(
    report,
    runs.some(({ hasFailed }) => hasFailed),
  );
}

async function lookAt(
  stacks: readonly StackFacts[],
  { live, unmanaged, endpoint, dialect }: Flags,
): Promise<ReportOptions> {
  if (live !== true && unmanaged !== true) return {};
  if (unmanaged === true && !stacks.every(({ company }) => company.run.isWhole)) {
    const way = "Give --state (pulumi stack export) or --event-log, or preview with --refresh.";
    throw new CommandError(`Could not tell who is managed: the preview names only what changes. ${way}`, EXIT.wrongUse);
  }
  return atPlaces(stacks, { endpoint, dialect }, async (open, closed) => {
    // Who has no name comes out when the report is made.
    reportOf(stacks);
    await nameStrangers(open);
    const { answers, unseen } = live === true ? await lookUpNewcomers(open, closed) : {};
    return {
      live: answers,
      unseen: [
        ...new Set([...(unseen ?? []), ...(unmanaged === true ? closed.map(({ error }) => error.message) : [])]),
      ],
      unmanaged: unmanaged === true ? await findUnmanaged(open, stacks) : undefined,
    };
  });
}

function knownNames(stacks: readonly StackFacts[]): Set<string> {
  return new Set(
    stacks.flatMap(({ company }) => company.people.flatMap(({ userName }) => userName?.toLowerCase() ?? [])),
  );
}

async function drawn(report: PlanReport, format: Format, stacks: readonly StackFacts[], flags: Flags): Promise<string> {
  if (format === "json") return `${JSON.stringify(report, null, 2)}\n`;
  if (format === "text") return text(report);
  if (format === "html") {
    const picture = flags.picture === undefined ? undefined : await drawPlan(stacks, headingOf(report), "svg");
    return html(report, picture);
  }
  const isGitlab = process.env["GITLAB_CI"] !== undefined && process.env["GITHUB_ACTIONS"] === undefined;
  const maxLength = flags.maxLength ?? (isGitlab ? COMMENT_LIMITS.gitlab : COMMENT_LIMITS.github);
  return markdown(report, { maxLength, fullAt: flags.fullAt ?? jobPage(process.env) });
}

async function drawPicture(stacks: readonly StackFacts[], report: PlanReport, file: string): Promise<void> {
  if (!report.stacks.every(({ isWhole }) => isWhole)) {
    process.stderr.write(
      "The picture has only those whom the preview names. Give --state (pulumi stack export) for everybody.\n",
    );
  }
  await writeOutput(await drawPlan(stacks, headingOf(report), formatOfPicture(file)), file);
}

/** The exit code, once everything is written; a failed preview stands over a guard. */
function judge({ guards }: PlanReport, hasFailed: boolean): void {
  const tripped = guards.filter(({ isTripped }) => isTripped).map(({ says }) => `Refused: ${says}`);
  const failure =
    "The preview ended with an error, so that the plan is not all of it. Mend what its messages say, and preview again.";
  if (hasFailed) throw new CommandError([failure, ...tripped].join("\n"), EXIT.failed);
  if (tripped.length > 0) throw new CommandError(tripped.join("\n"), EXIT.found);
}

function formatOf({ format, output }: Flags): Format {
  if (format !== undefined || output === undefined || output === "-") return format ?? "text";
  const found = BY_ENDING[extname(output).toLowerCase()];
  if (found !== undefined) return found;
  const way = `Give --format (${FORMATS.join(", ")}), or a file that ends with ${Object.keys(BY_ENDING).join(", ")}.`;
  throw new CommandError(`Could not tell the format of ${output}. ${way}`, EXIT.wrongUse);
}

function limit(given: string): Limit {
  const found = limitOf(given);
  if (found === undefined) throw new InvalidArgumentError("A whole number or a share is expected, as 5 or 5%.");
  return found;
}

function length(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1000)
    throw new InvalidArgumentError("A whole number of at least 1000 is expected.");
  return value;
}
