import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as tls from "node:tls";
import { codeOf } from "./redact.js";

const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** The certificates of a PEM file; throws an Error whose message completes the sentence "caFile …". */
export function readCertificates(file: string): string[] {
  const certificates = contents(file).match(PEM) ?? [];
  if (certificates.length === 0) throw new Error(`${file} holds no certificate in PEM form`);
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch {
      throw new Error(`${file} holds a broken certificate (number ${index + 1})`);
    }
  }
  return certificates;
}

/** Trusts these authorities beside those that Node trusts by itself, NODE_EXTRA_CA_CERTS among them. */
export function trusting(certificates: readonly string[]): tls.SecureContext {
  return tls.createSecureContext({ ca: [...nodesOwn(), ...certificates] });
}

/** A context with authorities of its own forgets Node's, so they are given again; Node 22.15 and newer can list them. */
function nodesOwn(): string[] {
  const list: unknown = Reflect.get(tls, "getCACertificates");
  const listed: unknown = typeof list === "function" ? Reflect.apply(list, tls, ["default"]) : undefined;
  if (Array.isArray(listed)) return listed.filter((certificate) => typeof certificate === "string");
  return [...tls.rootCertificates, ...extra(process.env["NODE_EXTRA_CA_CERTS"])];
}

/** Node only warns of a file that it cannot read. */
function extra(file: string | undefined): string[] {
  if (file === undefined || file === "") return [];
  try {
    return contents(file).match(PEM) ?? [];
  } catch {
    return [];
  }
}

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read (${codeOf(error) ?? "unknown fault"})`, { cause: error });
  }
}
