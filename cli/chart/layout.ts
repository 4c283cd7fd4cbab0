import { arrange, type Arrangement, type BoxSize } from "./page/arrange.cjs";

export { type Arrangement } from "./page/arrange.cjs";

/** Places the boxes so that none overlap, in a picture of about 16 to 10 where the company allows it. */
export async function layout(boxes: readonly BoxSize[]): Promise<Arrangement> {
  return arrange(await import("d3-hierarchy"), boxes);
}
