import { Directory } from "../../../provider/directory/directory.js";
import { atService, connectionOf, type Environment, type ServiceFlags } from "../../service.js";

/** Opens the service of the default connection, hands it to `work` and closes it. Fails as `atService` does. */
export function withService<T>(
  flags: ServiceFlags,
  work: (directory: Directory) => Promise<T>,
  environment?: Environment,
): Promise<T> {
  return atService(async () => {
    const directory = new Directory(connectionOf(flags, environment));
    try {
      return await work(directory);
    } finally {
      await directory.close();
    }
  });
}
