import { createHash } from "node:crypto";
import { type ChartPerson } from "../../../cli/chart/chart.js";
import { html } from "../../../cli/chart/html.js";
import { mermaid } from "../../../cli/chart/mermaid.js";
import { type Picture, pictureOf } from "../../../cli/chart/picture.js";
import { svg } from "../../../cli/chart/svg.js";
import { textTree } from "../../../cli/chart/textTree.js";
import { adventureWorks, chart, company, person } from "./charts.js";

const hostile = `</script><script>alert("1")</script><img src=x onerror='alert(2)'> & ]]> \u202egnp\u0000\ud800`;
const dangerous = chart(
  person("boss", { name: hostile, title: hostile, detail: hostile, teams: [hostile] }),
  person(hostile, { name: "מנהל כללי", title: "👩‍🚀 مهندس", manager: "boss" }),
);
const before = chart(person("boss", { name: "The Boss" }), person("old", { name: hostile, manager: "boss" }));

const formats: [string, (picture: Picture) => string | Promise<string>][] = [
  ["svg", svg],
  ["html", html],
  ["mermaid", mermaid],
  ["text", (picture) => textTree(picture)],
];

/** Somebody of each kind of change. */
const changed = (): Picture =>
  pictureOf(
    chart(
      person("boss"),
      person("new", { name: "Jo Iner", manager: "boss" }),
      person("moved", { name: "Mo Ved", manager: "new" }),
      person("same", { name: "Ti Tle", title: "Lead", manager: "boss" }),
    ),
    chart(
      person("boss"),
      person("gone", { name: "Le Aver", manager: "boss" }),
      person("moved", { name: "Mo Ved", manager: "boss" }),
      person("same", { name: "Ti Tle", title: "Engineer", manager: "boss" }),
    ),
  );

