import { watchOpenApi } from "../support/openApi.js";
import { personIn } from "../support/withSandbox.js";
import { expectNoChanges, onSandbox, program } from "./scenario.js";

jest.setTimeout(240_000);

const COUNT = 24;
/** Everybody's manager comes after them, half of them named by address and half by externalId. */
const chain = (top: string) => `
  for (let n = 0; n < ${COUNT}; n += 1) new ScimUser("p" + n, {
    userName: "p" + n + "@x.io", externalId: "key-" + n,
    manager: n === ${COUNT - 1} ? ${top} : n % 2 === 0 ? "p" + (n + 1) + "@x.io" : "key-" + (n + 1),
  });`;

it.each(["2", "8"])(
  "people who name managers that the program makes later are linked in one up (%s at once), and a name of nobody fails it",
  async (parallel) => {
    const options = {
      sandbox: { dialect: "leapsome", leapsome: { rateLimit: false as const } },
      config: { "scim:dialect": "leapsome" },
      refreshAlways: true,
    };
    await onSandbox(chain("null"), options, async ({ project, sandbox }) => {
      const watch = watchOpenApi(sandbox, "leapsome");
      const made = await project.up({ args: ["--parallel", parallel] });
      expect(made.problems).toEqual([]);
      for (let n = 0; n < COUNT - 1; n += 1)
        expect(personIn(sandbox, `p${n}@x.io`)["manager"]).toEqual({ value: personIn(sandbox, `p${n + 1}@x.io`).id });
      await expectNoChanges(project);
      project.write(program(chain('"nobody@x.io"')));
      const failed = await project.up({ fails: true, args: ["--parallel", parallel] });
      const last = `p${COUNT - 1}@x.io`;
      expect(failed.output).toContain(`manager of user ${last} names nobody@x.io, whom the service does not have`);
      expect(watch.violations()).toEqual([]);
    });
  },
);
