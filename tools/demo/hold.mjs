import { line } from "./screen.mjs";

/**
 * Says something and waits for Enter. Input that ends without one holds on, until a signal ends the program.
 * @param {string} words
 */
export async function untilEnter(words) {
  line();
  line(words);
  const { stdin } = process;
  await new Promise((resolve) => {
    const read = (/** @type {Buffer} */ bytes) => {
      if (!bytes.includes(10) && !bytes.includes(13)) return;
      stdin.off("data", read);
      resolve(undefined);
    };
    stdin.on("data", read);
  });
  // Else the open input would keep the program alive.
  stdin.pause();
}
