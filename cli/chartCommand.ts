import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { Command, Option } from "commander";
import { ConnectionError, ScimError } from "../provider/scim/errors.js";
import { type Chart } from "./chart/chart.js";
import { html } from "./chart/html.js";
import { mermaid, MERMAID_LIMITS } from "./chart/mermaid.js";
import { type Picture, pictureOf } from "./chart/picture.js";
import { readChart } from "./chart/sources.js";
import { fromService } from "./chart/sources/fromService.js";
import { svg } from "./chart/svg.js";
import { textTree } from "./chart/textTree.js";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";

const FORMATS = ["svg", "html", "mermaid", "text"] as const;
type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  ".svg": "svg",
  ".html": "html",
  ".htm": "html",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".txt": "text",
};

interface Flags {
  readonly output: string;
  readonly format?: Format;
  readonly against?: string;
  readonly live?: boolean;
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly title?: string;
  readonly ascii?: boolean;
}

/** `pulumi-scim chart`: a picture of who reports to whom, or of what happens between two of them. */
export function chartCommand(): Command {
  return new Command("chart")
    .description("Draw the org chart of a stack's exported state or of a live service, or the difference of two.")
    .argument("[file]", "what `pulumi stack export` wrote")
    .requiredOption("-o, --output <file>", "where the picture goes; its ending names the format; - is stdout")
    .addOption(new Option("--format <format>", "the format, whatever the file's ending").choices(FORMATS))
    .option(
      "--against <file>",
      "draw what leads from the chart in this file to the other: who joins, leaves, moves, changes",
    )
    .option("--live", "draw the service that SCIM_* name; beside a file: draw what leads from the service to the file")
    .option("--endpoint <url>", "the service's base URL, instead of SCIM_ENDPOINT")
    .option("--dialect <name>", "whose SCIM it speaks, instead of SCIM_DIALECT")
    .option("--title <text>", "the heading, instead of the stack's or the service's name")
    .option("--ascii", "text: draw branches with ASCII characters")
    .allowExcessArguments(false)
    .action(run);
}

async function run(file: string | undefined, flags: Flags): Promise<void> {
  const format = formatOf(flags);
  const { chart, before } = await charts(file, flags);
  const { title = chart.title } = flags;
  const picture = pictureOf({ ...chart, title }, before);
  await write(await drawn(picture, format, flags.ascii === true), flags.output);
}

function formatOf({ format, output }: Flags): Format {
  const found = format ?? BY_ENDING[extname(output).toLowerCase()];
  if (found !== undefined) return found;
  const way = `Give --format (${FORMATS.join(", ")}), or a file that ends with ${Object.keys(BY_ENDING).join(", ")}.`;
  throw new CommandError(`Could not tell the format of ${output}. ${way}`, EXIT.wrongUse);
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
  const other = against === undefined ? undefined : await readChart(against);
  if (file === undefined) return { chart: await service(flags), ...(other && { before: other }) };
  const chart = await readChart(file);
  const before = live === true ? await service(flags) : other;
  return { chart, ...(before && { before }) };
}

async function service({ endpoint, dialect }: Flags): Promise<Chart> {
  try {
    return await fromService({ endpoint, dialect });
  } catch (error) {
    if (error instanceof ConnectionError) throw new CommandError(error.message, EXIT.wrongUse);
    if (error instanceof ScimError) throw new CommandError(`Could not read the service: ${error.message}`, EXIT.failed);
    throw error;
  }
}

async function drawn(picture: Picture, format: Format, ascii: boolean): Promise<string> {
  if (format === "svg") return svg(picture);
  if (format === "html") return html(picture);
  if (format === "text") return textTree(picture, ascii);
  const text = mermaid(picture);
  const edges = picture.boxes.filter(({ parent }) => parent >= 0).length;
  if (edges > MERMAID_LIMITS.edges || text.length > MERMAID_LIMITS.characters) {
    const limits = `${MERMAID_LIMITS.edges} lines and ${MERMAID_LIMITS.characters} characters`;
    process.stderr.write(
      `Mermaid draws no more than ${limits} unless its page sets maxEdges and maxTextSize; this has ${edges} and ${text.length}.\n`,
    );
  }
  return text;
}

async function write(text: string, output: string): Promise<void> {
  if (output === "-") {
    await new Promise<void>((resolve) =>
      process.stdout.write(text, () => {
        resolve();
      }),
    );
    return;
  }
  try {
    await writeFile(output, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new CommandError(`Could not write the chart ${output}: ${reason}`, EXIT.failed);
  }
}
