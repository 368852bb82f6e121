/** Groups what arrives at about the same time, so that it is handled together. */

/** The maximum number of items per batch; limits the time of one write. */
const MAX_BATCH = 500

/**
 * Collects everything that arrives in one turn of the event loop, and handles one batch after the other. `handle`
 * never rejects.
 */
export function createBatches<T>(handle: (batch: T[]) => Promise<void>) {
  const queue: T[] = []
  let handling: Promise<void> | undefined
  async function handleAll(): Promise<void> {
    while (queue.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      await handle(queue.splice(0, MAX_BATCH))
    }
    handling = undefined
  }
  return {
    add(item: T): void {
      queue.push(item)
      handling ??= handleAll()
    },
    done: async () => handling,
  }
}
