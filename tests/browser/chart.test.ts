import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { source as axe } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { type Chart, type ChartPerson } from "../../cli/chart/chart.js";
import { html } from "../../cli/chart/html.js";
import { pictureOf } from "../../cli/chart/picture.js";
import { adventureWorks, company, person } from "../cli/chart/charts.js";
import { needs } from "../support/needs.js";
import { chromiumPath, LAUNCH, missingBrowser } from "./chromium.js";

const test = needs(missingBrowser);
const pictures = join(__dirname, "../../coverage/browser");
const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-chart-"));

jest.setTimeout(120_000);

let browser: Browser | undefined;

beforeAll(async () => {
  const executablePath = chromiumPath();
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, ...LAUNCH });
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page of a chart; whatever the console says against it fails the test. */
async function look(chart: Chart, before: Chart | undefined, dark: boolean, body: (page: Page) => Promise<void>) {
  const file = join(folder, "chart.html");
  writeFileSync(file, html(pictureOf(chart, before)));
  const context = await browser?.newContext({
    colorScheme: dark ? "dark" : "light",
    viewport: { width: 1280, height: 800 },
  });
  const page = await context?.newPage();
  if (!page) throw new Error("There is no browser.");
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await body(page);
  await context?.close();
  expect(complaints).toEqual([]);
}

/** AdventureWorks with changes of all kinds. */
function autumn(): Chart {
  const { title, people } = adventureWorks();
  const changed = people.slice(3).map((one, index): ChartPerson => {
    if (index % 60 === 9) return { ...one, title: `Senior ${one.title ?? ""}` };
    return index % 50 === 7 ? { ...one, manager: "109" } : one;
  });
  return { title, people: [...changed, person("new", { name: "José N. <b>Neu</b>", manager: "109" })] };
}

const items = (page: Page) => page.getByRole("treeitem");

/** Names of those who have a line outside their box. */
const CUT = `[...document.querySelectorAll(".person")].filter((box) => {
  const frame = box.getBoundingClientRect();
  return [...box.querySelectorAll("span:not(.fold)")].some((line) => {
    const range = document.createRange();
    range.selectNodeContents(line);
    const text = range.getBoundingClientRect();
    return text.left < frame.left || text.right > frame.right || text.bottom > frame.bottom + 0.5;
  });
}).map((box) => box.textContent)`;

