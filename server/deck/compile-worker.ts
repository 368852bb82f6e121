/** The program of the compiler's thread: it receives sources and sends decks. */
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

// Imports what every deck needs first, so that loading does not count towards the first deck's time.
await import('./parse.ts')
parentPort?.on('message', (source: DeckSource) => void compile(source))
