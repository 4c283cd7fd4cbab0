import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An authority of its own and a certificate that it has issued for the hosts. */
export interface Certified {
  /** The authority's certificate, a PEM file. */
  caFile: string;
  key: Buffer;
  cert: Buffer;
  remove: () => void;
}

/** Whether certificates can be made here; in CI they must. */
export const certifies = spawnSync("openssl", ["version"]).status === 0 || process.env["CI"] === "true";

/** Makes both by openssl, valid for two days. */
export function certify(hosts: readonly string[]): Certified {
  const folder = mkdtempSync(join(tmpdir(), "scim-tls-"));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-days",
    "2",
    "-subj",
    "/CN=Acme Root",
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
  );
  openssl("req", ...newKey, "-subj", "/CN=service", "-keyout", file("key.pem"), "-out", file("csr.pem"));
  const names = hosts.map((host) => `${/^[\d.]+$/.test(host) ? "IP" : "DNS"}:${host}`);
  writeFileSync(file("names"), `subjectAltName=${names.join(",")}\n`);
  const authority = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-extfile", file("names")];
  openssl("x509", "-req", "-in", file("csr.pem"), ...authority, "-days", "2", "-out", file("cert.pem"));
  return {
    caFile: file("ca.pem"),
    key: readFileSync(file("key.pem")),
    cert: readFileSync(file("cert.pem")),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
