/** Compiles decks in a separate thread, so that a slow deck blocks nobody and can be stopped. */
import { basename } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { Deck } from '../../protocol/deck.ts'
import { failedDeck, isPdf, loadDeck, type DeckSource } from './load.ts'
import { startThread } from './thread.ts'

export interface Compiler {
  /** Starts the thread if it is not running, because a deck will soon be compiled. */
  warm(): void
  /** Never rejects: a deck that cannot be compiled contains an error, see `Deck.errors`. One at a time, in order. */
  load(source: DeckSource): Promise<Deck>
  close(): void
}

/** In this thread and without a time limit: for tests, which would otherwise start a thread each. */
export const sameThread: Compiler = { warm() {}, load: (source) => loadDeck(source), close() {} }

/** The thread's messages about a job: it has started, the file it works on, and the deck. */
export type Said = { began: true } | { file: string } | { deck: Deck }
export interface CompilerData {
  /** The line at which the current slide starts. It is shared memory, because a thread that hangs sends no messages. */
  line: Int32Array
}

export interface CompilerLimits {
  /** Without progress to another slide or file. A slow machine may take longer for the whole deck. */
  limitMs: number
  /** An idle thread ends after this time, because it uses 40 MB. */
  restMs: number
  memoryMb: number
}

const LIMITS: CompilerLimits = { limitMs: 5000, restMs: 10_000, memoryMb: 512 }

export function createCompiler(limits: Partial<CompilerLimits> = {}): Compiler {
  const { limitMs, restMs, memoryMb } = { ...LIMITS, ...limits }
  const line = new Int32Array(new SharedArrayBuffer(4))
  let worker: Worker | undefined
  let rest: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  function running(): Worker {
    clearTimeout(rest)
    worker ??= start()
    return worker
  }

  function start(): Worker {
    const started = startThread('compile-worker', {
      workerData: { line } satisfies CompilerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    // A running job handles the error as well, and reports it in its deck.
    started.on('error', () => drop(started))
    return started
  }

  function drop(which: Worker | undefined): void {
    void which?.terminate()
    if (which === worker) worker = undefined
  }

  async function compile(source: DeckSource): Promise<Deck> {
    if (closed) return failedDeck(source, { line: 1, message: 'The server is closing.' })
    const thread = running()
    let file = basename(source.entry)
    const failed = (message: string): Promise<Deck> => {
      drop(thread)
      return failedDeck(source, { file, line: Math.max(1, Atomics.load(line, 0)), message })
    }
    const place = (): string => (isPdf(file) ? 'page' : 'line')
    const outcome = await new Promise<Deck | string>((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const end = (with_: Deck | string): void => {
        clearTimeout(timer)
        thread.off('message', onMessage).off('error', fail)
        resolve(with_)
      }
      const limit = (): void => {
        clearTimeout(timer)
        const at = Atomics.load(line, 0)
        timer = setTimeout(() => {
          if (Atomics.load(line, 0) === at)
            end(
              `Compiling was stopped after ${limitMs / 1000} s, at the content that starts on this ${place()}.`,
            )
          else limit()
        }, limitMs)
      }
      const onMessage = (said: Said): void => {
        if ('deck' in said) return end(said.deck)
        if ('file' in said) file = said.file
        limit()
      }
      const fail = (error: Error & { code?: string }): void =>
        end(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? `Compiling needed more than ${memoryMb} MB of memory, at the content that starts on this ${place()}.`
            : `The compiler has failed: ${error.message}.`,
        )
      thread.on('message', onMessage).on('error', fail)
      Atomics.store(line, 0, 1)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
      thread.postMessage(source)
    })
    rest = setTimeout(() => drop(worker), restMs).unref()
    return typeof outcome === 'string' ? failed(outcome) : outcome
  }

  return {
    warm: () => void running(),
    load(source) {
      const loaded = last.then(() => compile(source))
      last = loaded
      return loaded
    },
    close() {
      closed = true
      clearTimeout(rest)
      drop(worker)
    },
  }
}
