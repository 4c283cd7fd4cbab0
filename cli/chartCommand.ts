import { Command, InvalidArgumentError, Option } from "commander";
import { type Chart } from "./chart/chart.js";
import { draw, ENDINGS, type Format, formatOfFile, FORMATS } from "./chart/draw.js";
import { readChart } from "./chart/sources.js";
import { fromService } from "./chart/sources/fromService.js";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { writeOutput } from "./output.js";
import { atService } from "./service.js";

interface Flags {
  readonly output: string;
  readonly format?: Format;
  readonly against?: string;
  readonly live?: boolean;
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly title?: string;
  readonly ascii?: boolean;
  readonly levels?: number;
  readonly onlyChanges?: boolean;
  readonly today?: string;
  readonly service?: string;
}

/** `pulumi-scim chart`: a picture of who reports to whom, or of what happens between two of them. */
export function chartCommand(): Command {
  return new Command("chart")
    .description("Draw the org chart of an org file, a stack's state or a live service, or the difference of any two.")
    .argument("[file]", "an org file (YAML or JSON), or what `pulumi stack export` wrote")
    .requiredOption("-o, --output <file>", "where the picture goes; its ending names the format; - is stdout")
    .addOption(new Option("--format <format>", "the format, whatever the file's ending").choices(FORMATS))
    .option(
      "--against <file>",
      "draw what leads from the chart in this file, of either kind, to the other: who joins, leaves, moves, changes",
    )
    .option("--live", "draw the service that SCIM_* name; beside a file: draw what leads from the service to the file")
    .option("--endpoint <url>", "the service's base URL, instead of SCIM_ENDPOINT")
    .option("--dialect <name>", "whose SCIM it speaks, instead of SCIM_DIALECT")
    .option("--title <text>", "the heading, instead of the file's, the stack's or the service's name")
    .option("--levels <number>", "draw so many levels; who has people below says how many", levelsOf)
    .option("--only-changes", "of a difference: draw only those to whom something happens, and their managers")
    .option("--service <name>", "org files: those who go to this one of the services that the file lists")
    .option("--today <date>", "org files: the day that counts as today, YYYY-MM-DD")
    .option("--ascii", "text: draw branches with ASCII characters")
    .allowExcessArguments(false)
    .action(run);
}

async function run(file: string | undefined, flags: Flags): Promise<void> {
  const format = formatOf(flags);
  const { chart, before } = await charts(file, flags);
  const { title = chart.title, ascii, levels, onlyChanges } = flags;
  if (onlyChanges === true && !before) {
    const way = "Give --against, or a file beside --live.";
    throw new CommandError(`Could not draw only changes: there is nothing to compare with. ${way}`, EXIT.wrongUse);
  }
  const text = await draw({ chart: { ...chart, title }, before, format, ascii, levels, onlyChanges, warn });
  await writeOutput(text, flags.output);
}

function formatOf({ format, output }: Flags): Format {
  const found = format ?? formatOfFile(output);
  if (found !== undefined) return found;
  const way = `Give --format (${FORMATS.join(", ")}), or a file that ends with ${ENDINGS.join(", ")}.`;
  throw new CommandError(`Could not tell the format of ${output}. ${way}`, EXIT.wrongUse);
}

function levelsOf(text: string): number {
  const levels = Number(text);
  if (Number.isInteger(levels) && levels > 0) return levels;
  throw new InvalidArgumentError("Give a whole number from 1.");
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function charts(file: string | undefined, flags: Flags): Promise<{ chart: Chart; before?: Chart }> {
  const { against, live } = flags;
  if (file === undefined && live !== true) {
    throw new CommandError("Could not draw a chart: nothing was given. Give a file, or --live.", EXIT.wrongUse);
  }
  if (file !== undefined && live === true && against !== undefined) {
    const way = "Leave out the file, --against or --live.";
    throw new CommandError(
      `Could not compare three charts: ${file}, ${against} and the service. ${way}`,
      EXIT.wrongUse,
    );
  }
  const { today, service: goesTo } = flags;
  const read = (from: string) => readChart(from, { today, service: goesTo, say: warn });
  const other = against === undefined ? undefined : await read(against);
  if (file === undefined) return { chart: await atService(() => fromService(flags)), ...(other && { before: other }) };
  const chart = await read(file);
  const before = live === true ? await atService(() => fromService(flags)) : other;
  return { chart, ...(before && { before }) };
}
