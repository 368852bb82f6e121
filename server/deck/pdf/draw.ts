/** Draws pages of PDFs in a thread, one at a time and each within a time limit. */
import type { Worker } from 'node:worker_threads'
import { startThread } from '../thread.ts'
import type { DrawJob, Drawn } from './draw-worker.ts'

export interface Drawer {
  /** Starts the thread, because a page will soon be drawn. */
  warm(): void
  /** The WebP picture. Rejects with the reason. Must not be called again before it has settled. */
  draw(job: DrawJob): Promise<Buffer>
  close(): void
}

export interface DrawLimits {
  /** For one page. */
  limitMs: number
  /** An idle thread ends after this time, because it holds the file. */
  restMs: number
}

/** For the start of the thread, which a busy machine delays. */
const START_MS = 30_000
const LIMITS: DrawLimits = { limitMs: 10_000, restMs: 10_000 }

type Answer = Exclude<Drawn, { started: true }>

/** `firstMs` is the limit until the thread has started. */
function answer(thread: Worker, job: DrawJob, limitMs: number, firstMs: number): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer)
      thread.off('message', onMessage).off('error', fail).off('exit', gone)
      reject(error)
    }
    const gone = (): void => fail(new Error('the thread has ended'))
    const late = (): void => fail(new Error(`it was not drawn within ${limitMs / 1000} s`))
    let timer = setTimeout(late, firstMs)
    const onMessage = (said: Drawn): void => {
      clearTimeout(timer)
      if ('started' in said) {
        timer = setTimeout(late, limitMs)
        return
      }
      thread.off('message', onMessage).off('error', fail).off('exit', gone)
      resolve(said)
    }
    thread.on('message', onMessage).on('error', fail).on('exit', gone)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    thread.postMessage(job)
  })
}

export function createDrawer(limits: Partial<DrawLimits> = {}): Drawer {
  const { limitMs, restMs } = { ...LIMITS, ...limits }
  let worker: Worker | undefined
  let rest: NodeJS.Timeout | undefined
  /** The file that the thread has open. */
  let open = ''
  /** The thread has started. */
  let ready = false
  let closed = false

  function running(): Worker {
    clearTimeout(rest)
    worker ??= start()
    return worker
  }

  function start(): Worker {
    open = ''
    ready = false
    const started = startThread('pdf/draw-worker', { resourceLimits: { maxOldGenerationSizeMb: 256 } })
    started.once('message', () => (ready = true))
    // A running job rejects with the error as well.
    started.on('error', () => drop(started))
    return started
  }

  function drop(which: Worker | undefined): void {
    clearTimeout(rest)
    void which?.terminate()
    if (which === worker) worker = undefined
  }

  return {
    warm: () => void running(),
    async draw(job) {
      if (closed) throw new Error('the server is closing')
      // Memory that a file has taken is free only when the thread ends.
      if (open !== '' && open !== job.hash) drop(worker)
      const thread = running()
      open = job.hash
      try {
        const drawn = await answer(thread, job, limitMs, ready ? limitMs : START_MS)
        if ('error' in drawn) throw new Error(drawn.error)
        rest = setTimeout(() => drop(thread), restMs).unref()
        return Buffer.from(drawn.webp)
      } catch (error) {
        // After a failure, the thread's memory may be in any state.
        drop(thread)
        throw error
      }
    },
    close() {
      closed = true
      drop(worker)
    },
  }
}
