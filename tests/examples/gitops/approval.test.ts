import { approvalIn, approvalMark, digestOf, unapproved } from "../../../examples/gitops/scripts/lib/approval.mjs";

const planOf = (...effects: string[]) => ({ effects, digest: digestOf(effects) });
const approvalOf = (...effects: string[]) => {
  const approval = approvalIn(`${approvalMark("abc", planOf(...effects))}\n\nthe plan`);
  if (approval === undefined) throw new Error("The mark cannot be read.");
  return approval;
};

describe("an approval", () => {
  it("comes back from the comment as it went in", () => {
    expect(approvalOf("Ada joins", "Bob leaves")).toMatchObject({
      head: "abc",
      digest: digestOf(["Bob leaves", "Ada joins"]),
    });
  });

  it("covers the same plan, less of it, and the plans of several proposals together", () => {
    const [one, two] = [approvalOf("Ada joins", "Bob leaves"), approvalOf("Eve moves")];
    expect(unapproved(planOf("Bob leaves", "Ada joins"), [one])).toEqual([]);
    expect(unapproved(planOf("Bob leaves"), [one])).toEqual([]);
    expect(unapproved(planOf("Ada joins", "Bob leaves", "Eve moves"), [one, two])).toEqual([]);
    expect(unapproved(planOf(), [])).toEqual([]);
  });

  it("covers nothing else", () => {
    expect(unapproved(planOf("Ada joins", "Eve leaves"), [approvalOf("Ada joins", "Bob leaves")])).toEqual([
      "Eve leaves",
    ]);
    expect(unapproved(planOf("Ada joins"), [])).toEqual(["Ada joins"]);
  });

  it("of a plan that is too long to be listed covers the whole plan and no part of it", () => {
    const many = Array.from({ length: 1001 }, (_, i) => `Person ${i} joins`);
    const approval = approvalOf(...many);
    expect(unapproved(planOf(...many), [approval])).toEqual([]);
    expect(unapproved(planOf("Person 1 joins"), [approval])).toEqual(["Person 1 joins"]);
  });

  it.each([
    ["of a person's title, further below", (mark: string) => `<!-- org-chart:plan -->\n\n${mark}`],
    ["that is cut off", (mark: string) => mark.slice(0, 60)],
    ["that somebody has edited", () => `<!-- org-chart:plan ${Buffer.from("{").toString("base64")} -->`],
    ["that holds something else", () => `<!-- org-chart:plan ${Buffer.from('{"a":1}').toString("base64")} -->`],
  ])("is not read from a mark %s", (_, comment) => {
    expect(approvalIn(comment(approvalMark("abc", planOf("Ada joins"))))).toBeUndefined();
  });
});
