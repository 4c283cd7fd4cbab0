/** A weight of the face. */
export type Weight = "regular" | "bold";

/** What texts are set in: faces that share Helvetica's advance widths, by which they are measured here. */
export const FONT_FAMILY = 'Arial, Helvetica, "Liberation Sans", "Nimbus Sans", sans-serif';

/**
 * Advance widths of the characters from space to tilde, in thousandths of the font size, as Helvetica and the faces made to
 * its measure have them. A table of 190 numbers needs no font file, gives the same picture on every machine, and cannot age.
 */
const ASCII: Readonly<Record<Weight, readonly number[]>> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
  ],
};

/** Upper bounds of what other scripts take, in thousandths: the first pattern that fits counts. */
const OTHERS: readonly (readonly [RegExp, number])[] = [
  [/^[\p{M}\u200b-\u200d\ufe0e\ufe0f]+$/u, 0],
  [/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u, 1400],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u, 1000],
  [/[\p{Script=Hebrew}]/u, 650],
  [/[\p{Script=Arabic}\p{Script=Syriac}]/u, 850],
  [/[\u2010-\u2015\u2018-\u201f\u2022\u2026\u00b7]/u, 1000],
  [/[жмшщъыюфπσφψωώ]/u, 880],
  [/[а-яёєіїґўα-ωά-ύ]/u, 650],
  [/[\p{Script=Cyrillic}\p{Script=Greek}]/u, 1050],
  [/\p{Lu}/u, 950],
  [/\p{L}|\p{N}/u, 800],
];
const WIDEST = 1400;
const SIMPLE = /^[ -~]*$/;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The characters as readers count them: an emoji of several code points is one. */
export function charactersOf(text: string): string[] {
  return SIMPLE.test(text) ? Array.from(text) : Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Width of a text on one line in pixels; of scripts beyond Latin an upper bound. */
export function textWidth(text: string, size: number, weight: Weight = "regular"): number {
  let thousandths = 0;
  for (const character of charactersOf(text)) thousandths += advance(character, weight);
  return (thousandths * size) / 1000;
}

/** Whether the width of a text is known, and not only bounded: Latin letters, with accents or not, and their signs. */
export function isMeasured(text: string): boolean {
  return charactersOf(text).every((character) => exactAdvance(character, "regular") !== undefined);
}

function advance(character: string, weight: Weight): number {
  const exact = exactAdvance(character, weight);
  return exact ?? OTHERS.find(([pattern]) => pattern.test(character))?.[1] ?? WIDEST;
}

function exactAdvance(character: string, weight: Weight): number | undefined {
  const simple = ASCII[weight][character.charCodeAt(0) - 32];
  if (character.length === 1 && simple !== undefined) return simple;
  const [base = ""] = character.normalize("NFD");
  const rest = character.normalize("NFD").slice(base.length);
  return /^[\p{M}]*$/u.test(rest) ? ASCII[weight][base.charCodeAt(0) - 32] : undefined;
}

/**
 * The text in lines of at most that width in pixels, broken between words; a word that is wider than a line by itself is broken
 * after a hyphen or the like, and anywhere only where there is none. Nothing is left out.
 */
export function wrapText(text: string, size: number, weight: Weight, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer, size, weight) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = pieces(word, size, weight, width);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return line === "" ? lines : [...lines, line];
}

const BREAKS = /(?<=[-\u2010-\u2014/@._,;])(?=.)/u;

function pieces(word: string, size: number, weight: Weight, width: number): string[] {
  const parts: string[] = [];
  let part = "";
  for (const piece of word.split(BREAKS)) {
    const units = textWidth(piece, size, weight) <= width ? [piece] : charactersOf(piece);
    for (const unit of units) {
      if (part !== "" && textWidth(part + unit, size, weight) > width) {
        parts.push(part);
        part = "";
      }
      part += unit;
    }
  }
  return [...parts, part];
}
