import { credentials, type CallOptions, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as proto from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fromSetup, hermeticEnvironment } from "./pulumiCommand.js";

/** What the engine sends in previews for a value that it does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

export interface PluginOptions {
  /** Provider configuration by key with namespace (`scim:endpoint`), as the engine would send it. */
  readonly config?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** A reply that takes longer is an error, since the engine would wait for ever. @default 20 */
  readonly timeoutSeconds?: number;
}

/** A failed call. With `partial` the engine keeps the resource: its id, properties and the reasons it prints. */
export class PluginError extends Error {
  override readonly name = "PluginError";
  constructor(
    message: string,
    readonly partial: { readonly id: string; readonly properties: Properties; readonly reasons: string[] } | undefined,
  ) {
    super(message);
  }
}

/** The calls of one kind of resource, with `__provider` added to what is sent and left out of what is returned. */
export interface PluginResource {
  check(
    news: Properties,
    olds?: Properties,
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  /** `changes` is undefined where the engine is to compare the inputs itself. */
  diff(
    id: string,
    oldOutputs: Properties,
    news: Properties,
  ): Promise<{ changes: boolean | undefined; replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  /** An empty `id` means that the resource is gone. `inputs` is undefined when the provider returned none. */
  read(
    id: string,
    oldOutputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }>;
  update(id: string, oldOutputs: Properties, news: Properties): Promise<{ outputs: Properties }>;
  delete(id: string, oldOutputs: Properties): Promise<void>;
}

/**
 * The real dynamic-provider process of the installed @pulumi/pulumi, driven over gRPC as the engine drives it. It catches
 * what calling the provider object does not: unsendable results, lost replies, unconfigured concurrent first calls.
 *
 * ```ts
 * await withPlugin({ config: { "scim:endpoint": sandbox.url, "scim:token": sandbox.token } }, async (plugin) => {
 *   const { id } = await plugin.user.create({ userName: "ada@acme.io" });
 *   await plugin.user.delete(id, {});
 * });
 * ```
 */
export class PluginProcess {
  readonly user = this.resource(providerText("user"));
  readonly group = this.resource(providerText("group"));
  readonly membership = this.resource(providerText("membership"));

  private constructor(
    private readonly client: ResourceProviderClient,
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly timeoutSeconds: number,
    private readonly printed: string[],
  ) {}

  /** Starts the process and configures it; about half a second. */
  static async start(options: PluginOptions = {}): Promise<PluginProcess> {
    // The process finds pulumi-scim from its working folder, which the engine sets to the project's.
    const folder = mkdtempSync(join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "plugin-"));
    const script = createRequire(join(folder, "x.js")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const node = process.env["PULUMI_SCIM_TEST_NODE"];
    const child = spawn(node === undefined ? process.execPath : join(node, "node"), [script, "127.0.0.1:1"], {
      cwd: folder,
      env: { ...hermeticEnvironment(folder, options.env ?? {}), PULUMI_NODEJS_PROJECT: "engine-test" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed: string[] = [];
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed.push(text);
        const [, found] = /^(\d+)\n/.exec(printed.join("")) ?? [];
        if (found !== undefined) resolve(found);
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => printed.push(text));
      child.once("error", reject);
      child.once("exit", (code) => {
        reject(new Error(`The plugin process ended (${String(code)}): ${printed.join("")}`));
      });
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const plugin = new PluginProcess(client, child, folder, options.timeoutSeconds ?? 20, printed);
    try {
      const request = new proto.ConfigureRequest();
      request.setArgs(Struct.fromJavaScript({ ...options.config }));
      await plugin.call<proto.ConfigureResponse>((...rest) => client.configure(request, ...rest));
      return plugin;
    } catch (error) {
      await plugin.stop();
      throw error;
    }
  }

  /** All that the process has printed so far, its port (the first line) included. */
  output(): string {
    return this.printed.join("");
  }

  /** The calls for a provider text of one's own. */
  resource(text: string): PluginResource {
    const struct = (properties: Properties): Struct =>
      Struct.fromJavaScript(sendable({ ...properties, __provider: text }));
    return {
      check: async (news, olds = {}) => {
        const request = new proto.CheckRequest();
        request.setNews(struct(news));
        request.setOlds(struct(olds));
        const response = await this.call<proto.CheckResponse>((...rest) => this.client.check(request, ...rest));
        return {
          inputs: plain(response.getInputs()),
          failures: response.getFailuresList().map((f) => ({ property: f.getProperty(), reason: f.getReason() })),
        };
      },
      diff: async (id, oldOutputs, news) => {
        const request = new proto.DiffRequest();
        request.setId(id);
        request.setOlds(struct(oldOutputs));
        request.setNews(struct(news));
        const response = await this.call<proto.DiffResponse>((...rest) => this.client.diff(request, ...rest));
        const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
        const changes = response.getChanges();
        return {
          changes: changes === DIFF_SOME ? true : changes === DIFF_NONE ? false : undefined,
          replaces: response.getReplacesList(),
          deleteBeforeReplace: response.getDeletebeforereplace(),
        };
      },
      create: async (inputs) => {
        const request = new proto.CreateRequest();
        request.setProperties(struct(inputs));
        const response = await this.call<proto.CreateResponse>((...rest) => this.client.create(request, ...rest));
        return { id: response.getId(), outputs: plain(response.getProperties()) };
      },
      read: async (id, oldOutputs) => {
        const request = new proto.ReadRequest();
        request.setId(id);
        request.setProperties(struct(oldOutputs));
        const response = await this.call<proto.ReadResponse>((...rest) => this.client.read(request, ...rest));
        const inputs = response.getInputs();
        return {
          id: response.getId(),
          outputs: plain(response.getProperties()),
          inputs: inputs === undefined ? undefined : plain(inputs),
        };
      },
      update: async (id, oldOutputs, news) => {
        const request = new proto.UpdateRequest();
        request.setId(id);
        request.setOlds(struct(oldOutputs));
        request.setNews(struct(news));
        const response = await this.call<proto.UpdateResponse>((...rest) => this.client.update(request, ...rest));
        return { outputs: plain(response.getProperties()) };
      },
      delete: async (id, oldOutputs) => {
        const request = new proto.DeleteRequest();
        request.setId(id);
        request.setProperties(struct(oldOutputs));
        await this.call((...rest) => this.client.delete(request, ...rest));
      },
    };
  }

  /** Ends the process, at once. */
  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once("exit", resolve));
      this.child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private call<T>(
    send: (
      metadata: Metadata,
      options: CallOptions,
      callback: (error: ServiceError | null, response: T) => void,
    ) => unknown,
  ): Promise<T> {
    const deadline = Date.now() + this.timeoutSeconds * 1000;
    return new Promise((resolve, reject) => {
      send(new Metadata(), { deadline }, (error, response) => {
        if (error === null) resolve(response);
        else if (error.code === status.DEADLINE_EXCEEDED) {
          reject(new Error(`The plugin sent no reply within ${this.timeoutSeconds} s. It printed:\n${this.output()}`));
        } else reject(new PluginError(error.details, partialOf(error)));
      });
    });
  }
}

/** Starts a plugin process, hands it to `body` and ends it, whatever happens. */
export async function withPlugin<T>(options: PluginOptions, body: (plugin: PluginProcess) => Promise<T>): Promise<T> {
  const plugin = await PluginProcess.start(options);
  try {
    return await body(plugin);
  } finally {
    await plugin.stop();
  }
}

/** The constant text that stands in users' state for ever; tests that compare it with sdk/ would notice a change. */
export function providerText(kind: "user" | "group" | "membership"): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/x.js")("pulumi-scim/provider").${kind}`;
}

function plain(struct: Struct | undefined): Properties {
  const properties: Properties = struct?.toJavaScript() ?? {};
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== "__provider"));
}

/** As the engine: a property without a value is not sent. */
function sendable(properties: Properties): Parameters<typeof Struct.fromJavaScript>[0] {
  return JSON.parse(JSON.stringify(properties)) as Parameters<typeof Struct.fromJavaScript>[0];
}

function partialOf(error: ServiceError): PluginError["partial"] {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  const [any] = Status.deserializeBinary(details).getDetailsList();
  if (any === undefined) return undefined;
  const failed = proto.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  return { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() };
}
