import { createHash } from "node:crypto";

/** With more effects a plan is approved as a whole only: the list of them would not fit into a comment. */
const mostListed = 1000;
const mark = /^<!-- org-chart:plan ([A-Za-z0-9+/=]+) -->/;

/**
 * What a comment says was shown to whoever merges.
 * @typedef {object} Approval
 * @property {string} head the commit of the proposal that was planned
 * @property {string} digest of the whole plan
 * @property {string[]} effects the digest of each effect; empty when there were too many
 */

/**
 * One text that stands for all effects of a plan.
 * @param {readonly string[]} effects
 */
export function digestOf(effects) {
  return createHash("sha256")
    .update(JSON.stringify([...effects].sort()))
    .digest("hex")
    .slice(0, 16);
}

/**
 * The first line of a comment, which no browser shows. What stands there is written by this script alone; data of the org file
 * come further below only.
 * @param {string} head
 * @param {{ digest: string, effects: readonly string[] }} plan
 */
export function approvalMark(head, { digest, effects }) {
  /** @type {Approval} */
  const approval = { head, digest, effects: effects.length > mostListed ? [] : effects.map(shortDigest) };
  return `<!-- org-chart:plan ${Buffer.from(JSON.stringify(approval)).toString("base64")} -->`;
}

/**
 * @param {string} comment
 * @returns {Approval | undefined}
 */
export function approvalIn(comment) {
  const [, encoded] = mark.exec(comment) ?? [];
  const approval = encoded === undefined ? undefined : parsed(Buffer.from(encoded, "base64").toString("utf8"));
  if (typeof approval !== "object" || approval === null) return undefined;
  if (!("head" in approval && "digest" in approval && "effects" in approval)) return undefined;
  const { head, digest, effects } = approval;
  if (typeof head !== "string" || typeof digest !== "string" || !Array.isArray(effects)) return undefined;
  return { head, digest, effects: effects.map(String) };
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Somebody has edited the comment.
  }
}

/**
 * The effects of a plan that nobody has approved. A plan that does less than what was approved is approved: an apply that failed
 * half-way has done the rest.
 * @param {{ digest: string, effects: readonly string[] }} plan
 * @param {readonly Approval[]} approvals
 * @returns {string[]}
 */
export function unapproved(plan, approvals) {
  if (approvals.some(({ digest }) => digest === plan.digest)) return [];
  const known = new Set(approvals.flatMap(({ effects }) => effects));
  return plan.effects.filter((effect) => !known.has(shortDigest(effect)));
}

/** @param {string} effect */
function shortDigest(effect) {
  return createHash("sha256").update(effect).digest("base64").slice(0, 10);
}
