import type * as d3Hierarchy from "d3-hierarchy" with { "resolution-mode": "import" };
import { type Arrangement, type BoxSize } from "./arrangement.cjs";

/** Places the boxes as a tidy tree; `shape` is the wished width divided by the height. */
export declare function tidy(
  d3: Pick<typeof d3Hierarchy, "hierarchy" | "tree">,
  boxes: readonly BoxSize[],
  shape: number,
): Arrangement;
