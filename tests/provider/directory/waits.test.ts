import { Waits } from "../../../provider/directory/waits.js";
import { TransportError } from "../../../provider/scim/errors.js";
import { withService } from "../support/service.js";

test("a long wait that a service asks for is told once, and waited for", () =>
  withService({ connection: { deadlineMs: 60_000 } }, async ({ sandbox, directory, said }) => {
    sandbox.fault({ match: { path: "/Users" }, times: 1, action: { status: 429, retryAfter: 11 } });
    await directory.reads.find("/Users", "userName", "ada");
    expect(said).toEqual([
      "scim: the service asks to wait 11 s (Retry-After of its answer to GET /Users). Nothing is sent to it until then.",
    ]);
  }));

test.each([
  ["that is short", [9_000], 0],
  ["beyond the deadline, which fails", [61_000], 0],
  ["that several requests are refused with", [20_000, 20_000, 19_000], 1],
  ["that gets much longer", [20_000, 50_000], 2],
])("a wait %s is told as often as it is news", (_, asked, times) => {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    const waits = new Waits(60_000);
    const error = new TransportError("refused", { effect: "none" });
    for (const retryAfterMs of asked) waits.asked({ method: "GET", path: "/Users", attempt: 1, error, retryAfterMs });
    expect(log).toHaveBeenCalledTimes(times);
  } finally {
    log.mockRestore();
  }
});
