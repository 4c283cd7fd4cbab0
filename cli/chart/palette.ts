import { type Box } from "./boxes.js";

/** The colours of one kind of box in one scheme. */
export interface Colours {
  readonly fill: string;
  readonly border: string;
  readonly text: string;
}

/** All colours of one scheme. */
export interface Scheme {
  readonly page: string;
  readonly ink: string;
  /** Texts of less weight. */
  readonly faint: string;
  readonly line: string;
  /** Around what has the keyboard. */
  readonly focus: string;
  readonly kinds: Readonly<Record<Box["kind"], Colours>>;
}

/**
 * Blue, vermilion, purple and yellow after Okabe and Ito (https://jfly.uni-koeln.de/color/), which people with any kind of
 * colour blindness can tell apart, darkened or lightened until texts have the contrast of WCAG 2.2 level AA (4.5 to 1).
 */
export const SCHEMES: Readonly<Record<"light" | "dark", Scheme>> = {
  light: {
    page: "#ffffff",
    ink: "#1a1a1a",
    faint: "#4d4d4d",
    line: "#8a8a8a",
    focus: "#0050b3",
    kinds: {
      plain: { fill: "#f6f7f9", border: "#7a7f87", text: "#1a1a1a" },
      inactive: { fill: "#ffffff", border: "#7a7f87", text: "#555555" },
      joiner: { fill: "#e3f1fb", border: "#0072b2", text: "#00456e" },
      leaver: { fill: "#fdece3", border: "#d55e00", text: "#7d3500" },
      move: { fill: "#f7e8f1", border: "#b85c96", text: "#6b2454" },
      changed: { fill: "#fdf8d8", border: "#4d4400", text: "#4d4400" },
    },
  },
  dark: {
    page: "#15171a",
    ink: "#f0f0f0",
    faint: "#c4c4c4",
    line: "#8d939b",
    focus: "#8ec5ff",
    kinds: {
      plain: { fill: "#23272d", border: "#8d939b", text: "#f0f0f0" },
      inactive: { fill: "#15171a", border: "#8d939b", text: "#b8b8b8" },
      joiner: { fill: "#0b2a40", border: "#56b4e9", text: "#a9daf8" },
      leaver: { fill: "#3d1e0c", border: "#ff8a3d", text: "#ffc49e" },
      move: { fill: "#3a1c30", border: "#e29cc6", text: "#f3c8e2" },
      changed: { fill: "#332e08", border: "#f0e442", text: "#f5ee92" },
    },
  },
};

/** Borders beside the colours, so that nobody needs them: how long the dashes are, and how wide the line. */
export const BORDERS: Readonly<Record<Box["kind"], { readonly dashes?: string; readonly width: number }>> = {
  plain: { width: 1 },
  inactive: { width: 1, dashes: "2 3" },
  joiner: { width: 3 },
  leaver: { width: 2, dashes: "7 4" },
  move: { width: 2 },
  changed: { width: 2, dashes: "2 2" },
};
