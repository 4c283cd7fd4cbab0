import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";

const script = join(__dirname, "../../../tools/scale/objectStore.mjs");

/** Why this machine cannot run the S3 server, for `needs`; it is installed when it is not there yet. */
export function whyNoObjectStore(): string | undefined {
  const { status, stdout } = spawnSync(process.execPath, [script, "--install"], { encoding: "utf8" });
  return status === 77 ? stdout.trim().split("\n").at(-1) : undefined;
}

/** The environment by which Pulumi keeps its states in a new bucket of an S3 server on loopback, which ends after `body`. */
export async function withBucket(body: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const server = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) =>
    server.once("exit", () => {
      resolve();
    }),
  );
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface(server.stdout).once("line", resolve);
      server.once("exit", (code) => {
        reject(new Error(`Could not start the S3 server: it ended with ${String(code)}.`));
      });
    });
    const bucket = `state-${randomBytes(4).toString("hex")}`;
    const made = await fetch(`${address}/${bucket}`, { method: "PUT" });
    if (!made.ok) throw new Error(`Could not make the bucket ${bucket}: ${made.status}.`);
    const query = `endpoint=${new URL(address).host}&disableSSL=true&s3ForcePathStyle=true&region=us-east-1`;
    await body({
      PULUMI_BACKEND_URL: `s3://${bucket}?${query}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
  } finally {
    server.kill("SIGTERM");
    await ended;
  }
}
