import { progressOn } from "../../../cli/import/progress.js";

function screen(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const progress = progressOn({ isTTY, columns: 80, write: (text: string) => written.push(text) }, () => time);
  const after = (ms: number) => (time += ms);
  return { written, progress, after };
}

it("on a terminal one line is drawn over and taken away at the end", () => {
  const { written, progress, after } = screen(true);
  progress.at("people", 200);
  after(10);
  progress.at("people", 400);
  after(100);
  progress.at("people", 1200);
  progress.at("members of groups", 16, 16);
  progress.end();
  expect(written).toEqual([
    "\r\u001b[K[....###.................] reading people: 200",
    "\r\u001b[K[..###...................] reading people: 1,200",
    "\r\u001b[K[########################] reading members of groups: 16 of 16",
    "\r\u001b[K",
  ]);
});

it("in a log there is a plain line from time to time, and none for short work", () => {
  const { written, progress, after } = screen(false);
  progress.at("people", 200);
  after(6000);
  progress.at("people", 4000);
  after(100);
  progress.at("groups", 1, 3);
  progress.end();
  expect(written).toEqual(["reading people: 4,000\n"]);
});
