import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import * as tls from "node:tls";
import { promisify } from "node:util";
import { resolveConnection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { ConnectionError, TransportError } from "../../../provider/scim/errors.js";
import { TokenSource } from "../../../provider/scim/tokenSource.js";
import { readCertificates, trusting } from "../../../provider/scim/trust.js";
import { authorizationServer, CLIENT } from "./support/authorizationServer.js";
import { certifies, certify } from "./support/certificates.js";
import { connectProxy, type ConnectProxy } from "./support/connectProxy.js";
import { type HostileServer, hostileServer, json } from "./support/hostileServer.js";
import { clientFor, failure } from "./support/withClient.js";

/** A name that no DNS knows: only the proxy leads there. */
const HOST = "scim.acme.invalid";
const before = { ...process.env };

beforeEach(() => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]) {
    Reflect.deleteProperty(process.env, name);
    Reflect.deleteProperty(process.env, name.toLowerCase());
  }
});

afterAll(() => {
  process.env = before;
});

async function withProxy(
  test: (proxy: ConnectProxy, service: HostileServer) => Promise<void>,
  answer = 200,
): Promise<void> {
  const service = await hostileServer((response) => {
    json(response, 200, { id: "1" });
  });
  const proxy = await connectProxy(service.url, answer);
  try {
    await test(proxy, service);
  } finally {
    await proxy.close();
    await service.close();
  }
}

async function get(url: string, n = 1): Promise<void> {
  const client = clientFor(url, { timeoutMs: 2000 });
  try {
    for (let i = 0; i < n; i++) await client.request("GET", "/Users/1");
  } finally {
    await client.close();
  }
}

