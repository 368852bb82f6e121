/** A socket and a page for unit tests: nothing is sent, and each call waits for the test's answer. */
import { vi } from 'vitest'
import type { TalkSocket } from '../../client/connection/subscriptions.ts'

interface Call {
  name: string
  payload: unknown
  answer(value: unknown): void
}

export function createFakeSocket() {
  const listeners = new Map<string, ((...given: unknown[]) => void)[]>()
  const calls: Call[] = []
  const sent: { name: string; payload: unknown }[] = []
  const dialed: string[][] = []
  const fake = {
    connected: false,
    active: true,
    on: (name: string, listener: () => void) =>
      listeners.set(name, [...(listeners.get(name) ?? []), listener]),
    emit: (name: string, payload: unknown) => sent.push({ name, payload }),
    connect: () => dialed.push(fake.io.opts.transports),
    disconnect: () => drop('io client disconnect'),
    timeout: (ms: number) => ({
      emitWithAck: (name: string, payload: unknown) =>
        new Promise((answer, fail) => {
          calls.push({ name, payload, answer })
          setTimeout(fail, ms, new Error('No answer.'))
        }),
    }),
    io: {
      opts: { transports: [''] },
      timeout: () => {},
      on: () => {},
      engine: { transport: { name: 'websocket' }, on: () => {} },
    },
  }

  function tell(name: string, ...given: unknown[]): void {
    for (const listener of listeners.get(name) ?? []) listener(...given)
  }

  function drop(reason: string): void {
    if (!fake.connected) return
    fake.connected = false
    tell('disconnect', reason)
  }

  return {
    socket: fake as unknown as TalkSocket,
    /** What was asked, oldest first; each without an answer until the test gives one. */
    calls,
    /** What was sent without waiting for an answer. */
    sent,
    /** The transports of each try to connect. */
    dialed,
    drop,
    /** The server answers a try. */
    connect() {
      fake.connected = true
      tell('connect')
    },
    refuse(error: Error, final: boolean) {
      fake.active = !final
      tell('connect_error', error)
    },
  }
}

/** Stands in for `document` and `window`, until `vi.unstubAllGlobals`. */
export function createFakePage() {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const window = new EventTarget()
  vi.stubGlobal('document', document)
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window))
  return {
    dispatch: (name: 'freeze' | 'resume') => document.dispatchEvent(new Event(name)),
    online: () => window.dispatchEvent(new Event('online')),
    show(visible: boolean) {
      document.visibilityState = visible ? 'visible' : 'hidden'
      document.dispatchEvent(new Event('visibilitychange'))
    },
  }
}
