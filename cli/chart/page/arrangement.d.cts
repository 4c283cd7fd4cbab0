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
  /** The top left corner of each box, and the width it is drawn with: that of its column, never less than its own. */
  readonly places: readonly { readonly x: number; readonly y: number; readonly width: number }[];
  /** The lines between managers and reports, as the `d` of an SVG path. */
  readonly lines: string;
}
