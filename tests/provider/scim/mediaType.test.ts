import { json } from "./support/hostileServer.js";
import { failure, withClient } from "./support/withClient.js";

const person = { id: "1", userName: "ada@acme.io" };

describe("a body", () => {
  it("in a media type that the service refuses is sent once more in the other, which is kept", async () => {
    await withClient(
      (response, { headers }) => {
        if (headers["content-type"] === "application/json") json(response, 201, person);
        else json(response, 415, { status: "415" });
      },
      async (client, server) => {
        for (let n = 0; n < 2; n++)
          expect(await client.request("POST", "/Users", { body: person })).toMatchObject({ status: 201 });
        const sent = server.seen.map(({ headers }) => headers["content-type"]);
        expect(sent).toEqual(["application/scim+json", "application/json", "application/json"]);
      },
    );
  });

  it("that the service refuses for another reason in the other media type goes on in that one", async () => {
    await withClient(
      (response, { headers }) => {
        json(response, headers["content-type"] === "application/json" ? 400 : 415, {});
      },
      async (client, server) => {
        for (let n = 0; n < 2; n++) await failure(client.request("PATCH", "/Users/1", { body: person }));
        expect(server.seen).toHaveLength(3);
      },
    );
  });

  it("that the service takes in neither media type fails with its first answer", async () => {
    await withClient(
      (response, { headers }) => {
        json(response, 415, { status: "415", detail: `no ${headers["content-type"] ?? ""}` });
      },
      async (client, server) => {
        const error = await failure(client.request("POST", "/Users", { body: person }));
        expect(error.message).toContain("no application/scim+json");
        expect(server.seen).toHaveLength(2);
      },
    );
  });
});
