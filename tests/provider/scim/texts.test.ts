import fc from "fast-check";
import { excerpt, htmlText } from "../../../provider/scim/excerpt.js";
import { parseJson } from "../../../provider/scim/parseJson.js";
import { redact } from "../../../provider/scim/redact.js";
import { parseRetryAfter } from "../../../provider/scim/retryAfter.js";

describe("redact", () => {
  it("hides a secret in any text, plain, in a URL, in JSON and in base64", () => {
    const words = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(words, fc.string({ unit: "binary", minLength: 6, maxLength: 30 }), words, (before, secret, after) => {
        fc.pre(!"[hidden]".includes(secret));
        const forms = [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString("base64")];
        for (const form of forms) expect(redact(`${before} ${form} ${after}`, [secret])).toContain("[hidden]");
        expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret);
      }),
    );
  });

  it.each([
    ["Authorization: Bearer abc.def-12345678", "Authorization: Bearer [hidden]"],
    ["basic dXNlcjpwYXNz=", "basic [hidden]"],
    ["Bearer authentication is required", "Bearer authentication is required"],
    ["token=abcdef123456&x", "token=[hidden]"],
    ["pa ss+w/ord as pa%20ss%2Bw%2Ford or pa+ss%2Bw%2Ford", "[hidden] as [hidden] or [hidden]"],
  ])("makes %j %j", (text, expected) => {
    expect(redact(text, ["pa ss+w/ord"])).toBe(expected);
  });

  it.each([
    ["as services read a header that ends with blanks", " tok-Zx81-secret ", "no such token: tok-Zx81-secret."],
    [
      "in base64, as URLs have it",
      "a>?>?>?>?bcde>~~",
      `at=${encodeURIComponent(Buffer.from("a>?>?>?>?bcde>~~").toString("base64"))}`,
    ],
    [
      "in base64, as PHP writes JSON",
      "a>?>?>?>?bcde>?~",
      Buffer.from("a>?>?>?>?bcde>?~").toString("base64").replaceAll("/", "\\/"),
    ],
  ])("hides a secret %s", (_name, secret, text) => {
    const shown = redact(text, [secret]);
    expect(shown).toContain("[hidden]");
    expect(shown).not.toMatch(/Zx81|YT4/);
  });

  it("hides the longer of two secrets whole, and leaves text alone where a secret is too short to be one", () => {
    expect(redact("abcdef abc", ["abc", "abcdef", "", "b"])).toBe("[hidden] [hidden]");
    expect(redact("a b", ["", "b"])).toBe("a b");
  });
});

describe("parseRetryAfter", () => {
  const now = Date.parse("2024-05-01T10:00:00Z");
  it.each<[string | undefined, string | undefined, number | undefined]>([
    ["120", undefined, 120_000],
    ["0", undefined, 0],
    [" 1.5 ", undefined, 1500],
    ["Wed, 01 May 2024 10:00:30 GMT", undefined, 30_000],
    ["Wed, 01 May 2024 09:00:00 GMT", undefined, 0],
    ["Wed, 01 May 2024 11:00:30 GMT", "Wed, 01 May 2024 11:00:00 GMT", 30_000],
    ["Wed, 01 May 2024 10:00:30 GMT", "nonsense", 30_000],
    ["Wednesday, 01-May-24 10:00:30 GMT", undefined, 30_000],
    ["Wed May  1 10:00:30 2024", undefined, 30_000],
    [String(now / 1000 + 60), undefined, 60_000],
    ["soon", undefined, undefined],
    ["-5", undefined, undefined],
    ["", undefined, undefined],
    [undefined, undefined, undefined],
  ])("reads %j answered at %j", (header, date, expected) => {
    expect(parseRetryAfter(header, date, now)).toBe(expected);
  });
});

describe("excerpt", () => {
  it("is always short, on one line, without control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
        const short = excerpt(text, []);
        expect(Array.from(short).length).toBeLessThanOrEqual(300);
        expect(short).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it("of hostile HTML takes bounded time", () => {
    const begin = performance.now();
    htmlText("<script>".repeat(200_000));
    htmlText("<".repeat(1_000_000));
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe("parseJson", () => {
  it("reads what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        expect(parseJson(JSON.stringify(value))).toEqual({ value: JSON.parse(JSON.stringify(value)) as unknown });
      }),
    );
  });

  it("counts brackets outside of texts only", () => {
    expect(parseJson(JSON.stringify({ a: `\\"${"[".repeat(1000)}` }))).toHaveProperty("value");
    expect(parseJson("[".repeat(10_000_000))).toEqual({ fault: "tooDeep" });
    expect(parseJson(`${"[".repeat(64)}${"]".repeat(64)}`)).toHaveProperty("value");
    expect(parseJson(`${"[".repeat(65)}${"]".repeat(65)}`)).toEqual({ fault: "tooDeep" });
  });

  it("takes the last of duplicate keys", () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual({ value: { a: 2 } });
  });
});
