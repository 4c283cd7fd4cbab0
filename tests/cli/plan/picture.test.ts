import { type JsonObject } from "../../../provider/scim/json.js";
import { drawPlan } from "../../../cli/plan/picture.js";
import { preview, UNKNOWN } from "./previews.js";
import { factsFrom } from "./reports.js";

/** The picture's lines of a plan in which one person has `before` and gets `after`. */
async function drawn(before: JsonObject, after: JsonObject, outputs: JsonObject = {}): Promise<string> {
  const given = { name: "ada", op: "update", id: "1", before: { userName: "ada", ...before } };
  return drawPlan(
    [factsFrom(preview([{ ...given, after: { userName: "ada", ...after }, outputs }]))],
    "people",
    "text",
  );
}

describe("the picture of a plan", () => {
  it("says what somebody was called who gets another name", async () => {
    const before = { name: { givenName: "Ada", familyName: "Byron" } };
    const text = await drawn(before, { name: { givenName: "Ada", familyName: "Lovelace" } });
    expect(text).toMatch(/Ada Lovelace.*name was Ada Byron/);
    expect(text).toContain("1 changes otherwise");
  });

  it.each<[string, JsonObject]>([
    ["that the run itself will tell", { displayName: UNKNOWN }],
    ["that is given beside the others", { displayName: "Ada Byron" }],
  ])("takes no name for a new one %s", async (_, more) => {
    const name = { givenName: "Ada", familyName: "Byron" };
    const text = await drawn({ name, title: "Countess" }, { name, title: "Analyst", ...more });
    expect(text).toContain("title was Countess");
    expect(text).not.toContain("name was");
  });

  it("shows no secret name", async () => {
    const secret = { secretAttributes: ["name"] };
    const before = { name: { givenName: "Ada", familyName: "Byron" }, ...secret };
    const after = { name: { givenName: "Ada", familyName: "Lovelace" }, title: "Analyst", ...secret };
    const text = await drawn(before, after);
    expect(text).toContain("title was");
    expect(text).not.toMatch(/Ada |Byron|Lovelace/);
  });
});