describe("a proxy in the environment", () => {
  it.each(["HTTP_PROXY", "http_proxy"])("of the name %s is used, in one tunnel that is kept", async (name) => {
    await withProxy(async (proxy, { seen }) => {
      process.env[name] = proxy.url;
      await get(`http://${HOST}/scim`, 5);
      expect(proxy.asked).toEqual([`${HOST}:80`]);
      expect(seen.map(({ headers }) => headers.host)).toEqual(Array(5).fill(HOST));
      expect(proxy.headers[0]).not.toHaveProperty("authorization");
    });
  });

  it("without a scheme is an http proxy; in lower case it wins; user name and password go to it alone", async () => {
    await withProxy(async (proxy, { seen }) => {
      process.env["HTTP_PROXY"] = "http://127.0.0.1:9";
      process.env["http_proxy"] = proxy.url.replace("http://", "ada:pr0xy-s3cret@");
      await get(`http://${HOST}/scim`);
      const shown = `Basic ${Buffer.from("ada:pr0xy-s3cret").toString("base64")}`;
      expect(proxy.headers).toMatchObject([{ "proxy-authorization": shown }]);
      expect(seen[0]?.headers).not.toHaveProperty("proxy-authorization");
    });
  });

  it("leads an OAuth client to its authorization server too", async () => {
    const server = await authorizationServer();
    const proxy = await connectProxy(server.tokenUrl);
    process.env["HTTP_PROXY"] = proxy.url;
    const client = { tokenUrl: "http://login.acme.invalid/scim/token", ...CLIENT, scopes: [], parameters: {} };
    const source = new TokenSource({
      client: { ...client, clientAuthentication: "basic" },
      timeoutMs: 2000,
      deadlineMs: 5000,
    });
    try {
      expect(await source.token()).toBe("issued-1");
      expect(proxy.asked).toEqual(["login.acme.invalid:80"]);
    } finally {
      await source.close();
      await proxy.close();
      await server.close();
    }
  });

  it.each(["acme.invalid", ".acme.invalid", "other.example,scim.acme.invalid:80", "*"])(
    "is not used for a host that NO_PROXY excepts by %s",
    async (exception) => {
      await withProxy(async (proxy) => {
        process.env["HTTP_PROXY"] = proxy.url;
        process.env["no_proxy"] = exception;
        expect(await failure(get(`http://${HOST}/scim`))).toMatchObject({ code: "ENOTFOUND" });
        expect(proxy.asked).toEqual([]);
      });
    },
  );

  it("is never used for this machine", async () => {
    await withProxy(async (proxy, service) => {
      process.env["HTTP_PROXY"] = proxy.url;
      await get(service.url);
      expect(proxy.asked).toEqual([]);
      expect(service.seen).toHaveLength(1);
    });
  });

  it.each<[number, number, RegExp]>([
    [407, 1, /from scim\.acme\.invalid \(HTTP_PROXY: 127\.0\.0\.1:\d+\): the proxy answered 407; give user name and/],
    [403, 1, /the proxy answered 403\./],
    [502, 5, /the proxy answered 502\..*Tried 5 times/],
  ])("that answers %d is named, asked %d times, and the request had no effect", async (status, times, message) => {
    await withProxy(async (proxy, { seen }) => {
      process.env["HTTP_PROXY"] = proxy.url.replace("//", "//ada:pr0xy-s3cret@");
      const client = clientFor(`http://${HOST}/scim`);
      const error = await failure(client.request("POST", "/Users", { body: {} })).finally(() => client.close());
      expect(error).toBeInstanceOf(TransportError);
      expect(error).toMatchObject({ effect: "none", code: `PROXY_${status}` });
      expect(error.message).toMatch(message);
      expect(`${error.stack ?? ""}${String(error.cause)}`).not.toContain("pr0xy-s3cret");
      expect(proxy.asked).toHaveLength(times);
      expect(seen).toEqual([]);
    }, status);
  });

  it("that says nothing is left in bounded time, closing too", async () => {
    await withProxy(async (proxy) => {
      process.env["HTTP_PROXY"] = proxy.url;
      const begin = performance.now();
      const client = clientFor(`http://${HOST}/scim`, { timeoutMs: 150, deadlineMs: 400 });
      expect(await failure(client.request("POST", "/Users", { body: {} }))).toMatchObject({ effect: "none" });
      await client.close();
      expect(performance.now() - begin).toBeLessThan(3000);
    }, 0);
  });

  it("that is not there is named", async () => {
    process.env["HTTP_PROXY"] = "http://127.0.0.1:9";
    expect((await failure(get(`http://${HOST}/scim`))).message).toMatch(
      /\(HTTP_PROXY: 127\.0\.0\.1:9\): nothing listens/,
    );
  });

  it.each(["socks5://u:pr0xy-s3cret@127.0.0.1:1", "http://", "http://u:pr0xy-s3cret@:1"])(
    "that cannot be one (%s) is refused without showing it",
    (proxy) => {
      process.env["HTTPS_PROXY"] = proxy;
      expect(() => clientFor(`https://${HOST}/scim`)).toThrow(ConnectionError);
      expect(() => clientFor(`https://${HOST}/scim`)).toThrow(
        /^((?!pr0xy-s3cret).)*HTTPS_PROXY names no proxy((?!pr0xy-s3cret).)*$/,
      );
    },
  );
});

