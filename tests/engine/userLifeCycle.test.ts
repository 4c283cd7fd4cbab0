import { personIn } from "../support/withSandbox.js";
import { canonicalStart, edit, ENTERPRISE, onSandbox, resourceNamed, writesOf } from "./scenario.js";

jest.setTimeout(240_000);

const BADGE = "urn:example:params:scim:schemas:extension:badge:2.0:User";

const everything = `{
  userName: "ada@acme.example", externalId: "e-1",
  name: { formatted: "Dr. Ada K. Lovelace III", familyName: "Lovelace", givenName: "Ada", middleName: "King", honorificPrefix: "Dr.", honorificSuffix: "III" },
  displayName: "Ada Lovelace", nickName: "Ada", profileUrl: "https://acme.example/ada", title: "Engineer", userType: "Employee",
  preferredLanguage: "en-GB", locale: "en-GB", timezone: "Europe/London", active: true, password: "first-Pa55word",
  emails: [{ value: "ada@acme.example", type: "work", primary: true }, { value: "ada@home.example", type: "home" }],
  phoneNumbers: [{ value: "+44 1", type: "mobile" }], ims: [{ value: "ada", type: "xmpp" }],
  photos: [{ value: "https://acme.example/ada.png", type: "photo" }],
  addresses: [{ streetAddress: "1 St James's Square", locality: "London", postalCode: "SW1Y", country: "GB", type: "work" }],
  entitlements: [{ value: "library" }], roles: [{ value: "author", primary: true }],
  x509Certificates: [{ value: "MIIB" }],
  employeeNumber: "1815", costCenter: "42", organization: "Acme", division: "R&D", department: "Research", manager: grace,
  extensions: { "${BADGE}": { colour: "blue", level: 3, doors: ["a", "b"] } },
}`;

it("takes a person with every attribute through the canonical life cycle", async () => {
  const body = `
    const grace = new ScimUser("grace", { userName: "grace@acme.example" });
    new ScimUser("ada", ${everything});`;
  await onSandbox(body, {}, async ({ project, sandbox }) => {
    const writes = await writesOf(sandbox, () => canonicalStart(project));
    expect(writes).toEqual({ "POST /Users": 2 });
    const [grace, ada] = [personIn(sandbox, "grace@acme.example"), personIn(sandbox, "ada@acme.example")];
    expect(ada).toMatchObject({
      externalId: "e-1",
      name: { formatted: "Dr. Ada K. Lovelace III", middleName: "King", honorificSuffix: "III" },
      displayName: "Ada Lovelace",
      nickName: "Ada",
      profileUrl: "https://acme.example/ada",
      title: "Engineer",
      userType: "Employee",
      preferredLanguage: "en-GB",
      locale: "en-GB",
      timezone: "Europe/London",
      active: true,
      emails: [{ value: "ada@acme.example", primary: true }, { value: "ada@home.example" }],
      phoneNumbers: [{ value: "+44 1", type: "mobile" }],
      ims: [{ value: "ada", type: "xmpp" }],
      photos: [{ value: "https://acme.example/ada.png" }],
      addresses: [{ locality: "London", country: "GB" }],
      entitlements: [{ value: "library" }],
      roles: [{ value: "author" }],
      x509Certificates: [{ value: "MIIB" }],
      [ENTERPRISE]: {
        employeeNumber: "1815",
        costCenter: "42",
        organization: "Acme",
        division: "R&D",
        department: "Research",
        manager: { value: grace.id },
      },
      [BADGE]: { colour: "blue", level: 3, doors: ["a", "b"] },
    });
    expect(sandbox.passwordOf(ada.id)).toBe("first-Pa55word");
    expect(grace["active"]).toBe(true);
    expect((await resourceNamed(project, "ada")).id).toBe(ada.id);
    expect(await writesOf(sandbox, () => project.destroy())).toEqual({ "DELETE /Users/…": 2 });
    expect(sandbox.dump().Users).toEqual([]);
  });
});

