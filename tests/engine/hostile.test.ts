import { memberList } from "../../provider/directory/members.js";
import { hostileServer, json, text } from "../provider/scim/support/hostileServer.js";
import { type Oddity, OddService } from "../provider/support/oddService.js";
import { type EngineProject, withProject } from "../support/engineProject.js";
import { filesWith, program, STACK_TRACE } from "./scenario.js";

jest.setTimeout(240_000);

const TOKEN = "tok-Hostile/81+x==";

/** A project whose default connection is a service in memory that is hostile as told; the token may lie in no file afterwards. */
async function onHostile(
  oddity: Oddity,
  body: string,
  run: (project: EngineProject, service: OddService) => Promise<void>,
): Promise<void> {
  const service = new OddService(oddity);
  const server = await hostileServer((response, seen) => {
    service.handle(response, seen);
  });
  const env = { SCIM_ENDPOINT: server.url, SCIM_TOKEN: TOKEN, SCIM_TIMEOUT_SECONDS: "5", SCIM_DEADLINE_SECONDS: "10" };
  try {
    await withProject({ env, program: program(body) }, async (project) => {
      await run(project, service);
      expect(filesWith(project.folder, TOKEN)).toEqual([]);
    });
  } finally {
    await server.close();
  }
}

it("ids with slashes, dots, queries and Unicode live through preview, up, update and destroy", async () => {
  const ids = ["../Groups/1?x=y#z", "日本/ü 100%2F", "__proto__"];
  const left = [...ids];
  const oddity: Oddity = {
    answer: ({ method, kind, body }, response, service) => {
      const id = method === "POST" && kind !== "ServiceProviderConfig" ? left.shift() : undefined;
      if (id === undefined || kind === "ServiceProviderConfig") return false;
      json(response, 201, service.held(service.put(kind, { ...body, id })));
      return true;
    },
  };
  const stack = (title: string) => `
    const boss = new ScimUser("boss", { userName: "boss@acme.io" });
    const ada = new ScimUser("ada", { userName: "ada@acme.io", title: "${title}", manager: boss });
    const team = new ScimGroup("team", { displayName: "Team" }, { dependsOn: [ada] });
    new ScimMembership("team", { group: team, users: [boss, ada] });
    exports.ids = [boss.id, ada.id, team.id];`;
  await onHostile(oddity, stack("A"), async (project, service) => {
    const [boss = "", ada = "", team = ""] = ids;
    await project.previewAndUp();
    expect(await project.outputs()).toEqual({ ids });
    expect(memberList(service.held(team))?.map(({ id }) => id)).toEqual([boss, ada]);
    await project.preview({ args: ["--refresh", "--expect-no-changes"] });
    project.write(program(stack("B")));
    expect((await project.previewAndUp({ args: ["--refresh"] })).changes).toEqual({ update: 1 });
    expect(service.held(ada)["title"]).toBe("B");
    await project.destroy();
    expect([service.Users.size, service.Groups.size]).toEqual([0, 0]);
    for (const { id, seen } of service.requests) {
      expect(seen.url.split("?")[0]?.split("/").length).toBeLessThanOrEqual(4);
      if (id !== undefined) expect(ids).toContain(id);
    }
  });
});

it("bodies without end, 100,000 levels and colours end in one person, a clear error and an unharmed state", async () => {
  let mood: "endless" | "deep" | "colourful" | "well" = "endless";
  const nested = `{"id":"x","a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const oddity: Oddity = {
    answer: ({ method, kind, body }, response, service) => {
      if (kind === "ServiceProviderConfig" || mood === "well") return false;
      if (mood === "endless") {
        if (method !== "POST") return false;
        service.put(kind, body);
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, 0x20)));
        };
        response.writeHead(201).on("drain", more);
        more();
      } else if (mood === "deep") text(response, 200, nested);
      else json(response, 400, { detail: `\u001b[31m${TOKEN}\u001b]0;owned\u0007 is no token` });
      return true;
    },
  };
  const body = `new ScimUser("ada", { userName: "ada@acme.io", title: "A" });`;
  await onHostile(oddity, body, async (project, service) => {
    await project.up();
    expect(service.Users.size).toBe(1);
    expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    const held = async () =>
      (await project.resources()).map(({ urn, id, inputs, outputs }) => [urn, id, inputs, outputs]);
    const state = await held();
    for (const [next, expected] of [
      ["deep", "JSON nested more than 64 deep"],
      ["colourful", "[hidden]"],
    ] as const) {
      mood = next;
      const begin = performance.now();
      const failed = await project.refresh({ fails: true });
      expect(performance.now() - begin).toBeLessThan(60_000);
      expect(failed.output).toContain(expected);
      expect(failed.output).not.toMatch(STACK_TRACE);
      expect(failed.output).not.toContain(TOKEN);
      expect(failed.output).not.toContain("owned\u0007");
      expect(failed.output).not.toContain("\u001b]0;");
      expect(await held()).toEqual(state);
    }
    mood = "well";
    await project.preview({ args: ["--refresh", "--expect-no-changes"] });
    await project.destroy();
    expect(service.Users.size).toBe(0);
  });
});
