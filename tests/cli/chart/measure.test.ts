import { charactersOf, textWidth, wrapText } from "../../../cli/chart/measure.js";

describe("the measure of text", () => {
  it.each([
    ["", 0],
    ["Ada", 66.7 + 55.6 + 55.6],
    ["i", 22.2],
    ["Ádá", 66.7 + 55.6 + 55.6],
    ["漢字", 200],
    ["👩‍👩‍👧‍👦", 140],
    ["e\u0301", 55.6],
  ])("of %j is that of Helvetica", (text, width) => {
    expect(textWidth(text, 100)).toBeCloseTo(width, 5);
  });

  it("is larger for bold text", () => {
    expect(textWidth("Bold", 12, "bold")).toBeGreaterThan(textWidth("Bold", 12));
  });

  it.each([
    "Ada Lovelace",
    "Vice President of Engineering and Everything Else That Has No Home",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
    "مدير تنفيذي للعمليات في الشرق الأوسط وشمال أفريقيا",
    "👩‍👩‍👧‍👦".repeat(40),
    "W".repeat(500),
  ])("breaks %j so that no line is wider and no character is lost", (text) => {
    const lines = wrapText(text, 12, "regular", 120);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(120);
    const characters = (parts: string[]) => charactersOf(parts.join("").replaceAll(" ", ""));
    expect(characters(lines)).toEqual(characters([text]));
  });

  it("breaks between words", () => {
    expect(wrapText("one two three", 12, "regular", 50)).toEqual(["one two", "three"]);
  });
});
