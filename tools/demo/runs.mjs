import { duration, startProgress } from "../lib/terminal.mjs";
import { byVerb } from "./reading.mjs";
import { line, paint } from "./screen.mjs";

/** @typedef {import("./stack.mjs").StackRun & { requests: Record<string, number> }} MeasuredRun */

/** Runs Pulumi and keeps how long each run took and what it asked of the service. */
export class Runs {
  #service;
  #stack;
  /** @type {{ label: string, seconds: number, requests: Record<string, number> }[]} */
  #done = [];

  /**
   * @param {import("./service.mjs").Service} service
   * @param {import("./stack.mjs").Stack} stack
   */
  constructor(service, stack) {
    this.#service = service;
    this.#stack = stack;
  }

  /**
   * @param {string} label what the closing table calls this run
   * @param {readonly string[]} command
   * @param {{ expectedPosts?: number }} [options] with it the progress line counts what has been created
   * @returns {Promise<MeasuredRun>}
   */
  async run(label, command, { expectedPosts } = {}) {
    this.#service.forget();
    const progress = startProgress(`   pulumi ${command[0] ?? ""}`);
    const timer = setInterval(() => {
      const created = this.#service.requests()["POST"] ?? 0;
      if (expectedPosts !== undefined) progress.update(`${created} of ${expectedPosts} created`);
    }, 500);
    try {
      const run = await this.#stack.run(command);
      const requests = this.#service.requests();
      this.#done.push({ label, seconds: run.seconds, requests });
      return { ...run, requests };
    } finally {
      clearInterval(timer);
      progress.clear();
    }
  }

  /** Prints all runs with their times and requests. */
  report() {
    const longest = Math.max(...this.#done.map(({ label }) => label.length));
    for (const { label, seconds, requests } of this.#done) {
      line(`   ${label.padEnd(longest)}  ${duration(seconds).padStart(6)}  ${paint("dim", byVerb(requests))}`);
    }
  }
}