(certifies ? describe : describe.skip)("an authority of one's own (made by openssl, where there is one)", () => {
  const hosts = [HOST, "127.0.0.1"];
  let ours: ReturnType<typeof certify>;
  let theirs: ReturnType<typeof certify>;
  let server: Server;
  let url: string;
  let reached = 0;

  beforeAll(async () => {
    [ours, theirs] = [certify(hosts), certify(hosts)];
    server = createServer({ key: ours.key, cert: ours.cert }, (_request, response) => {
      reached++;
      json(response, 200, { id: "1" });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
    ours.remove();
    theirs.remove();
  });

  async function read(base: string, caFile: string): Promise<void> {
    const client = clientFor(base, { trust: trusting(readCertificates(caFile)), timeoutMs: 5000 });
    await client.request("GET", "/Users/1").finally(() => client.close());
  }

  it("vouches for the service; another one does not, and no request reaches the service", async () => {
    await read(url, ours.caFile);
    expect(reached).toBe(1);
    const error = await failure(read(url, theirs.caFile));
    expect(error).toMatchObject({ kind: "transport", effect: "none" });
    expect(error.message).toMatch(/; set caFile \(or NODE_EXTRA_CA_CERTS\) if the service has its own authority/);
    expect(reached).toBe(1);
  });

  it("vouches for the service behind a proxy too", async () => {
    const proxy = await connectProxy(url);
    process.env["HTTPS_PROXY"] = proxy.url;
    try {
      await read(`https://${HOST}/scim`, ours.caFile);
      expect(proxy.asked).toEqual([`${HOST}:443`]);
      expect(await failure(read(`https://${HOST}/scim`, theirs.caFile))).toMatchObject({ effect: "none" });
    } finally {
      await proxy.close();
    }
  });

  const namesIt = "getCACertificates" in tls;
  (namesIt ? it.skip : it)(
    "stands beside that of NODE_EXTRA_CA_CERTS (newer versions of Node list it by themselves)",
    async () => {
      process.env["NODE_EXTRA_CA_CERTS"] = ours.caFile;
      await read(url, theirs.caFile);
      process.env["NODE_EXTRA_CA_CERTS"] = "/nowhere.pem";
      expect(await failure(read(url, theirs.caFile))).toMatchObject({ effect: "none" });
    },
  );

  it("can be given by NODE_EXTRA_CA_CERTS alone, which undici heeds", async () => {
    const script = `new (require("undici").Agent)({ connect: { timeout: 5000 } })
      .request({ origin: ${JSON.stringify(url)}, path: "/", method: "GET" })
      .then(({ statusCode }) => { console.log(statusCode); process.exit(); }, ({ code }) => { console.log(code); process.exit(); })`;
    const run = async (caFile: string) => {
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile };
      return (await promisify(execFile)(process.execPath, ["-e", script], { env })).stdout.trim();
    };
    expect(await run(ours.caFile)).toBe("200");
    expect(await run(theirs.caFile)).toMatch(/^(UNABLE_TO|SELF_SIGNED|CERT_)/);
  });

  it("is read from a file with several certificates and words between them; other files are refused by name", () => {
    const file = join(dirname(ours.caFile), "several.pem");
    const pem = readFileSync(ours.caFile, "utf8");
    writeFileSync(file, `# ours\n${pem}# theirs\n${readFileSync(theirs.caFile, "utf8")}`);
    expect(readCertificates(file)).toHaveLength(2);
    writeFileSync(file, `${pem}${pem.replace(/\n[A-Za-z0-9+/]{20}/, "\n")}`);
    expect(() => readCertificates(file)).toThrow(`${file} holds a broken certificate (number 2)`);
    writeFileSync(file, "not a certificate");
    expect(() => readCertificates(file)).toThrow(`${file} holds no certificate in PEM form`);
    expect(() => readCertificates(`${file}.gone`)).toThrow(`${file}.gone cannot be read (ENOENT)`);
  });

  it.each([
    ["scim:caFile", { "scim:caFile": "" }, {}],
    ["SCIM_CA_FILE", {}, { SCIM_CA_FILE: "" }],
  ])("reaches the connection by %s, and a wrong file fails before any request", async (name, config, environment) => {
    const given = { "scim:endpoint": url, "scim:token": "t0ken", ...config };
    const open = (caFile: string) => {
      const filled = (texts: Record<string, string>, key: string) => (texts[key] === "" ? caFile : texts[key]);
      return new Directory(
        resolveConnection(
          (key) => filled(given, key),
          (key) => filled(environment, key),
        ),
      );
    };
    const directory = open(ours.caFile);
    await directory.create("/Users", {}).finally(() => directory.close());
    const before = reached;
    expect(() => open("/nowhere.pem")).toThrow(`${name}: /nowhere.pem cannot be read (ENOENT)`);
    expect(reached).toBe(before);
  });
});
