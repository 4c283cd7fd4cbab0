import { resolveConnection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { tokenVariable } from "../../../sdk/index.js";
import { type AuthorizationServer, authorizationServer, CLIENT } from "../scim/support/authorizationServer.js";
import { hostileServer, type HostileServer, json, type Seen } from "../scim/support/hostileServer.js";
import { failure } from "../scim/support/withClient.js";

const SECRET = "s3cret-Zx81";

type Texts = Record<string, string>;

/** What a careless service repeats of the credentials: as sent, without the scheme, and decoded. */
function shownBy({ headers: { authorization = "none none" } }: Seen): string {
  const sent = authorization.split(" ")[1] ?? "";
  return `${authorization}, ${sent}, ${Buffer.from(sent, "base64").toString()}`;
}

/** A service that lets in whom `admits` says. */
async function withService(
  admits: (seen: Seen) => boolean,
  test: (service: HostileServer) => Promise<void>,
): Promise<void> {
  const service = await hostileServer((response, seen) => {
    if (!admits(seen)) json(response, 401, { detail: `not with ${shownBy(seen)}` });
    else json(response, seen.method === "POST" ? 201 : 200, { id: "1" });
  });
  try {
    await test(service);
  } finally {
    await service.close();
  }
}

async function withDirectory(
  config: Texts,
  environment: Texts,
  test: (directory: Directory) => Promise<unknown>,
): Promise<void> {
  const resolved = resolveConnection(
    (name) => config[name],
    (name) => environment[name],
  );
  const directory = new Directory(resolved);
  try {
    await test(directory);
  } finally {
    await directory.close();
  }
}

const create = (directory: Directory) => directory.create("/Users", { userName: "ada" });

/** A ScimService as the plugin process is configured with it. */
function service(url: string, args: Texts): Texts {
  const given = Object.entries(args).map(([name, value]): [string, string] => [`scim:${name}`, value]);
  return {
    "scim:service": "acme",
    "scim:tokenVariable": tokenVariable("acme"),
    "scim:endpoint": url,
    ...Object.fromEntries(given),
  };
}

describe("HTTP Basic", () => {
  it("is sent in UTF-8, and neither half nor what is sent stands in an error", async () => {
    const shown = `Basic ${Buffer.from(`ada:${SECRET}-ü`).toString("base64")}`;
    let isIn = true;
    await withService(
      ({ headers }) => isIn && headers.authorization === shown,
      async ({ url }) => {
        await withDirectory(service(url, { username: "ada", password: `${SECRET}-ü` }), {}, async (directory) => {
          await create(directory);
          isIn = false;
          const { message } = await failure(create(directory));
          expect(message).toMatch(/401: not with Basic \[hidden\], \[hidden\], \[hidden\]/);
          expect(message).not.toContain(SECRET);
        });
      },
    );
  });
});

describe("what a header of the connection brings", () => {
  test.each<[string, Texts]>([
    ["with a scheme of its own", { "X-Auth": `Token ${SECRET}` }],
    ["with the scheme Bearer in another header", { "X-Upstream-Authorization": `Bearer ${SECRET}` }],
    [
      "as HTTP Basic of a gateway",
      { "Proxy-Authorization": `Basic ${Buffer.from(`ada:${SECRET}`).toString("base64")}` },
    ],
    ["as a cookie", { Cookie: `lang=en; session=${SECRET}` }],
  ])("%s stands in no error, though it is repeated alone", async (_, headers) => {
    const said = { detail: `not ${SECRET}, Corp` };
    const careless = await hostileServer((response) => {
      json(response, 400, said);
    });
    const args = { token: "t0ken", headers: JSON.stringify({ ...headers, "X-Tenant": "Acme Corp" }) };
    await withDirectory(service(careless.url, args), {}, async (directory) => {
      const { message } = await failure(create(directory));
      expect(message).toContain("400: not [hidden], Corp");
    }).finally(careless.close);
  });
});

/** A service that lets in whoever has a token that was issued and not revoked. */
async function withOauth(
  options: Parameters<typeof authorizationServer>[0],
  test: (bench: {
    service: HostileServer;
    server: AuthorizationServer;
    revoked: Set<string>;
    config: Texts;
  }) => Promise<void>,
): Promise<void> {
  const server = await authorizationServer(options);
  const revoked = new Set<string>();
  try {
    await withService(
      ({ headers }) => {
        const token = headers.authorization?.replace("Bearer ", "") ?? "";
        return server.issued.includes(token) && !revoked.has(token);
      },
      async (opened) => {
        const { tokenUrl } = server;
        await test({ service: opened, server, revoked, config: service(opened.url, { tokenUrl, ...CLIENT }) });
      },
    );
  } finally {
    await server.close();
  }
}

describe("OAuth client credentials", () => {
  it("get one token for everything that goes on at once", async () => {
    await withOauth({ expiresIn: 3600 }, async ({ server, config, service: { seen } }) => {
      await withDirectory(config, {}, async (directory) => {
        await Promise.all(Array.from({ length: 30 }, () => create(directory)));
        expect(server.asked).toHaveLength(1);
        expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer issued-1"]));
      });
    });
  });

  it("get another one when it has been revoked, and every request is carried out once", async () => {
    await withOauth({}, async ({ server, config, revoked, service: { seen } }) => {
      await withDirectory(config, {}, async (directory) => {
        await create(directory);
        revoked.add("issued-1");
        await Promise.all(Array.from({ length: 10 }, () => create(directory)));
        expect(server.asked).toHaveLength(2);
        const admitted = seen.slice(1).filter(({ headers }) => headers.authorization === "Bearer issued-2");
        expect(admitted).toHaveLength(10);
      });
    });
  });

  it("are taken out of what is kept, secret and tokens, the newest one too", async () => {
    const token = (n: number) => `issued-to-acme-${n}-Zx81`;
    const repeated = () => ({
      id: token(1),
      title: [1, 2, 3].map(token).join(),
      nickName: `by ${CLIENT.clientSecret}`,
    });
    await withOauth({ token }, async ({ config, revoked }) => {
      await withDirectory(config, {}, async (directory) => {
        await create(directory);
        expect(directory.withoutCredentials(repeated())["title"]).toBe(`[hidden],${token(2)},${token(3)}`);
        revoked.add(token(1));
        await create(directory);
        expect(directory.withoutCredentials(repeated())).toMatchObject({
          id: token(1),
          title: `[hidden],[hidden],${token(3)}`,
          nickName: "by [hidden]",
        });
      });
    });
  });

  it("take a 401 that stays for an answer, after one new token in all", async () => {
    await withOauth({}, async ({ server, config, service: { seen }, revoked }) => {
      for (const n of [1, 2, 3]) revoked.add(`issued-${n}`);
      await withDirectory(config, {}, async (directory) => {
        const errors = [await failure(create(directory)), await failure(create(directory))];
        expect(server.asked).toHaveLength(2);
        expect(seen).toHaveLength(3);
        for (const { message } of errors) {
          expect(message).toMatch(/POST \/Users was answered with 401: not with Bearer \[hidden\], \[hidden\], /);
          expect(message).not.toContain("issued-");
        }
      });
    });
  });

  it("that are refused send no request to the service, and say how a new secret is given", async () => {
    await withOauth({}, async ({ server, config, service: { seen } }) => {
      await withDirectory({ ...config, "scim:clientSecret": "revoked-one" }, {}, async (directory) => {
        const { message } = await failure(create(directory));
        expect(message).toMatch(/invalid_client.*set SCIM_ACME_CLIENT_SECRET in .*--refresh=false` once\.$/);
        expect(message).not.toContain("revoked-one");
        expect(seen).toEqual([]);
        expect(server.issued).toEqual([]);
      });
    });
  });

  it("bring the token in the header that the service wants", async () => {
    const server = await authorizationServer();
    const { tokenUrl } = server;
    await withService(
      ({ headers }) => headers["x-api-key"] === "issued-1" && headers.authorization === undefined,
      async ({ url }) => {
        const dialect = '{"connection":{"tokenHeader":"X-Api-Key"}}';
        await withDirectory(service(url, { tokenUrl, ...CLIENT, dialect }), {}, create);
      },
    ).finally(server.close);
  });
});

describe("a revoked secret in state", () => {
  const admitsNew = ({ headers }: Seen) =>
    ["Bearer new-0ne", `Basic ${Buffer.from("ada:new-0ne").toString("base64")}`].includes(headers.authorization ?? "");

  test.each<[string, Texts, Texts]>([
    ["token", { token: "old-0ne" }, { SCIM_ACME_TOKEN: "new-0ne" }],
    ["password", { username: "ada", password: "old-0ne" }, { SCIM_ACME_PASSWORD: "new-0ne" }],
    [
      "headers",
      { headers: '{"Authorization":"Bearer old-0ne"}' },
      { SCIM_ACME_HEADERS: '{"Authorization":"Bearer new-0ne"}' },
    ],
    [
      "headers",
      { headers: `{"authorization":"Basic ${Buffer.from("bob:old-0ne").toString("base64")}"}` },
      { SCIM_ACME_HEADERS: '{"Authorization":"Bearer new-0ne"}' },
    ],
  ])(
    "does not count when the environment has the new one (%s); else the 401 says what to do",
    async (kind, args, environment) => {
      await withService(admitsNew, async ({ url }) => {
        await withDirectory(service(url, args), environment, create);
        await withDirectory(service(url, args), {}, async (directory) => {
          const { message } = await failure(create(directory));
          const [variable] = Object.keys(environment);
          expect(message).toMatch(/401: .*Check the connection's token/);
          expect(message).toContain(
            `A refresh uses the ${kind} that the state holds: after a change of it, set ${variable} in the environment or run \`pulumi up --refresh=false\` once.`,
          );
          expect(message).not.toContain("old-0ne");
        });
      });
    },
  );

  it("does not count for an OAuth client either", async () => {
    await withOauth({}, async ({ config }) => {
      const state = { ...config, "scim:clientSecret": "revoked-one" };
      await withDirectory(state, { SCIM_ACME_CLIENT_SECRET: CLIENT.clientSecret }, create);
    });
  });

  it("is not spoken of when the one that is refused came from the environment, nor for a 403", async () => {
    await withService(
      () => false,
      async ({ url }) => {
        await withDirectory(service(url, {}), { SCIM_ACME_TOKEN: "old-0ne" }, async (directory) => {
          expect((await failure(create(directory))).message).not.toContain("--refresh");
        });
      },
    );
    const forbids = await hostileServer((response) => {
      json(response, 403, {});
    });
    await withDirectory(service(forbids.url, { token: "old-0ne" }), {}, async (directory) => {
      expect((await failure(create(directory))).message).toMatch(
        /403\. Check the connection's token and what it may do\.$/,
      );
    }).finally(forbids.close);
  });
});
