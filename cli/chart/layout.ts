import { arrange } from "./page/arrange.cjs";
import { type Arrangement, type BoxSize } from "./page/arrangement.cjs";
import { pack } from "./page/pack.cjs";
import { tidy } from "./page/tidy.cjs";

export { type Arrangement } from "./page/arrangement.cjs";

/** Places the boxes so that none overlap, in a picture of about 16 to 10 where the company allows it. */
export async function layout(boxes: readonly BoxSize[]): Promise<Arrangement> {
  return arrange({ d3: await import("d3-hierarchy"), tidy, pack }, boxes);
}