describe.each(formats)("a chart as %s", (_, draw) => {
  it("is the same for the same people in any order", async () => {
    const { title, people } = adventureWorks();
    expect(await draw(pictureOf({ title, people: people.toReversed() }))).toBe(
      await draw(pictureOf({ title, people })),
    );
  });

  it("names everybody", async () => {
    const text = await draw(pictureOf(adventureWorks()));
    for (const { name } of adventureWorks().people) {
      if (!name.includes("'")) expect(text).toContain(name);
    }
  });

  it("says of everybody what happens to them, with a symbol beside the colour", async () => {
    const text = await draw(changed());
    for (const words of ["+ joins", "− leaves", "→ moves from boss", "~ title was Engineer"]) {
      expect(text.replace(/#(\d+);/g, (_code, code) => String.fromCodePoint(Number(code)))).toContain(words);
    }
  });

  it("takes 5,000 people in a chain in seconds, and in bounds", async () => {
    const started = performance.now();
    const text = await draw(pictureOf(company(5000, (index) => (index === 0 ? undefined : index - 1))));
    expect(performance.now() - started).toBeLessThan(8000);
    expect(text.length).toBeLessThan(4_000_000);
  });

  it("draws nobody", async () => {
    expect(await draw(pictureOf(chart()))).toContain("Acme");
  });

  it("holds no character that could turn or end a line", async () => {
    expect(await draw(pictureOf(dangerous, before))).not.toMatch(/[\p{Cs}\u202e\u0000]/u);
  });
});

describe("a chart as SVG", () => {
  it("is well-formed, titled and described", async () => {
    const text = await svg(pictureOf(dangerous, before));
    expect(text).toMatch(/^<svg [^>]*role="img" aria-labelledby="chart-title chart-summary"/);
    expect(text).toContain('<title id="chart-title">Acme</title>');
    expect(text).toContain('<desc id="chart-summary">2 people: 1 joins, 1 leaves, 1 changes otherwise.</desc>');
    expect(text).not.toMatch(/<(script|img)/);
    const names = [...text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)];
    const open: string[] = [];
    for (const [, closing, name = "", alone] of names) {
      if (closing === "/") expect(open.pop()).toBe(name);
      else if (alone !== "/") open.push(name);
    }
    expect(open).toEqual([]);
    expect(text.replace(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g, "")).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
  });

  it("gives each text the width that was measured", async () => {
    const text = await svg(pictureOf(chart(person("a", { name: "Ada" }))));
    expect(text).toContain('textLength="24.6" lengthAdjust="spacingAndGlyphs">Ada</text>');
  });
});

describe("a chart as HTML", () => {
  const page = html(pictureOf(dangerous, before));
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = ""]) => code);

  it("runs only what its policy names by hash", () => {
    expect(scripts).toHaveLength(3);
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    for (const script of scripts) {
      expect(policy).toContain(`'sha256-${createHash("sha256").update(script).digest("base64")}'`);
    }
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toContain("unsafe");
  });

  it("needs nothing from elsewhere and has no style or handler in its markup", () => {
    const markup = page.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, "");
    const tags = markup.match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => / (src|href|style|on[a-z]+)=/.test(tag))).toEqual([]);
    expect(page.match(/url\(|@import/)).toBeNull();
  });

  it("keeps the people apart from the markup", () => {
    expect(page.match(/<script/g)).toHaveLength(4);
    const [, data = ""] = /<script type="application\/json" id="people">(.*?)<\/script>/.exec(page) ?? [];
    const { people } = JSON.parse(data) as { people: { lines: [string, string][] }[] };
    const texts = people.flatMap(({ lines }) => lines.map(([, text]) => text)).join("");
    expect(texts.replaceAll(" ", "")).toContain('</script><script>alert("1")</script>');
  });

  const openOf = (picture: Picture): number[] => {
    const [, data = ""] = /<script type="application\/json" id="people">(.*?)<\/script>/.exec(html(picture)) ?? [];
    return (JSON.parse(data) as { open: number[] }).open;
  };

  it("opens 290 people unfolded, and of 5,000 a first view", () => {
    const small = pictureOf(adventureWorks());
    expect(openOf(small)).toHaveLength(small.tree.filter(({ children }) => children.length > 0).length);
    const big = pictureOf(company(5000, (index) => (index === 0 ? undefined : Math.floor((index - 1) / 6))));
    const shown = openOf(big).reduce((sum, index) => sum + (big.tree[index]?.children.length ?? 0), 1);
    expect(shown).toBeGreaterThan(20);
    expect(shown).toBeLessThanOrEqual(121);
    expect(openOf(pictureOf(company(5000, (index) => (index === 0 ? undefined : 0))))).toEqual([]);
  });

  it("opens only the managers of those to whom something happens, if it does", () => {
    const { title, people } = adventureWorks();
    const next = people.map((one): ChartPerson => (one.key === "282" ? { ...one, manager: "284" } : one));
    const picture = pictureOf({ title, people: next }, { title, people });
    expect(openOf(picture).map((index) => picture.tree[index]?.person.key)).toEqual(["109", "273", "284"]);
  });

  it("opens many people with a change in sight", () => {
    const old = company(2000, (index) => (index === 0 ? undefined : Math.floor((index - 1) / 6)));
    const people = old.people.map((one): ChartPerson => (one.key === "k1999" ? { ...one, title: "Lead" } : one));
    const picture = pictureOf({ ...old, people }, old);
    const open = openOf(picture);
    for (let at = picture.tree.findIndex(({ person: { key } }) => key === "k1999"); at >= 0;) {
      at = picture.tree[at]?.parent ?? -1;
      if (at >= 0) expect(open).toContain(at);
    }
  });
});

describe("a chart as Mermaid", () => {
  it.each([
    ['Ada "the Countess" Lovelace', "Ada #34;the Countess#34; Lovelace"],
    ["1. Engineer", "1#46; Engineer"],
    ["- none", "#45; none"],
    ["`code` *x* _y_", "#96;code#96; #42;x#42; #95;y#95;"],
    ["<br/>", "#60;br/#62;"],
    ["C# & more", "C#35; #38; more"],
    ["Technician - WC60", "Technician - WC60"],
  ])("escapes %j", (name, label) => {
    expect(mermaid(pictureOf(chart(person("a", { name }))))).toContain(`  p0["${label}"]`);
  });
});

describe("a chart as text", () => {
  it("draws branches, or ASCII", () => {
    const picture = pictureOf(
      chart(
        person("boss", { title: "CEO" }),
        person("a", { manager: "boss" }),
        person("b", { manager: "a", isActive: false }),
        person("c", { manager: "boss" }),
      ),
    );
    expect(textTree(picture)).toBe("Acme\n4 people.\n\nboss · CEO\n├── a\n│   └── b  [inactive]\n└── c\n");
    expect(textTree(picture, true)).toBe("Acme\n4 people.\n\nboss, CEO\n|-- a\n|   `-- b  [inactive]\n`-- c\n");
  });
});
