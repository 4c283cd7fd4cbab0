import type * as d3Hierarchy from "d3-hierarchy" with { "resolution-mode": "import" };

/** A box to be placed, in pixels. Managers come before their reports. */
export interface BoxSize {
  /** Index of the manager's box; -1 at the top. */
  readonly parent: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything stands, in pixels from the top left. */
export interface Arrangement {
  readonly width: number;
  readonly height: number;
  /** The top left corner of each box. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
  /** The lines between managers and reports, as the `d` of an SVG path. */
  readonly lines: string;
}

/** Places the boxes so that none overlap; `shape` is the wished width divided by the height. @default 1.6 */
export declare function arrange(
  d3: Pick<typeof d3Hierarchy, "hierarchy" | "tree">,
  boxes: readonly BoxSize[],
  shape?: number,
): Arrangement;
