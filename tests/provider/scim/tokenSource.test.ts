import { ConnectionError } from "../../../provider/scim/errors.js";
import { TokenSource, type TokenSourceOptions } from "../../../provider/scim/tokenSource.js";
import { type AuthorizationServer, authorizationServer, CLIENT, SHOWN } from "./support/authorizationServer.js";
import { hostileServer, json, text } from "./support/hostileServer.js";
import { clientFor, failure } from "./support/withClient.js";

type Refusing = NonNullable<NonNullable<Parameters<typeof authorizationServer>[0]>["answer"]>;
type Client = TokenSourceOptions["client"];

async function withSource(
  server: Promise<AuthorizationServer>,
  test: (source: TokenSource, server: AuthorizationServer) => Promise<void>,
  over: Partial<Client> & { deadlineMs?: number; timeoutMs?: number; refusalHint?: string } = {},
): Promise<void> {
  const opened = await server;
  const { deadlineMs = 5000, timeoutMs = 2000, refusalHint, ...client } = over;
  const defaults = {
    tokenUrl: opened.tokenUrl,
    ...CLIENT,
    scopes: [],
    parameters: {},
    clientAuthentication: "basic",
  } as const;
  const source = new TokenSource({
    client: { ...defaults, ...client },
    deadlineMs,
    timeoutMs,
    refusalHint,
    firstWaitMs: 5,
  });
  try {
    await test(source, opened);
  } finally {
    await opened.close();
    await source.close();
  }
}

describe("the request for a token", () => {
  test.each<[string, Partial<Client>, Record<string, string>]>([
    ["shows the secret by HTTP Basic, form-encoded", {}, { grant_type: "client_credentials", authorization: SHOWN }],
    [
      "shows it in the body where that is asked for",
      { clientAuthentication: "body" },
      { grant_type: "client_credentials", client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret },
    ],
    [
      "names scopes and further parameters",
      { scopes: ["scim.read", "scim.write"], parameters: { audience: "https://acme.example/" } },
      {
        grant_type: "client_credentials",
        scope: "scim.read scim.write",
        audience: "https://acme.example/",
        authorization: SHOWN,
      },
    ],
    [
      "may ask for another grant, as a vendor's own",
      { parameters: { grant_type: "account_credentials", account_id: "7" } },
      { grant_type: "account_credentials", account_id: "7", authorization: SHOWN },
    ],
  ])("%s", async (_, client, form) => {
    await withSource(
      authorizationServer(),
      async (source, server) => {
        expect(await source.token()).toBe("issued-1");
        expect(server.asked).toEqual([form]);
      },
      client,
    );
  });

  it("keeps the query of the token URL", async () => {
    const urls: string[] = [];
    const answer = (_: unknown, { url }: { url: string }) => urls.push(url) === 0;
    const server = await authorizationServer({ answer });
    const tokenUrl = `${server.tokenUrl}?tenant=acme`;
    await withSource(
      Promise.resolve({ ...server, tokenUrl }),
      async (source) => {
        await source.token();
        expect(urls).toEqual(["/scim/token?tenant=acme"]);
      },
      { tokenUrl },
    );
  });
});

