import { dialectNamed, type Dialect } from "../../../../provider/dialects/index.js";
import { type Connection } from "../../../../provider/directory/connection.js";
import { type Exchange, type SandboxOptions } from "../../../../sandbox/index.js";
import { watchOpenApi, type OpenApiWatch, type Vendor } from "../../../support/openApi.js";
import { withService, type Bench } from "../../support/service.js";

export interface VendorBench extends Bench {
  watch: OpenApiWatch;
  /** What went over the wire since the last call, bodies included; of one method, or all. */
  wire: (method?: string) => Exchange[];
}

/** The package's own dialect of that name, without its rates, so that tests need not wait for them. */
export function dialect(name: string): Dialect {
  const known = dialectNamed(name);
  if (known === undefined) throw new Error(`there is no dialect ${name}`);
  return { ...known, rates: [] };
}

/**
 * Runs a test on a vendor's strict sandbox, and fails it when a request of ours or an answer does not fit the vendor's OpenAPI
 * document.
 */
export async function withVendor(
  vendor: Vendor,
  options: SandboxOptions & { connection?: Partial<Connection> },
  body: (bench: VendorBench) => Promise<void>,
): Promise<void> {
  const { connection = {}, ...sandbox } = options;
  await withService(
    { dialect: vendor, ...sandbox, connection: { dialect: dialect(vendor), ...connection } },
    async (bench) => {
      const watch = watchOpenApi(bench.sandbox, vendor);
      let exchanges: Exchange[] = [];
      bench.sandbox.watch((exchange) => exchanges.push(exchange));
      const wire = (method?: string): Exchange[] => {
        const seen = exchanges.filter((exchange) => method === undefined || exchange.method === method);
        exchanges = [];
        return seen;
      };
      await body({ ...bench, watch, wire });
      expect(watch.checked()).toBeGreaterThan(0);
      expect(watch.violations()).toEqual([]);
    },
  );
}

/** How often each method was used, as `{ POST: 40 }`. */
export function counts(lines: readonly string[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const line of lines) {
    const [method = ""] = line.split(" ");
    all[method] = (all[method] ?? 0) + 1;
  }
  return all;
}
