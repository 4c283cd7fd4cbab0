import { type Arrangement, type BoxSize } from "./arrangement.cjs";

/** Packs the boxes, teams side by side in rows; `shape` is the wished width divided by the height. */
export declare function pack(boxes: readonly BoxSize[], shape: number): Arrangement;
