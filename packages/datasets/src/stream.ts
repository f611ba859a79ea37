/** The chunks of a stream; not all browsers can iterate over one. One that is left early is cancelled. */
export async function* chunksOf<C>(stream: ReadableStream<C> | null): AsyncGenerator<C, void, undefined> {
  if (stream === null) return;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // nothing to do where the stream has ended or failed, and nobody to tell
    await reader.cancel().catch(() => undefined);
  }
}

/** A stream of chunks that are made when they are asked for. */
export const streamOf = <C>(chunks: AsyncIterable<C>): ReadableStream<C> => {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<C>(
    {
      pull: async (controller) => {
        const { done, value } = await iterator.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
};