describe("the page of a chart in Chromium", () => {
  for (const dark of [false, true]) {
    const scheme = dark ? "dark" : "light";

    test(`cuts no text and passes axe-core, as a chart and as a list, ${scheme}`, async () => {
      await look(autumn(), adventureWorks(), dark, async (page) => {
        await page.click("#unfold");
        expect(await items(page).count()).toBe(291);
        expect(await page.evaluate(CUT)).toEqual([]);
        const violations = `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))`;
        // The page's own policy lets nothing be added to it, so axe-core comes by the debugger.
        await page.evaluate(axe);
        expect(await page.evaluate(violations)).toEqual([]);
        await page.screenshot({ path: join(pictures, `chart-${scheme}.png`) });
        await page.click("#list");
        expect(await page.evaluate(violations)).toEqual([]);
        await page.screenshot({ path: join(pictures, `chart-list-${scheme}.png`) });
      });
    });
  }

  test("finds people without their accents, opens the way to them and goes on to the next", async () => {
    await look(adventureWorks(), undefined, false, async (page) => {
      await page.click("#fold");
      await page.keyboard.press("/");
      await page.keyboard.type("jose saraiva");
      expect(await page.textContent("#status")).toBe("1 of 1: José Saraiva");
      expect(await page.locator(".current").isVisible()).toBe(true);
      await page.fill("#search", "production supervisor");
      await page.press("#search", "Enter");
      expect(await page.textContent("#status")).toMatch(/^2 of 21: /);
      await page.fill("#search", "nobody at all");
      expect(await page.textContent("#status")).toBe("Nobody found");
    });
  });

  test("opens a difference with every change in sight, and its legend goes from one to the next", async () => {
    await look(autumn(), adventureWorks(), false, async (page) => {
      const [joiners, leavers] = [page.locator(".person.joiner"), page.locator(".person.leaver")];
      expect([await joiners.count(), await leavers.count()]).toEqual([1, 3]);
      expect(await items(page).count()).toBeLessThan(291);
      const leave = page.getByRole("button", { name: "− 3 leave" });
      await leave.click();
      const first = await page.textContent("#status");
      expect(first).toMatch(/^1 of 3: /);
      await leave.press("Enter");
      expect(await page.textContent("#status")).toMatch(/^2 of 3: /);
      expect(await page.locator(".current.leaver").isVisible()).toBe(true);
    });
  });

  test("lets the sign of nobody who is folded cover a name", async () => {
    await look(adventureWorks(), undefined, false, async (page) => {
      await page.click("#fold");
      await page.click(".fold");
      const covered = await page.evaluate(`[...document.querySelectorAll(".fold")].flatMap((sign) => {
        const own = sign.getBoundingClientRect();
        return [...document.querySelectorAll(".person")].filter((box) => {
          const other = box.getBoundingClientRect();
          const isBeside = own.right <= other.left || other.right <= own.left;
          return !box.contains(sign) && !isBeside && own.bottom > other.top + 2 && own.top < other.bottom;
        }).map((box) => box.textContent);
      })`);
      expect(covered).toEqual([]);
    });
  });

  test("cuts no name of any script, emoji, or of any length", async () => {
    const names = [
      "محمد بن عبد الرحمن آل سعود",
      "יעל כהן-לוי (CTO)",
      "欧阳司马诸葛慕容长孙完颜耶律上官东方独孤令狐",
      "สมชาย ใจดีมากที่สุดในโลก",
      "श्री नरेन्द्र दामोदरदास मोदी",
      "Константин Константинопольский-Щукин",
      "👩‍👩‍👧‍👦 Zoë 🇩🇪🏳️‍🌈 Müller-Lüdenscheidt",
      "Hubert Blaine Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers",
    ];
    const world = names.map((name, index) =>
      person(`p${index}`, { name, title: "", manager: index > 0 ? "p0" : undefined }),
    );
    await look({ title: "Names", people: world }, undefined, false, async (page) => {
      expect(await page.evaluate(CUT)).toEqual([]);
      await page.screenshot({ path: join(pictures, "chart-names.png") });
    });
  });

  test("is folded by the sign and by the keyboard, which moves through the tree", async () => {
    await look(adventureWorks(), undefined, false, async (page) => {
      await page.click("#fold");
      expect(await items(page).count()).toBe(1);
      await page.click(".fold");
      const opened = await items(page).count();
      expect(opened).toBeGreaterThan(1);
      const focused = () => page.evaluate("document.activeElement.querySelector('.name').textContent");
      expect(await focused()).toBe("Ken Sánchez");
      await page.keyboard.press("ArrowRight");
      expect(await focused()).toBe("Brian Welcker");
      await page.keyboard.press("Enter");
      expect(await items(page).count()).toBeGreaterThan(opened);
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      expect(await items(page).count()).toBe(1);
    });
  });

  test("is panned by the mouse and zoomed by the keyboard", async () => {
    await look(adventureWorks(), undefined, false, async (page) => {
      const scrolled = () => page.evaluate<number>("document.getElementById('view').scrollTop");
      const before = await scrolled();
      await page.mouse.move(600, 600);
      await page.mouse.down();
      await page.mouse.move(600, 400, { steps: 4 });
      await page.mouse.up();
      expect(await scrolled()).toBe(before + 200);
      const width = () => page.evaluate<number>("document.querySelector('.person').getBoundingClientRect().width");
      const small = await width();
      await page.keyboard.press("+");
      expect(await width()).toBeGreaterThan(small * 1.2);
    });
  });

  test("is a list on paper", async () => {
    await look(adventureWorks(), undefined, true, async (page) => {
      const pdf = await page.pdf({ format: "A4" });
      expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(4);
    });
  });

  test("opens 5,000 people folded, and shows them all in seconds", async () => {
    for (const managerOf of [(index: number) => index - 1, () => 0]) {
      const chart = company(5000, (index) => (index === 0 ? undefined : managerOf(index)));
      await look(chart, undefined, false, async (page) => {
        expect(await items(page).count()).toBeLessThanOrEqual(121);
        const started = performance.now();
        await page.click("#unfold");
        expect(await page.locator(".person").count()).toBe(5000);
        expect(performance.now() - started).toBeLessThan(15_000);
      });
    }
  });
});
