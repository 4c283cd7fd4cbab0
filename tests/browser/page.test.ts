import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { source as axe } from "axe-core";
import { startSandbox, type JsonObject, type Sandbox } from "../../sandbox/index.js";
import { needs } from "../support/needs.js";
import { ENT, group, user } from "../sandbox/client.js";
import { textOf } from "../sandbox/page/reader.js";
import { chromiumPath, LAUNCH, missingBrowser } from "./chromium.js";

const test = needs(missingBrowser);
const pictures = join(__dirname, "../../coverage/browser");
const MINUTE = 60_000;

jest.setTimeout(2 * MINUTE);

let browser: Browser | undefined;

beforeAll(async () => {
  const executablePath = chromiumPath();
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, ...LAUNCH });
  mkdirSync(pictures, { recursive: true });
});
afterAll(() => browser?.close());

/** A company of n people, ten reports each, who are in a group by the last digit of their number. */
function company(n: number): { Users: JsonObject[]; Groups: JsonObject[] } {
  const Users = Array.from({ length: n }, (_, i) =>
    user(`user${i}@acme.example`, {
      id: `u${i}`,
      displayName: `Person ${i}`,
      title: i === 0 ? "CEO" : `Engineer of ${i % 7}`,
      [ENT]: {
        department: `Department ${i % 10}`,
        ...(i === 0 ? {} : { manager: { value: `u${Math.floor((i - 1) / 10)}` } }),
      },
    }),
  );
  const Groups = Array.from({ length: 10 }, (_, d) =>
    group(
      `Group ${d}`,
      Users.flatMap((_, i) => (i % 10 === d ? [`u${i}`] : [])),
      { id: `g${d}` },
    ),
  );
  return { Users, Groups };
}

interface Seen {
  readonly page: Page;
  readonly sandbox: Sandbox;
  readonly complaints: string[];
}

async function look(n: number, test: (seen: Seen) => Promise<void>, dark = false): Promise<void> {
  const sandbox = await startSandbox({ port: 0, ...(n === 0 ? {} : { seed: company(n) }) });
  const context = await browser?.newContext({
    colorScheme: dark ? "dark" : "light",
    viewport: { width: 1280, height: 800 },
  });
  const page = await context?.newPage();
  if (page === undefined) throw new Error("There is no browser.");
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(sandbox.page ?? "none")) complaints.push(`asked ${request.url()}`);
  });
  try {
    await page.goto(sandbox.page ?? "");
    await page.getByText("Live", { exact: true }).waitFor();
    await test({ page, sandbox, complaints });
    expect(complaints).toEqual([]);
  } finally {
    await context?.close();
    await sandbox.close();
  }
}

async function violations(page: Page): Promise<string[]> {
  // By the debugging protocol, since the page's own policy lets no other script in.
  const found: string[] = await page.evaluate<string[]>(`${axe}; axe.run().then(({ violations }) => violations.map(
    ({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`);
  return found;
}

/** Waits until the tree that is seen has so many rows. */
async function rows(page: Page, count: number): Promise<void> {
  await page
    .getByRole("treeitem")
    .nth(count - 1)
    .waitFor();
  await page.getByRole("treeitem").nth(count).waitFor({ state: "detached" });
}

const row = (page: Page, name: string) => page.getByRole("treeitem").filter({ hasText: name });

test("shows the chart, unfolds and folds, and a person in full", () =>
  look(290, async ({ page }) => {
    await row(page, "Person 0").first().click();
    await page.getByRole("heading", { name: "Person 0" }).waitFor();
    await page.getByRole("row", { name: "userName user0@acme.example" }).waitFor();
    await page.screenshot({ path: join(pictures, "page-290-light.png") });
    await page.getByRole("button", { name: "Fold all", exact: true }).first().click();
    await rows(page, 1);
    await row(page, "Person 0").locator(".twist").click();
    await page.getByRole("treeitem").nth(10).waitFor();
    await expect(page.getByRole("treeitem").count()).resolves.toBe(11);
    await page.getByRole("button", { name: "Person 7", exact: true }).click();
    await page.getByRole("heading", { name: "Person 7", exact: true }).waitFor();
    await page.getByRole("heading", { name: "Reports (10)" }).waitFor();
  }));

