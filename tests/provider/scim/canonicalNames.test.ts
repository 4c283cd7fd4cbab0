import { canonicalNames } from "../../../provider/scim/canonicalNames.js";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe("names of an answer's body", () => {
  const plain = {
    schemas: ["x"],
    totalResults: 1,
    Resources: [{ id: "g", displayName: "G", members: [{ value: "a", $ref: "r", type: "User" }] }],
  };

  it("that are spelt as the RFCs have them leave the very same object", () => {
    expect(canonicalNames(plain)).toBe(plain);
  });

  it("are found in any letter case, in a list, its rows and their members", () => {
    const upper = {
      SCHEMAS: ["x"],
      TotalResults: 1,
      resources: [{ ID: "g", DisplayName: "G", Members: [{ Value: "a", $Ref: "r", Type: "User" }] }],
    };
    expect(canonicalNames(upper)).toEqual(plain);
  });

  it("of an extension and of attributes that are searched for keep their place and their spelling", () => {
    const user = { Id: "1", Title: "CTO", [ENTERPRISE.toLowerCase()]: { Department: "R" } };
    expect(canonicalNames(user)).toEqual({ id: "1", Title: "CTO", [ENTERPRISE]: { Department: "R" } });
  });

  it("that stand there twice are left alone", () => {
    const twice = { id: "1", Id: "2" };
    expect(canonicalNames(twice)).toBe(twice);
  });
});
