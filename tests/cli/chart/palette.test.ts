import { SCHEMES } from "../../../cli/chart/palette.js";

type Triple = [number, number, number];

/** Linear light of `#rrggbb` (IEC 61966-2-1). */
function linear(colour: string): Triple {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function times(rows: readonly Triple[], [x, y, z]: Triple): Triple {
  const [r = 0, g = 0, b = 0] = rows.map(([i, j, k]) => i * x + j * y + k * z);
  return [r, g, b];
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => times([[0.2126, 0.7152, 0.0722]], linear(colour))[0];
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** How the eye sees linear light: as it is, and without one kind of cone (Machado, Oliveira and Fernandes 2009). */
const EYES: Record<string, Triple[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIELAB under D65. */
function lab(light: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
    ],
    light,
  ).map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)) as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each(Object.entries(SCHEMES))("the %s colours", (_, { page, ink, faint, line, focus, kinds }) => {
  it("let every text be read (WCAG 1.4.3)", () => {
    for (const { fill, text } of Object.values(kinds)) expect(contrast(fill, text)).toBeGreaterThanOrEqual(4.5);
    for (const text of [ink, faint]) expect(contrast(page, text)).toBeGreaterThanOrEqual(4.5);
  });

  it("let every border, line and focus be seen (WCAG 1.4.11)", () => {
    for (const { fill, border } of Object.values(kinds)) {
      expect(contrast(page, border)).toBeGreaterThanOrEqual(3);
      expect(contrast(fill, border)).toBeGreaterThanOrEqual(3);
    }
    for (const colour of [line, focus]) expect(contrast(page, colour)).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(EYES))("of changes are told apart with %s", (_eyes, eyes) => {
    const { joiner, leaver, move, changed } = kinds;
    const seen = [joiner, leaver, move, changed].map(({ border }) => lab(times(eyes, linear(border))));
    seen.forEach((one, index) => {
      for (const other of seen.slice(index + 1)) {
        expect(Math.hypot(...one.map((value, at) => value - (other[at] ?? 0)))).toBeGreaterThan(15);
      }
    });
  });
});
