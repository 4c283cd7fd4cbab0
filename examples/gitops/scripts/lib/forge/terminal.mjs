/**
 * A machine that is no runner: comments and issues are printed, and nothing is known of proposals. Whoever applies from here
 * approves by hand.
 * @returns {import("./index.mjs").Forge}
 */
export function terminal() {
  /** @type {(...texts: string[]) => Promise<void>} */
  const print = (...texts) => {
    console.log(texts.join("\n\n"));
    return Promise.resolve();
  };
  return {
    largestComment: 1_000_000,
    run: undefined,
    proposal: () => Promise.resolve(undefined),
    mergedWith: () => Promise.resolve([]),
    notes: () => Promise.resolve([]),
    addNote: (_, body) => print(body),
    editNote: (_, __, body) => print(body),
    openIssues: () => Promise.resolve([]),
    openIssue: (title, body) => print(title, body),
    editIssue: (_, body) => print(body),
    closeIssue: (_, comment) => print(comment),
  };
}