describe("a token", () => {
  it("is fetched once for all who ask at once, and for those who ask later", async () => {
    await withSource(authorizationServer({ expiresIn: 3600 }), async (source, { asked }) => {
      const tokens = await Promise.all(Array.from({ length: 50 }, () => source.token()));
      expect(new Set([...tokens, await source.token()])).toEqual(new Set(["issued-1"]));
      expect(asked).toHaveLength(1);
    });
  });

  test.each<[string, unknown, number, number]>([
    ["a minute before it expires", 3600, 3539_000, 3541_000],
    ["after three quarters of a short life", 40, 29_000, 31_000],
    ["whose life is given as text", "3600", 3539_000, 3541_000],
  ])("is renewed %s, once for all", async (_, expiresIn, before, after) => {
    const now = jest.spyOn(performance, "now");
    try {
      await withSource(authorizationServer({ expiresIn }), async (source, { asked }) => {
        const start = performance.now();
        expect(await source.token()).toBe("issued-1");
        const fetched = performance.now();
        now.mockImplementation(() => start + before);
        expect(await source.token()).toBe("issued-1");
        now.mockImplementation(() => fetched + after);
        expect(await Promise.all([source.token(), source.token()])).toEqual(["issued-2", "issued-2"]);
        expect(asked).toHaveLength(2);
        now.mockRestore();
      });
    } finally {
      now.mockRestore();
    }
  });

  test.each([undefined, null, 0, -5, "soon"])("whose expires_in is %p is kept until a 401", async (expiresIn) => {
    const now = jest.spyOn(performance, "now");
    try {
      await withSource(authorizationServer({ expiresIn }), async (source, { asked }) => {
        await source.token();
        const later = performance.now() + 1e9;
        now.mockImplementation(() => later);
        expect(await source.token()).toBe("issued-1");
        expect(asked).toHaveLength(1);
        now.mockRestore();
      });
    } finally {
      now.mockRestore();
    }
  });

  it("that was refused is fetched anew once for all, and the next refusal stands until one was taken", async () => {
    await withSource(authorizationServer(), async (source, { asked }) => {
      await source.token();
      const refused = () => Promise.all([source.refused("issued-1"), source.refused("issued-1")]);
      expect(await refused()).toEqual([true, true]);
      expect(await source.token()).toBe("issued-2");
      expect(await source.refused("issued-1")).toBe(true);
      expect(await source.refused("issued-2")).toBe(false);
      expect(asked).toHaveLength(2);
      source.taken("issued-1");
      expect(await source.refused("issued-2")).toBe(false);
      source.taken("issued-2");
      expect(await source.refused("issued-2")).toBe(true);
      expect(await source.token()).toBe("issued-3");
    });
  });

  it("that the server gives again is no reason to try again", async () => {
    await withSource(authorizationServer({ token: () => "same" }), async (source, { asked }) => {
      expect(await source.refused(await source.token())).toBe(false);
      expect(asked).toHaveLength(2);
    });
  });

  it("of the type BearerToken or of none is taken; one of another type is refused by name", async () => {
    const types: unknown[] = ["BearerToken", undefined, "mac"];
    const answer: Refusing = (response, _, n) => {
      json(response, 200, { access_token: `t${n}`, token_type: types[n] });
      return true;
    };
    await withSource(authorizationServer({ answer }), async (source) => {
      expect(await source.token()).toBe("t0");
      expect(await source.refused("t0")).toBe(true);
      source.taken("t1");
      expect((await failure(source.refused("t1"))).message).toMatch(/a token of the type mac, not Bearer/);
    });
  });
});

