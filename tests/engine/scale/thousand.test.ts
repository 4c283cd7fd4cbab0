import { requestCounts } from "../../support/withSandbox.js";
import { onSandbox, requestsOf } from "../scenario.js";
import { WITHOUT_CHECKPOINTS } from "./crash.js";

const company = `
  const everybody = [];
  for (let n = 0; n < 1000; n += 1) {
    everybody.push(new ScimUser("p" + n, { userName: "p" + n + "@acme.example", externalId: "key-" + n,
      name: { givenName: "P", familyName: "N" + n }, title: "Engineer", department: "D" + (n % 5),
      ...(n > 0 && { manager: everybody[Math.floor((n - 1) / 8)] }) }));
  }
  for (let n = 0; n < 5; n += 1) {
    const group = new ScimGroup("g" + n, { displayName: "Group " + n });
    new ScimMembership("g" + n, { group, users: everybody.filter((_, at) => at % 5 === n) });
  }`;

// Bounds for a busy machine: on two quiet cores it is about 11 and 5 seconds; with checkpoints 44 and more, see docs/scale.md.
it("without checkpoints a thousand people are created within 40 seconds, and refreshed by pages within 30", async () => {
  await onSandbox(company, {}, async ({ project, sandbox }) => {
    project.setEnvironment(WITHOUT_CHECKPOINTS);
    const up = await project.up();
    expect(up.changes).toEqual({ create: 1011 });
    expect(requestCounts(sandbox.requests())).toMatchObject({
      "POST /Users": 1000,
      "POST /Groups": 5,
      "PATCH /Groups/…": 10,
    });
    expect(up.seconds).toBeLessThan(40);

    let seconds = 0;
    const requests = await requestsOf(sandbox, async () => {
      ({ seconds } = await project.refresh({ args: ["--expect-no-changes"] }));
    });
    expect(Object.values(requests).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10 + 1 + 2);
    expect(seconds).toBeLessThan(30);
  });
});
