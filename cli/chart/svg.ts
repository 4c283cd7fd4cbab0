import { type Box, LINE_HEIGHT, LINE_STYLES, PADDING, SYMBOLS } from "./boxes.js";
import { cleanText, escapeMarkup } from "./cleanText.js";
import { countsOf, type ChangeKind } from "./difference.js";
import { type Arrangement, layout } from "./layout.js";
import { FONT_FAMILY, isMeasured, textWidth } from "./measure.js";
import { BORDERS, type Scheme, SCHEMES } from "./palette.js";
import { countWords, type Picture } from "./picture.js";

const MARGIN = 24;
const HEADER = 62;
const LEGEND = 26;
/** A text whose first letter says that it runs from right to left. */
const RIGHT_TO_LEFT = /^\P{L}*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Where the baseline of a line is, below its top. */
const BASELINE = 12;

/**
 * The picture as one SVG file that needs nothing else, in the colours that the reader's system asks for. Texts carry the
 * width that they were measured to have, so that no other face makes them leave their box; of scripts whose width is only bounded
 * they do not, lest they be stretched.
 */
export async function svg(picture: Picture): Promise<string> {
  const { boxes, title, summary, difference } = picture;
  const { width: own, height, places, lines } = await layout(boxes);
  const legend = difference ? legendOf(picture) : { text: "", width: 0 };
  const top = HEADER + (difference ? LEGEND : 0);
  const least = Math.max(textWidth(title, 20, "bold"), textWidth(summary, 13), legend.width);
  const width = Math.max(own, Math.ceil(least) + 2 * MARGIN);
  const people = boxes.map((box, index) => boxText(box, places[index] ?? { x: 0, y: 0, width: box.width }));
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-title chart-summary" width="${width}" height="${height + top}" viewBox="0 0 ${width} ${height + top}">
<title id="chart-title">${escapeMarkup(title)}</title>
<desc id="chart-summary">${escapeMarkup(summary)}</desc>
<style>${styles()}</style>
<rect class="page" width="100%" height="100%"/>
<text class="heading" x="${MARGIN}" y="34">${escapeMarkup(title)}</text>
<text class="summary" x="${MARGIN}" y="56">${escapeMarkup(summary)}</text>
${legend.text}<g transform="translate(${Math.floor((width - own) / 2)} ${top})">
<path class="line" d="${lines}"/>
${people.join("\n")}
</g>
</svg>
`;
}

function boxText({ kind, lines, height, person }: Box, { x, y, width }: Arrangement["places"][number]): string {
  const rectangle = `<rect width="${width}" height="${height}" rx="6"/>`;
  const texts = lines.map(({ style, text, width: wide }, index) => {
    const baseline = PADDING.y + index * LINE_HEIGHT + BASELINE;
    const length = Math.round(wide * 10) / 10;
    const fit = isMeasured(text) ? ` textLength="${length}" lengthAdjust="spacingAndGlyphs"` : "";
    const direction = RIGHT_TO_LEFT.test(text) ? ' direction="rtl"' : "";
    return `<text class="${style}" x="${width / 2}" y="${baseline}"${fit}${direction}>${escapeMarkup(text)}</text>`;
  });
  const teams = person.teams.length === 0 ? "" : `<title>${escapeMarkup(cleanText(person.teams.join(", ")))}</title>`;
  return `<g class="person ${kind}" transform="translate(${x} ${y})">${teams}${rectangle}${texts.join("")}</g>`;
}

function legendOf({ difference }: Picture): { text: string; width: number } {
  if (!difference) return { text: "", width: 0 };
  const counts = countsOf(difference);
  let x = MARGIN;
  const items = (Object.keys(SYMBOLS) as ChangeKind[]).map((kind) => {
    const text = `${SYMBOLS[kind]} ${countWords(kind, counts[kind])}`;
    const width = Math.ceil(textWidth(text, 11, "bold")) + 2 * PADDING.x;
    const item = `<g class="person ${kind}" transform="translate(${x} 64)"><rect width="${width}" height="20" rx="6"/><text class="mark" x="${width / 2}" y="14">${escapeMarkup(text)}</text></g>`;
    x += width + 8;
    return item;
  });
  return { text: `${items.join("")}\n`, width: x - MARGIN };
}

function styles(): string {
  const sizes = Object.entries(LINE_STYLES).map(
    ([style, { size, weight }]) => `.${style}{font-size:${size}px${weight === "bold" ? ";font-weight:bold" : ""}}`,
  );
  const borders = Object.entries(BORDERS).map(
    ([kind, { width, dashes }]) =>
      `.${kind} rect{stroke-width:${width}${dashes === undefined ? "" : `;stroke-dasharray:${dashes}`}}`,
  );
  return [
    `text{font-family:${FONT_FAMILY.replaceAll('"', "'")}}`,
    ".person text{text-anchor:middle}.heading{font-size:20px;font-weight:bold}.summary{font-size:13px}.line{fill:none}",
    ".leaver .name{text-decoration:line-through}",
    ...sizes,
    ...borders,
    colours(SCHEMES.light),
    `@media screen and (prefers-color-scheme:dark){${colours(SCHEMES.dark)}}`,
  ].join("");
}

function colours({ page, ink, faint, line, kinds }: Scheme): string {
  const own = Object.entries(kinds).map(
    ([kind, { fill, border, text }]) => `.${kind} rect{fill:${fill};stroke:${border}}.${kind} text{fill:${text}}`,
  );
  return `.page{fill:${page}}.heading{fill:${ink}}.summary{fill:${faint}}.line{stroke:${line}}${own.join("")}`;
}
