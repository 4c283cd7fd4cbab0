/** Progress goes to stderr, so that a command's own answer on stdout stays alone. */
const stream = process.stderr;
const plainEverySeconds = 20;

/**
 * One plain line for the user.
 * @param {string} text
 */
export function note(text) {
  stream.write(`${text}\n`);
}

/**
 * A progress line: rewritten in place on a terminal, else one plain line now and then.
 * @param {string} title
 */
export function startProgress(title) {
  const started = performance.now();
  let lastPlain = started;
  let state = "";
  const elapsed = () => duration((performance.now() - started) / 1000);
  const draw = () => {
    if (stream.isTTY) {
      const line = `${title} · ${elapsed()}${state}`;
      stream.write(`\r\u001b[K${line.slice(0, Math.max(20, stream.columns - 1))}`);
    } else if (performance.now() - lastPlain > plainEverySeconds * 1000) {
      lastPlain = performance.now();
      note(`  ${elapsed()}${state}`);
    }
  };
  if (!stream.isTTY) note(`${title} …`);
  const timer = setInterval(draw, 200);
  timer.unref();
  draw();
  return {
    /** @param {string} text what is being done, shown from now on */
    update(text) {
      state = text === "" ? "" : ` · ${text}`;
    },
    /** Takes the line away on a terminal: what comes next says what came out. */
    clear() {
      clearInterval(timer);
      if (stream.isTTY) stream.write("\r\u001b[K");
    },
    /** @param {string} result the last word, kept on the screen */
    done(result) {
      clearInterval(timer);
      note(`${stream.isTTY ? "\r\u001b[K" : ""}${title}: ${result} (${elapsed()})`);
    },
  };
}

/**
 * Does something that takes seconds, with a progress line.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function timed(title, body) {
  const progress = startProgress(title);
  try {
    const result = await body();
    progress.done("done");
    return result;
  } catch (error) {
    progress.done("failed");
    throw error;
  }
}

/**
 * "8.4 s", "3 min 20 s"
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