it("sends each edit of a person as one PATCH, and clears what the program drops", async () => {
  const people = (sets: string[]) => `
    const boss = new ScimUser("boss", { userName: "boss@acme.example" });
    const other = new ScimUser("other", { userName: "other@acme.example" });
    ${sets.map((args, at) => `new ScimUser("p${at}", { userName: "p${at}@acme.example", ${args} });`).join("\n    ")}`;
  const first = people([
    `title: "Engineer"`,
    `title: "Engineer", name: { givenName: "A", familyName: "B" }`,
    `title: "Engineer", department: "Research"`,
    `nickName: "D"`,
    `emails: [{ value: "a@acme.example", type: "work" }, { value: "b@acme.example", type: "home" }]`,
    `displayName: "F"`,
    `extensions: { "${BADGE}": { colour: "blue" } }`,
    `password: "first-Pa55word", active: true, externalId: "8"`,
    `roles: [{ value: "author" }, { value: "editor" }], entitlements: [{ value: "x" }]`,
  ]);
  await onSandbox(first, {}, async ({ project, sandbox }) => {
    await project.up();
    const person = (at: number) => personIn(sandbox, `p${at}@acme.example`);
    sandbox.edit("Users", person(3).id, (user) => {
      user["title"] = "set by hand";
    });
    sandbox.edit("Users", person(8).id, (user) => {
      user["roles"] = [{ value: "author" }, { value: "editor" }, { value: "given by the service" }];
    });
    await project.refresh();
    const boss = personIn(sandbox, "boss@acme.example").id;
    const other = personIn(sandbox, "other@acme.example").id;

    const second = people([
      `title: "Head of Engineering"`,
      `name: { givenName: "A" }`,
      `title: null, department: null`,
      `nickName: "D", title: null`,
      `emails: [{ value: "c@acme.example", type: "home" }, { value: "a@acme.example", type: "work" }]`,
      `displayName: "F", manager: boss`,
      `extensions: { "${BADGE}": { colour: "red", level: 1 } }`,
      `password: "second-Pa55word"`,
      `roles: [{ value: "author" }], entitlements: []`,
    ]);
    const writes = await writesOf(sandbox, () => edit(project, second));
    expect(writes).toEqual({ "PATCH /Users/…": 9 });
    expect(person(0)["title"]).toBe("Head of Engineering");
    expect(person(1)).not.toHaveProperty("title");
    expect(person(1)["name"]).not.toHaveProperty("familyName");
    expect(person(1)["name"]).toMatchObject({ givenName: "A" });
    expect(person(2)).not.toHaveProperty("title");
    expect(person(2)[ENTERPRISE]).toBeUndefined();
    expect(person(3)).not.toHaveProperty("title");
    expect(person(3)["nickName"]).toBe("D");
    expect(person(4)["emails"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: "a@acme.example", type: "work" }),
        expect.objectContaining({ value: "c@acme.example", type: "home" }),
      ]),
    );
    expect(person(4)["emails"]).toHaveLength(2);
    expect(person(5)[ENTERPRISE]).toMatchObject({ manager: { value: boss } });
    expect(person(6)[BADGE]).toEqual({ colour: "red", level: 1 });
    expect(sandbox.passwordOf(person(7).id)).toBe("second-Pa55word");
    expect(person(7)).toMatchObject({ active: true, externalId: "8" }); // dropped: let go, never cleared
    expect(person(8)["roles"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: "author" }),
        expect.objectContaining({ value: "given by the service" }),
      ]),
    );
    expect(person(8)["roles"]).toHaveLength(2);
    expect(person(8)).not.toHaveProperty("entitlements");

    const third = people([
      `title: "Head of Engineering", active: false`,
      `name: null`,
      `title: "Back"`,
      `nickName: null`,
      `emails: []`,
      `displayName: "F", manager: other`,
      ``,
      `externalId: "88"`,
      ``,
    ]);
    expect(await writesOf(sandbox, () => edit(project, third))).toEqual({ "PATCH /Users/…": 9 });
    expect(person(0)["active"]).toBe(false);
    expect(person(1)).not.toHaveProperty("name");
    expect(person(2)["title"]).toBe("Back");
    expect(person(3)).not.toHaveProperty("nickName");
    expect(person(4)).not.toHaveProperty("emails");
    expect(person(5)[ENTERPRISE]).toMatchObject({ manager: { value: other } });
    expect(person(6)).not.toHaveProperty([BADGE]);
    expect(person(7)["externalId"]).toBe("88");
    expect(sandbox.passwordOf(person(7).id)).toBe("second-Pa55word");
    expect(person(8)["roles"]).toEqual([expect.objectContaining({ value: "given by the service" })]);

    const fourth = third
      .replace("active: false", "active: true")
      .replace(`manager: other`, `manager: null`)
      .replace(`"p2@acme.example"`, `"renamed@acme.example"`);
    expect(await writesOf(sandbox, () => edit(project, fourth))).toEqual({ "PATCH /Users/…": 3 });
    expect(person(0)["active"]).toBe(true);
    expect(person(5)).not.toHaveProperty([ENTERPRISE, "manager"]);
    expect(personIn(sandbox, "renamed@acme.example")["title"]).toBe("Back");
    await project.destroy();
    expect(sandbox.dump().Users).toEqual([]);
  });
});
