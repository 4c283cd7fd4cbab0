import { type JsonObject, type SandboxOptions } from "../../../sandbox/index.js";
import { group, patch, user, USER, withSandbox } from "../client.js";
import { get, isReady, readEvents, stateOf, textOf } from "./reader.js";

const TOKEN = "t0ken-that-nobody-may-see";
const SECRET = "pa55-that-nobody-may-see";

it.each<[string, SandboxOptions]>([
  ["rfc7644", {}],
  ["absorb, which echoes passwords", { dialect: "absorb", absorb: { echoPassword: true } }],
])("never shows a password or the token, whatever a client does with them: %s", (_, options) =>
  withSandbox({ ...options, token: TOKEN }, async (send, sandbox) => {
    const call = (method: string, path: string, body?: JsonObject) =>
      send(method, path, body, { "Content-Type": "application/json" });
    const reader = await readEvents(sandbox);
    await reader.until(isReady);
    const made = await call(
      "POST",
      "/Users",
      user("ada", { password: SECRET, nickName: TOKEN, name: { givenName: "a", familyName: "b" } }),
    );
    const id = typeof made.body["id"] === "string" ? made.body["id"] : "";
    await call("POST", "/Users", user("bob", { PASSWORD: SECRET }));
    await call("POST", "/Users", user("eve", { password: [SECRET] }));
    await call("PUT", `/Users/${id}`, user("ada", { password: SECRET, title: TOKEN }));
    await call("PATCH", `/Users/${id}`, patch({ op: "replace", path: "password", value: SECRET }));
    await call("PATCH", `/Users/${id}`, patch({ op: "replace", path: `${USER}:password`, value: SECRET }));
    await call("PATCH", `/Users/${id}`, patch({ op: "replace", value: { password: SECRET } }));
    await call("POST", "/Groups", group(TOKEN));
    await call("GET", `/Users/${TOKEN}`);
    await call("GET", `/Users?filter=${encodeURIComponent(`password eq "${SECRET}"`)}`);
    await call("GET", `/Users?access_token=${TOKEN}&apiKey=${SECRET}`);
    await call("GET", `/Users?${TOKEN}=1`);
    const requests = sandbox.requests().length;
    await reader.until((events) => typeof stateOf(events).requests.get(requests)?.["ms"] === "number");
    let shown = reader.text();
    for (let number = 1; number <= requests; number++)
      shown += (await get(sandbox, `/page/request?number=${number}`)).text;
    for (const person of sandbox.dump().Users)
      shown += (await get(sandbox, `/page/user?id=${textOf(person["id"])}`)).text;
    for (const each of sandbox.dump().Groups)
      shown += (await get(sandbox, `/page/group?id=${textOf(each["id"])}`)).text;
    expect(shown).toContain("[redacted]");
    expect(shown).toContain('"userName":"ada"');
    expect([shown.includes(SECRET), shown.includes(TOKEN)]).toEqual([false, false]);
    reader.close();
  }),
);

it("a short token is hidden where it stands alone, and words that hold it stay as they are", () =>
  withSandbox({ token: "mine" }, async (call, sandbox) => {
    await call("POST", "/Users", user("undermined", { title: "mine" }));
    expect((await get(sandbox, "/page/request?number=1")).body).toMatchObject({
      body: { userName: "undermined", title: "[redacted]" },
    });
  }));
