import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The Chromium of this machine, as Debian's package `chromium` brings it; undefined when there is none. */
export function chromiumPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** What is missing for a test in a browser, in words for `needs`; undefined when nothing is. */
export const missingBrowser = chromiumPath() === undefined ? "Chromium (apt-get install chromium)" : undefined;

/** How Chromium is started; as root, in a container, its own sandbox cannot be had. */
export const LAUNCH = {
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
};
