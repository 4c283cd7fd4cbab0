import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { readJson } from "../readJson.js";
import { type Chart } from "./chart.js";
import { fromState, isState } from "./sources/fromState.js";

/** The chart that a file holds, whatever kind it is of; what is none is wrong use, with what would be one. */
export async function readChart(file: string): Promise<Chart> {
  const content = await readJson("chart", file);
  if (isState(content)) return fromState(content);
  const way = "Give what `pulumi stack export` writes, or --live for a service.";
  throw new CommandError(`Could not draw ${file}: it is no stack's exported state. ${way}`, EXIT.wrongUse);
}
