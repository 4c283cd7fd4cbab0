import { count } from "./scenarios.mjs";
import { requestsOf } from "./promises.mjs";
import { stepTitles } from "./table.mjs";

/**
 * @typedef {import("./measure.mjs").Report} Report
 * @typedef {import("./measure.mjs").Result} Result
 */

/** A row of a panel: what is measured, its two bars (ours, the other) and what is written behind each. */
/** @typedef {{ label: string, bars: [Bar, Bar] }} Row */
/** @typedef {{ value: number, text: string }} Bar */

const width = 880;
const height = 336;
const barLength = 250;
const rowHeight = 54;
const top = 112;

/** Readable on light and dark pages: it brings its own ground, and follows the reader's scheme. */
const style = `
  text {
    font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif;
    font-size: 14px;
    fill: #1f2328;
  }
  .title { font-size: 18px; font-weight: 600 }
  .panel { font-weight: 600 }
  .quiet { fill: #59636e; font-size: 13px }
  .ground { fill: #ffffff; stroke: #d1d9e0 }
  .ours { fill: #7a4fd6 }
  .other { fill: #b9c2cc }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9aa6b2 }
    .ground { fill: #12161c; stroke: #343b44 }
    .ours { fill: #a583f2 }
    .other { fill: #59636e }
  }`;

/**
 * Requests against one for each resource, and time against a provider that does nothing, of the middle company (of the
 * largest, when that was not measured).
 * @param {Report} report
 * @returns {string} SVG
 */
export function picture({ results }) {
  const result = shown(results);
  const { people, groups, memberships } = result.scenario;
  const resources = people + groups + memberships;
  /** @type {Row[]} */
  const requests = result.steps.map((step) => {
    const other = step.name === "change" ? resources + 1 : resources;
    return {
      label: stepTitles[step.name],
      bars: [bar(requestsOf(step), count(requestsOf(step))), bar(other, count(other))],
    };
  });
  /** @type {Row[]} */
  const times = result.steps.map((step) => ({
    label: stepTitles[step.name],
    bars: [
      bar(step.seconds, `${step.seconds.toFixed(1)} s`),
      bar(step.idleSeconds ?? 0, `${(step.idleSeconds ?? 0).toFixed(1)} s`),
    ],
  }));
  const title = `${count(people)} people, ${count(groups)} groups, ${count(memberships)} memberships`;
  const parts = [
    `<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    `<text class="title" x="24" y="38">${title}</text>`,
    panel(24, "Requests to the service", ["pulumi-scim", "one for each person, group and membership"], requests),
    panel(462, "Time on the real Pulumi engine", ["pulumi-scim", "a provider that does nothing"], times),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}: ${spoken(result)}">`,
    `<style>${style}\n</style>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/**
 * @param {number} value
 * @param {string} text
 * @returns {Bar}
 */
const bar = (value, text) => ({ value, text });

/**
 * @param {number} left
 * @param {string} title
 * @param {[ours: string, other: string]} legend
 * @param {Row[]} rows
 */
function panel(left, title, legend, rows) {
  const longest = Math.max(...rows.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const start = left + 92;
  const [ours, other] = legend;
  const marks = [
    `<text class="panel" x="${left}" y="70">${title}</text>`,
    `<rect class="ours" x="${left}" y="82" width="10" height="10" rx="2"/>`,
    `<text class="quiet" x="${left + 16}" y="92">${ours}</text>`,
    `<rect class="other" x="${left + 104}" y="82" width="10" height="10" rx="2"/>`,
    `<text class="quiet" x="${left + 120}" y="92">${other}</text>`,
  ];
  const lines = rows.flatMap(({ label, bars }, at) => {
    const y = top + at * rowHeight;
    return [
      `<text x="${left}" y="${y + 25}">${label}</text>`,
      ...bars.flatMap(({ value, text }, second) => {
        const length = Math.max(2, Math.round((value / longest) * barLength));
        const barTop = y + second * 20;
        return [
          `<rect class="${second === 0 ? "ours" : "other"}" x="${start}" y="${barTop}" width="${length}" height="16" rx="3"/>`,
          `<text class="${second === 0 ? "" : "quiet"}" x="${start + length + 8}" y="${barTop + 13}">${text}</text>`,
        ];
      }),
    ];
  });
  return [...marks, ...lines].join("\n");
}

/** @param {Result[]} results */
function shown(results) {
  const plain = results.filter(
    ({ scenario: { kind, latencyMs, ratePerSecond } }) => kind === "set" && latencyMs === 0 && ratePerSecond === null,
  );
  const found = plain.find(({ scenario }) => scenario.people === 500) ?? plain.at(-1);
  if (found === undefined)
    throw new Error("Could not draw the picture: no run with set-memberships, without latency and rate was measured.");
  return found;
}

/** @param {Result} result */
function spoken({ steps }) {
  return steps
    .map((step) => {
      const ratio =
        step.ratio === null ? "" : `, ${step.ratio.toFixed(2)} times the time of a provider that does nothing`;
      return `${stepTitles[step.name]} ${count(requestsOf(step))} requests${ratio}`;
    })
    .join("; ");
}
