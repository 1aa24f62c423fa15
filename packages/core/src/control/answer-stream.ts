import type { Answer } from './answer.ts';

/** Sends what a stream yields, and a beat while it yields nothing, until it ends or the peer is gone. */
export async function answerStream(items: AsyncIterable<unknown>, answer: Answer, beatMs: number): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let writing: Promise<void> = answer.line({ beat: true });
  let quiet = true;
  const beat = setInterval(() => {
    // A peer that does not read has lines enough already.
    if (quiet) writing = writing.then(() => answer.line({ beat: true }));
    quiet = true;
  }, beatMs);
  const gone = new Promise<{ done: true }>((resolve) => {
    answer.signal.addEventListener('abort', () => {
      resolve({ done: true });
    });
    if (answer.signal.aborted) resolve({ done: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), gone]);
      if (next.done === true) break;
      quiet = false;
      await writing;
      await answer.line({ item: next.value });
    }
    await writing;
    if (answer.signal.aborted) return;
    await answer.line({ end: true });
    await answer.end();
  } finally {
    clearInterval(beat);
    // Not awaited: a generator that waits for something ends when it looks at its signal.
    iterator.return?.().catch(() => undefined);
  }
}