describe("an authorization server that fails", () => {
  it("for a while is asked again, with its Retry-After", async () => {
    const answer: Refusing = (response, _, n) => {
      if (n === 0) response.socket?.destroy();
      else if (n === 1) text(response, 503, "busy");
      else if (n === 2) text(response, 429, "", { "retry-after": "0.05" });
      return n < 3;
    };
    await withSource(authorizationServer({ answer }), async (source, { asked }) => {
      expect(await source.token()).toBe("issued-1");
      expect(asked).toHaveLength(4);
    });
  });

  const secret = CLIENT.clientSecret;
  const page = "<!doctype html><title>Log in</title>";
  test.each<[string, number, Record<string, unknown> | string, RegExp]>([
    [
      "invalid_client",
      401,
      { error: "invalid_client", error_description: `no client has ${secret}` },
      /answered 401 invalid_client: no client has \[hidden\]\. Check clientId and clientSecret, or set clientAuthentication to "body"/,
    ],
    ["invalid_scope", 400, { error: "invalid_scope" }, /answered 400 invalid_scope\. Check scopes\.$/],
    ["unauthorized_client", 400, { error: "unauthorized_client" }, /Permit the client the grant client_credentials/],
    ["invalid_target", 400, { error: "invalid_target" }, /Check scopes and tokenParameters/],
    ["an error of its own", 400, { errors: [{ message: "no tenant" }] }, /400 no tenant\. Check tokenUrl, clientId/],
    ["an error with status 200", 200, { error: "invalid_scope" }, /200 invalid_scope/],
    ["nothing in particular", 403, "", /answered 403\. Check tokenUrl/],
    ["a page of HTML", 200, page, /200 but no access_token in JSON\. Check tokenUrl/],
    ["a page of HTML and 404", 404, page, /404 Log in\. Check tokenUrl/],
    ["a token outside JSON", 200, "access_token=gho_abcdefgh", /^((?!gho_).)*no access_token in JSON/],
    ["a token in another place", 200, { token: "gho_abcdefgh" }, /^((?!gho_).)*no access_token in JSON/],
  ])(
    "by %s is named, with the way out and without the secret, and not asked again at once",
    async (_, status, body, expected) => {
      const answer: Refusing = (response) => {
        if (typeof body === "string") text(response, status, body);
        else json(response, status, body);
        return true;
      };
      await withSource(authorizationServer({ answer }), async (source, { tokenUrl, asked }) => {
        const errors = await Promise.all([failure(source.token()), failure(source.token())]);
        errors.push(await failure(source.token()));
        for (const error of errors) {
          expect(error).toBeInstanceOf(ConnectionError);
          expect(error.message).toMatch(expected);
          expect(error.message).toContain(`for the client acme client: ${tokenUrl} answered`);
          expect(`${error.stack ?? ""}${String(error.cause)}`).not.toContain(secret);
        }
        expect(asked).toHaveLength(1);
      });
    },
  );

  it("says how to give a new secret where the state may hold the old one", async () => {
    const hint = "Run `pulumi up --refresh=false` once.";
    await withSource(
      authorizationServer(),
      async (source) => {
        expect((await failure(source.token())).message).toMatch(
          /invalid_client.* Run `pulumi up --refresh=false` once\.$/,
        );
      },
      { clientSecret: "revoked", clientAuthentication: "body", refusalHint: hint },
    );
  });

  it("by a redirect does not get the secret sent elsewhere", async () => {
    const thief = await hostileServer((response) => {
      json(response, 200, { access_token: "stolen", token_type: "Bearer" });
    });
    try {
      for (const status of [301, 302, 307, 308]) {
        const answer: Refusing = (response) => {
          text(response, status, "", { location: `${thief.url}/token?secret=x` });
          return true;
        };
        await withSource(authorizationServer({ answer }), async (source) => {
          const { message } = await failure(source.token());
          expect(message).toContain(`${status}, a redirect to ${new URL(thief.url).host}, which is not followed`);
          expect(message).not.toContain("secret=x");
        });
      }
      expect(thief.seen).toEqual([]);
    } finally {
      await thief.close();
    }
  });

  it("by an endless answer or none is left in bounded time", async () => {
    const endless: Refusing = (response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(64 * 1024)));
      };
      response.on("drain", more);
      more();
      return true;
    };
    const begin = performance.now();
    await withSource(authorizationServer({ answer: endless }), async (source) => {
      expect((await failure(source.token())).message).toContain("no access_token in JSON");
    });
    await withSource(
      authorizationServer({ answer: () => true }),
      async (source, { tokenUrl }) => {
        const error = await failure(source.token());
        expect(error).toBeInstanceOf(ConnectionError);
        expect(error.message).toContain(`Could not get an access token from ${tokenUrl}: POST /scim/token`);
        expect(error.message).not.toContain("carried out");
      },
      { timeoutMs: 100, deadlineMs: 400 },
    );
    expect(performance.now() - begin).toBeLessThan(3000);
  });

  it("by not being there is named by its option", async () => {
    await withSource(
      authorizationServer(),
      async (source, server) => {
        await server.close();
        expect((await failure(source.token())).message).toContain(
          "nothing listens there (ECONNREFUSED); check tokenUrl",
        );
      },
      {},
    );
  });

  it("leaves an operation that waits for it at the operation's own deadline, without effect", async () => {
    const client = clientFor("http://127.0.0.1:1", { headers: () => new Promise(() => undefined), deadlineMs: 100 });
    expect(await failure(client.request("POST", "/Users", { body: {} }))).toMatchObject({
      kind: "deadline",
      effect: "none",
    });
    await client.close();
  });
});
