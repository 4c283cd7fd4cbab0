/** What a page takes for granted: an empty folder, or a project with a stack as docs/getting-started.md makes one. */
export type Given = "nothing" | "project";

/** Pages whose command blocks are run in order on the real engine (tests/engine/docs/pages.test.ts). */
export const PAGES_THAT_RUN: readonly (readonly [path: string, given: Given])[] = [
  ["docs/getting-started.md", "nothing"],
  ["docs/guides/adopting.md", "project"],
  ["docs/guides/leavers.md", "project"],
  ["docs/guides/org-files-from-hr.md", "project"],
  ["docs/guides/secrets-and-data.md", "project"],
  ["docs/guides/several-services.md", "project"],
  ["docs/guides/unknown-service.md", "project"],
];

/** Pages whose commands tests of their own run, since they need more than a shell: those tests. */
export const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "docs/scale.md": "tests/engine/scale/divisions.test.ts, tests/engine/scale/crash.test.ts",
};

/** Sections of README whose blocks are run, each in a project of its own, with what stands there before. */
export const README_SECTIONS: Readonly<Record<string, SectionGiven>> = {
  "Use it in a project": { program: true },
  "The picture": { program: true, history: true },
  "A company that has people already": { people: true },
  "A service that the package does not know": {},
  "The plan": { program: true, up: true },
};

/** Other pages that are run so, as a whole. */
export const PAGES_WITH_GIVEN: Readonly<Record<string, SectionGiven>> = {
  "docs/chart.md": { program: true, up: true, history: true },
  "docs/plan.md": { program: true, up: true },
  "docs/sandbox.md": { files: { "options.json": '{ "ironclad": { "saml": false } }' } },
};

/** A project with a stack and a sandbox at https://acme.example/scim/v2; and beside them: */
export interface SectionGiven {
  /** README's first program as index.ts. */
  readonly program?: boolean;
  /** That program was applied, and `now.json` holds the state; `before.json` the empty one. */
  readonly up?: boolean;
  /** README's first org file, in a git repository of two commits. */
  readonly history?: boolean;
  /** The sandbox has people whom nobody manages. */
  readonly people?: boolean;
  readonly files?: Readonly<Record<string, string>>;
}
