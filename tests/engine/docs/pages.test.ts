import { pageAt } from "../../docs/support/markdown.js";
import { PAGES_THAT_RUN } from "../../docs/support/plan.js";
import { runBlocks, Shell } from "../../docs/support/shell.js";

describe("a reader who follows the page", () => {
  it.each(PAGES_THAT_RUN)("%s gets what it says", async (path, given) => {
    const { blocks } = pageAt(path);
    const shell = await Shell.open();
    try {
      if (given === "project") await shell.project();
      expect(await runBlocks(shell, path, blocks)).toBeGreaterThan(0);
    } finally {
      shell.close();
    }
  });
});
