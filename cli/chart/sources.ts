import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { isObject } from "../../provider/scim/json.js";
import { type OrgOptions } from "../../sdk/orgChart/orgFile/org.js";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { decoded, readJson } from "../readJson.js";
import { type Chart } from "./chart.js";
import { fromOrg } from "./sources/fromOrg.js";
import { fromState, isState } from "./sources/fromState.js";

const YAML: readonly string[] = [".yaml", ".yml"];
const WAY = "Give an org file (YAML or JSON), what `pulumi stack export` writes, or --live for a service.";

/** How files are read. */
export interface SourceOptions extends OrgOptions {
  /** Takes what the reader should know beside the chart, a line at a time. */
  readonly say?: ((line: string) => void) | undefined;
}

/**
 * The chart that a file holds: an org file, or a stack's exported state. YAML is an org file; of JSON the content tells. What is
 * neither is wrong use, with what would be one.
 */
export async function readChart(file: string, { say, ...options }: SourceOptions = {}): Promise<Chart> {
  const ending = extname(file).toLowerCase();
  if (ending === ".csv") {
    const way = "Name it in an org file (people: { from: …, columns: … }) and give that.";
    throw new CommandError(
      `Could not draw ${file}: a table alone does not say what its columns are. ${way}`,
      EXIT.wrongUse,
    );
  }
  if (YAML.includes(ending)) return fromOrg(file, options, say);
  const content = ending === ".json" || (await looksLikeJson(file)) ? await readJson("chart", file) : undefined;
  if (content === undefined) return fromOrg(file, options, say);
  if (isState(content)) return fromState(content);
  if (isObject(content) && "people" in content) return fromOrg(file, options, say);
  const isPreview = isObject(content) && Array.isArray(content["steps"]);
  const what = isPreview ? "it is a preview, not a state" : "it is neither an org file nor a stack's exported state";
  throw new CommandError(`Could not draw ${file}: ${what}. ${WAY}`, EXIT.wrongUse);
}

/** Of a file whose name does not tell; one that cannot be read is taken for JSON, whose reader says why. */
async function looksLikeJson(file: string): Promise<boolean> {
  try {
    return /^\s*[{[]/.test(decoded(await readFile(file)));
  } catch {
    return true;
  }
}
