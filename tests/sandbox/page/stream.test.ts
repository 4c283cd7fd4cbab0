import { type ServerResponse } from "node:http";
import { connect } from "node:net";
import { EventEmitter } from "node:events";
import { Stream, type StreamSource } from "../../../sandbox/page/stream.js";
import { user, withSandbox } from "../client.js";
import { isReady, readEvents, stateOf, textOf } from "./reader.js";

/** An answer whose reader takes nothing until it is told to. */
class SlowResponse extends EventEmitter {
  readonly written: string[] = [];
  isSlow = true;
  destroyed = false;

  write(text: string): boolean {
    this.written.push(text);
    return !this.isSlow;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

function slowStream(): { response: SlowResponse; stream: Stream; made: string[] } {
  const made: string[] = [];
  const source: StreamSource = {
    hello: () => ({}),
    ids: () => [],
    requests: () => [],
    row: (_, id) => {
      made.push(id);
      return { id };
    },
    request: (number) => ({ number }),
  };
  const response = new SlowResponse();
  const stream = new Stream(response as unknown as ServerResponse, source);
  stream.start();
  return { response, stream, made };
}

describe("a reader who takes nothing", () => {
  it("is written nothing more, and gets each line once when it goes on", () => {
    const { response, stream, made } = slowStream();
    expect(response.written).toHaveLength(1);
    for (let round = 0; round < 1000; round++) {
      stream.resource("Users", String(round % 10));
      stream.request(round + 1);
    }
    expect([response.written.length, made.length]).toEqual([1, 0]);
    response.isSlow = false;
    response.emit("drain");
    expect(made).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
    const numbers = response.written.join("").match(/"number":\d+/g) ?? [];
    expect([numbers.length, new Set(numbers).size]).toEqual([1000, 1000]);
    response.emit("close");
  });

  it("has only the requests waiting that are still shown", () => {
    const { response, stream } = slowStream();
    for (let number = 1; number <= 5000; number++) stream.request(number);
    response.isSlow = false;
    response.emit("drain");
    const numbers = [...response.written.join("").matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number));
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([1000, 4001, 5000]);
    response.emit("close");
  });

  it("is sent away when too much waits", () => {
    const { response, stream } = slowStream();
    for (let index = 0; index <= 100_000; index++) stream.resource("Users", String(index));
    expect(response.destroyed).toBe(true);
    response.emit("close");
  });
});

it("a client that reads late gets what is, not all that was", () => {
  const Users = Array.from({ length: 500 }, (_, index) => user(`user${index}`, { id: String(index) }));
  return withSandbox({ seed: { Users } }, async (_, sandbox) => {
    const late = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
    await new Promise<void>((resolve) => late.once("connect", resolve));
    late.pause();
    late.write("GET /page/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const other = await readEvents(sandbox);
    await other.until(isReady);
    const rounds = 12;
    const titleOf = (round: number): string => `title ${round} ${"x".repeat(8000)}`;
    for (let round = 1; round <= rounds; round++) {
      for (const { id } of Users) sandbox.edit("Users", textOf(id), (person) => (person["title"] = titleOf(round)));
      await other.until((events) => stateOf(events.slice(-1)).users.get("499")?.["title"] === titleOf(round));
    }
    let received = 0;
    let tail = "";
    await new Promise<void>((resolve) => {
      late.setEncoding("utf8").on("data", (text: string) => {
        received += text.length;
        tail = (tail + text).slice(-200_000);
        if (tail.includes(`"id":"499","name":"user499","userName":"user499","title":"title ${rounds} `)) resolve();
      });
      late.resume();
    });
    expect(received).toBeLessThan((rounds / 2) * Users.length * 8000);
    late.destroy();
    other.close();
  });
});
