import type * as d3Hierarchy from "d3-hierarchy" with { "resolution-mode": "import" };
import { type Arrangement, type BoxSize } from "./arrangement.cjs";
import { type pack } from "./pack.cjs";
import { type tidy } from "./tidy.cjs";

/** The ways to arrange, and what they need. */
export interface Ways {
  readonly d3: Pick<typeof d3Hierarchy, "hierarchy" | "tree">;
  readonly tidy: typeof tidy;
  readonly pack: typeof pack;
}

/**
 * Places the boxes so that none overlap. The way follows from how many people the chart has in all, so that it stays the same
 * whoever is folded. @default everybody is among the boxes
 */
export declare function arrange(ways: Ways, boxes: readonly BoxSize[], people?: number): Arrangement;
