/** Splits a stream of bytes into lines, however it was cut on the way. */

/** Characters of a line that never ends. */
const MOST = 1024 * 1024

/** Every complete line without its end; what a cut leaves unfinished is dropped. `heard` is called with each piece. */
export async function* readLines(
  body: ReadableStream<Uint8Array> | null,
  heard: () => void,
): AsyncGenerator<string, void, undefined> {
  if (!body) return
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of body) {
    heard()
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MOST) throw new Error('A line is too long.')
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
}

/** Undefined for what is not JSON: one broken message must not end a stream. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
