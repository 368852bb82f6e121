/** Splits a byte stream into lines, however it arrives. */

/** The maximum length of a line, for a line that never ends. */
const MOST = 1024 * 1024

/** Every complete line without its end; an unfinished last line is dropped. `heard` is called with each piece. */
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

/** Undefined for invalid JSON, because one malformed message must not end a stream. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
