// Preloaded into every Node process of a run: those of the plugin and of the program write a CPU profile when they end.
// (Node's own --cpu-prof is not allowed in NODE_OPTIONS everywhere, and the engine ends the plugin by a signal.)
const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const { join } = require("node:path");

const kind = [
  ["plugin", /dynamic-provider/],
  ["program", /cmd[\\/]run\b/],
].find(([, pattern]) => pattern.test(process.argv[1] ?? ""))?.[0];

if (kind !== undefined) {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
  const write = () => {
    session.post("Profiler.stop", (error, result) => {
      if (error) return;
      const file = join(process.env.PROFILE_FOLDER, `${kind}-${process.pid}.cpuprofile`);
      writeFileSync(file, JSON.stringify(result.profile));
    });
  };
  process.once("exit", write);
  process.once("SIGINT", () => process.exit(130));
}
