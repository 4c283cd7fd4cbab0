import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What the engine was asked to register or read, as it stood on the wire. */
export interface Registration {
  type: string;
  name: string;
  /** Inputs as sent; secrets are `{ secret: value }`. */
  inputs: Record<string, unknown>;
  /** The id of a read. */
  id: string | undefined;
  /** URN and id of the provider; empty for the default one. */
  provider: string;
  deletedWith: string;
  secretOutputs: string[];
  /** Names of the resources that each input depends on. */
  dependencies: Record<string, string[]>;
}

interface Request {
  getType(): string;
  getName(): string;
  getProvider(): string;
  getAdditionalsecretoutputsList(): string[];
}
interface RegisterRequest extends Request {
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDeletedwith(): string;
  getPropertydependenciesMap(): { forEach(visit: (value: { getUrnsList(): string[] }, key: string) => void): void };
}
interface ReadRequest extends Request {
  getId(): string;
  getProperties(): { toJavaScript(): Record<string, unknown> };
}

/** What the service answers: outputs by logical name, laid over the inputs. */
export type Answers = Record<string, Record<string, unknown>>;

/**
 * Runs a program against a stand-in for the engine and gives what it registered, in order. The id of a declared
 * resource is its name with `-id`.
 */
export async function register(
  program: () => unknown,
  { answers = {}, preview = false }: { answers?: Answers; preview?: boolean } = {},
): Promise<Registration[]> {
  const seen: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, id, inputs }: { name: string; id?: string; inputs: Record<string, unknown> }) => ({
        id: id || `${name}-id`,
        state: { ...inputs, ...answers[name] },
      }),
      call: () => ({}),
    },
    "project",
    "stack",
    preview,
  );
  // setMocks shows a resource's inputs only; the requests to its monitor also hold the options.
  const monitor: unknown = pulumi.runtime.getMonitor();
  if (!(monitor instanceof MockMonitor)) throw new Error("setMocks set no mock monitor");
  const registerResource = monitor.registerResource.bind(monitor);
  const readResource = monitor.readResource.bind(monitor);
  monitor.registerResource = (request: RegisterRequest, done) => {
    const dependencies: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((value, key) => {
      if (value.getUrnsList().length > 0) dependencies[key] = value.getUrnsList().map(nameOf);
    });
    seen.push({
      ...common(request),
      inputs: readable(request.getObject().toJavaScript()),
      id: undefined,
      deletedWith: nameOf(request.getDeletedwith()),
      dependencies,
    });
    return registerResource(request, done);
  };
  monitor.readResource = (request: ReadRequest, done) => {
    seen.push({
      ...common(request),
      inputs: readable(request.getProperties().toJavaScript()),
      id: request.getId(),
      deletedWith: "",
      dependencies: {},
    });
    return readResource(request, done);
  };
  await program();
  await pulumi.runtime.disconnect();
  return seen;
}

/** The one registration of that logical name. */
export function named(registrations: Registration[], name: string): Registration {
  const found = registrations.filter((registration) => registration.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} registrations of ${name}`);
  return only;
}

/** The inputs that the program gave, without what every resource carries. */
export function given(registration: Registration): Record<string, unknown> {
  return Object.fromEntries(Object.entries(registration.inputs).filter(([key]) => key !== "__provider"));
}

/** The value of an Output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

function common(request: Request) {
  return {
    type: request.getType(),
    name: request.getName(),
    provider: request.getProvider(),
    secretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2 || 0);
}

function readable(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, unwrap(value)]));
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value && value[SIGNATURE] === SECRET && "value" in value) return { secret: value.value };
  return readable({ ...value });
}
