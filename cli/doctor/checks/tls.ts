import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { isLoopback } from "../../../provider/scim/baseUrl.js";
import { codeOf } from "../../../provider/scim/redact.js";
import { trusting } from "../../../provider/scim/trust.js";
import { type Visit } from "../visit.js";

const DAY_MS = 24 * 3600 * 1000;
/** Fewer days left than this are worth knowing. */
const FEW_DAYS = 21;
const LONGEST_MS = 15_000;

/** The certificate: whether it is trusted, whose word says so, and for how long yet. */
export async function checkTls({ probe, findings, connection }: Visit, now = Date.now()): Promise<void> {
  findings.in("connection");
  const { protocol, hostname } = probe.base;
  if (protocol !== "https:") {
    if (isLoopback(hostname)) findings.ok("TLS", "http, on this machine alone");
    else findings.note("TLS", "http, not encrypted", "whoever is on the way can read the token (allowHttp is set)");
    return;
  }
  if (probe.proxy !== undefined) {
    const seen = `not looked at: requests go by the proxy of ${probe.proxy}, unless NO_PROXY names the host`;
    const means =
      "each request checks the certificate, so an answer below shows that it is trusted; not for how long yet";
    findings.unknown("TLS", seen, means);
    return;
  }
  const peer = await peerOf(probe.base, connection.authorities, Math.min(LONGEST_MS, connection.timeoutMs));
  if ("fault" in peer) {
    findings.wrong("TLS", peer.fault, "no encrypted connection is made; nothing can be managed");
    return;
  }
  const { certificate, version, distrust } = peer;
  const days = Math.floor((Date.parse(certificate.valid_to) - now) / DAY_MS);
  const issuer = probe.shown(nameOf(certificate.issuer));
  const seen = `${version}; certificate of ${probe.shown(nameOf(certificate.subject))}, by ${issuer}`;
  if (distrust === undefined) findings.ok("TLS", seen, authority(connection.authorities));
  else findings.wrong("TLS", `${seen}: ${distrust}`, "set caFile (or NODE_EXTRA_CA_CERTS) if it is the service's own");
  if (days < 0) findings.wrong("certificate", `ended ${-days} days ago`, "the service has to renew it");
  else if (days < FEW_DAYS) findings.note("certificate", `${days} days left`, "the service has to renew it soon");
  else findings.ok("certificate", `${days} days left`);
}

function authority(own: readonly string[] | undefined): string {
  return own === undefined ? "trusted by Node" : "trusted by Node or by caFile";
}

type Peer = { certificate: PeerCertificate; version: string; distrust: string | undefined } | { fault: string };

/** Looks at a certificate whether it is trusted or not; nothing is sent. */
function peerOf(base: URL, authorities: readonly string[] | undefined, timeoutMs: number): Promise<Peer> {
  const host = base.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket: TLSSocket = connect(
      {
        host,
        port: base.port === "" ? 443 : Number(base.port),
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        rejectUnauthorized: false,
        ...(authorities === undefined ? {} : { secureContext: trusting(authorities) }),
      },
      () => {
        const error: unknown = socket.authorizationError;
        const distrust = socket.authorized ? undefined : (codeOf(error) ?? String(error));
        const certificate = socket.getPeerCertificate();
        finish({ certificate, version: socket.getProtocol() ?? "TLS", distrust });
      },
    );
    const finish = (peer: Peer): void => {
      socket.destroy();
      resolve(peer);
    };
    socket.setTimeout(timeoutMs, () => {
      finish({ fault: `no handshake within ${timeoutMs / 1000} s` });
    });
    socket.once("error", (error: Error) => {
      finish({ fault: codeOf(error) ?? error.message });
    });
  });
}

function nameOf({ CN, O }: PeerCertificate["subject"]): string {
  return [CN ?? O ?? "nobody"].flat().join(", ");
}
