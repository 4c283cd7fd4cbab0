import { z } from "zod";
import { type JsonObject, type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { filesWith } from "../scenario.js";
import { withSandbox } from "../../support/withSandbox.js";
import { type Note, TOKEN, type TestForge } from "./forges.js";
import { type Job, Repository } from "./repository.js";

export interface Company {
  readonly repository: Repository;
  readonly forge: TestForge;
  readonly sandbox: Sandbox;
}

export interface CompanyOptions {
  /** Files of the example that are other ones here. */
  readonly edits?: Readonly<Record<string, string>>;
  readonly sandbox?: SandboxOptions;
}

/**
 * The company of examples/gitops, brought up by its first apply, which is approved by hand. However it goes, neither the
 * service's token nor the forge's may stand in what is left on disk, in a comment or in an issue.
 */
export async function withCompany(
  start: () => Promise<TestForge>,
  options: CompanyOptions,
  body: (company: Company) => Promise<void>,
): Promise<void> {
  await withSandbox(options.sandbox ?? {}, async (sandbox) => {
    const forge = await start();
    try {
      const repository = await Repository.create(forge, sandbox, options.edits);
      try {
        const refused = await repository.runJob("apply");
        expect(refused).toMatchObject({ code: 3 });
        expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
        expectDone(await repository.runJob("apply", { APPROVE: digestIn(refused.output) }));
        expect(sandbox.dump().Users).toHaveLength(8);
        await body({ repository, forge, sandbox });
        for (const secret of [sandbox.token, TOKEN]) {
          expect(filesWith(repository.folder, secret)).toEqual([]);
          expect(JSON.stringify([[...forge.notes], forge.issues])).not.toContain(secret);
        }
      } finally {
        repository.dispose();
      }
    } finally {
      await forge.server.close();
    }
  });
}

/** Fails with all that the job printed unless it ended well. */
export function expectDone(job: Job): void {
  if (job.code !== 0) throw new Error(`The job ended with ${String(job.code)}.\n${job.output}`);
}

/** Fails with all that the job printed unless it ended with that code. */
export function expectCode(job: Job, code: number): void {
  if (job.code !== code) throw new Error(`The job ended with ${String(job.code)}, not ${code}.\n${job.output}`);
}

/** The digest by which a plan is approved by hand, as a message says it. */
export function digestIn(text: string): string {
  const [, digest] = /APPROVE=([0-9a-f]{16})/.exec(text) ?? [];
  if (digest === undefined) throw new Error(`No digest is named:\n${text}`);
  return digest;
}

/** The one comment of ours of a kind under a proposal; throws when there is none or more than one. */
export function noteOf(forge: TestForge, proposal: number, kind: "plan" | "result"): Note {
  const found = (forge.notes.get(proposal) ?? []).filter(
    ({ author, body }) => author === forge.self && body.startsWith(`<!-- org-chart:${kind}`),
  );
  const [note] = found;
  if (note === undefined || found.length > 1)
    throw new Error(`Proposal ${proposal} has ${found.length} ${kind} comments.`);
  return note;
}

/** The userNames in the service, in order of the alphabet, without the domain. */
export function peopleIn(sandbox: Sandbox): string[] {
  return sandbox
    .dump()
    .Users.map((user: JsonObject) => z.string().parse(user["userName"]).replace("@acme.example", ""))
    .sort();
}
