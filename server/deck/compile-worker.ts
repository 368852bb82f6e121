/** The program of the compiler's thread: a source comes in, a deck goes out. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CompilerData, Said } from './compiler.ts'
import { loadDeck, type DeckSource } from './load.ts'

const { line } = workerData as CompilerData

function say(said: Said): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
  parentPort?.postMessage(said)
}

async function compile(source: DeckSource): Promise<void> {
  say({ began: true })
  let file = ''
  const deck = await loadDeck(source, (origin) => {
    if (origin.file !== file) say({ file: (file = origin.file) })
    Atomics.store(line, 0, origin.line)
  })
  say({ deck })
}

// First what every deck needs: its loading is not counted as the time of the first one.
await import('./parse.ts')
parentPort?.on('message', (source: DeckSource) => void compile(source))