test("is used by keys alone", () =>
  look(30, async ({ page }) => {
    const tree = page.getByRole("tree", { name: "People by manager" });
    await tree.focus();
    for (const key of ["ArrowDown", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowDown", "Enter"])
      await page.keyboard.press(key);
    await page.getByRole("heading", { name: "Person 11", exact: true }).waitFor();
    const active = await tree.getAttribute("aria-activedescendant");
    await expect(page.locator(`#${active ?? ""}`).getAttribute("aria-selected")).resolves.toBe("true");
    await page.getByRole("tab", { name: /People/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tree", { name: "Groups and their members" }).waitFor();
  }));

test("finds people by any word, with those above them", () =>
  look(290, async ({ page }) => {
    await page.getByRole("searchbox").first().fill("person 288");
    await page.getByText("1 found").waitFor();
    await rows(page, 4);
    await page.getByRole("searchbox").first().fill("nobody at all");
    await page.getByText("0 found").waitFor();
  }));

test("follows what happens: people, groups, requests and their bodies", () =>
  look(0, async ({ page, sandbox }) => {
    await page.getByText("Nobody yet").waitFor();
    const headers = { Authorization: `Bearer ${sandbox.token}`, "Content-Type": "application/scim+json" };
    const body = JSON.stringify(user("ada", { displayName: "Ada <b>Lovelace</b>", password: "never seen" }));
    await fetch(`${sandbox.url}/Users`, { method: "POST", headers, body });
    await row(page, "Ada <b>Lovelace</b>").click();
    const [person] = sandbox.dump().Users;
    sandbox.edit("Users", textOf(person?.["id"]), (ada) => (ada["title"] = "Countess"));
    await page.getByRole("cell", { name: "Countess" }).waitFor();
    await page.getByRole("option", { name: /POST 201 .*\/Users/ }).click();
    await page.getByText('"userName": "ada"').first().waitFor();
    expect(await page.content()).not.toContain("never seen");
    sandbox.create("Groups", { displayName: "Board", members: [{ value: textOf(person?.["id"]) }] });
    await page.getByRole("tab", { name: "Groups 1" }).click();
    await row(page, "Board").locator(".twist").click();
    await row(page, "Lovelace").last().waitFor();
    await page.screenshot({ path: join(pictures, "page-live.png") });
  }));

test("reads nothing while nobody sees it, and catches up when it is seen again", () =>
  look(30, async ({ page, sandbox, complaints }) => {
    await row(page, "Person 1").first().click();
    await page.getByRole("heading", { name: "Person 1", exact: true }).waitFor();
    const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/page/events"));
    await page.evaluate(see(false));
    await ended;
    sandbox.edit("Users", "u1", (person) => (person["title"] = "Admiral"));
    for (const id of ["u28", "u29"]) sandbox.remove("Users", id);
    sandbox.create("Users", { userName: "late", id: "late" });
    await page.waitForTimeout(500);
    await expect(page.getByRole("tab", { name: "People 30" }).count()).resolves.toBe(1);
    await expect(row(page, "late").count()).resolves.toBe(0);
    await page.evaluate(see(true));
    await row(page, "late").waitFor();
    await page.getByRole("tab", { name: "People 29" }).waitFor();
    // The pane of details has caught up too.
    await page.getByRole("cell", { name: "Admiral" }).waitFor();
    await page.evaluate(see(true));
    expect(complaints).toEqual([]);
  }));

/** A headless page is always seen; this makes it say otherwise, as a browser does of a tab in the background. */
function see(isSeen: boolean): string {
  return `Object.defineProperty(document, "hidden", { get: () => ${String(!isSeen)}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));`;
}

test("10,000 people stay usable", () =>
  look(10_000, async ({ page, sandbox }) => {
    await page.getByRole("tab", { name: "People 10000" }).waitFor();
    await page.getByRole("button", { name: "Unfold all" }).first().click();
    await expect(page.getByRole("treeitem").count()).resolves.toBeLessThan(100);
    await page.getByRole("tree", { name: "People by manager" }).focus();
    const started = performance.now();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Person \d+$/ }).waitFor();
    expect(performance.now() - started).toBeLessThan(3000);
    sandbox.create("Users", { userName: "last" });
    await page.getByRole("tab", { name: "People 10001" }).waitFor();
    await page.screenshot({ path: join(pictures, "page-10000.png") });
  }));

for (const dark of [false, true]) {
  test(`has no fault that axe finds, in ${dark ? "dark" : "light"}`, () =>
    look(
      60,
      async ({ page, sandbox }) => {
        await fetch(`${sandbox.url}/Users/none`, { headers: { Authorization: `Bearer ${sandbox.token}` } });
        await fetch(`${sandbox.url}/Users`);
        await page.locator("#log-list").getByRole("option").nth(1).waitFor();
        sandbox.edit("Users", "u1", (person) => (person["active"] = false));
        await row(page, "inactive").click();
        await page.getByRole("heading", { name: "Person 1", exact: true }).waitFor();
        await page.waitForTimeout(2500);
        expect(await violations(page)).toEqual([]);
        await page.getByRole("tab", { name: /Groups/ }).click();
        await page.getByRole("treeitem").filter({ hasText: "Group 1" }).click();
        await page.getByRole("heading", { name: "Group 1", exact: true }).waitFor();
        expect(await violations(page)).toEqual([]);
        await page.locator("#log-list").getByRole("option").first().click();
        await page.getByRole("heading", { name: /^Request \d/ }).waitFor();
        expect(await violations(page)).toEqual([]);
        await page.screenshot({ path: join(pictures, `page-${dark ? "dark" : "light"}.png`) });
      },
      dark,
    ));
}

test("says that the sandbox is gone", async () => {
  const sandbox = await startSandbox({ port: 0 });
  const page = await browser?.newPage();
  await page?.goto(sandbox.page ?? "");
  await page?.getByText("Live", { exact: true }).waitFor();
  await sandbox.close();
  await page?.getByText("The sandbox does not answer").waitFor();
  const again = await startSandbox({ port: Number(new URL(sandbox.url).port), seed: company(3) });
  await page?.getByRole("tab", { name: "People 3" }).waitFor();
  await page?.close();
  await again.close();
});
