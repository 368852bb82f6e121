/** A lightweight browser that follows a talk through every fault, reconnects by itself, and records violations. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createStore } from '../../client/connection/store.ts'
import type { Role } from '../../protocol/role.ts'
import type { SignalNews } from '../../protocol/signals.ts'
import type { View } from '../../protocol/view.ts'
import type { News } from '../../protocol/wire.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { Ack } from '../../protocol/wire.ts'
import { openLightSocket, type LightSocket } from '../support/light-socket.ts'

export interface FollowerOptions {
  url: string
  role?: Role
  cookie?: string
  origin?: string
  localAddress?: string
  /** Follows the chat too. */
  chat?: boolean
  /** After a loss it reconnects at a random moment within this time, each time. */
  backMs?: number
  talk?: string
}

export interface Follower {
  readonly role: Role
  readonly epoch: string | undefined
  /** The newest entry in anything that it shows. */
  readonly seq: number
  readonly view: Readonly<Partial<View>>
  /** The position in the very first patch. */
  readonly firstPosition: View['position'] | undefined
  /** Connected, and has got a patch since. */
  readonly live: boolean
  /** The present connection. */
  readonly socket: LightSocket | undefined
  /** What must not happen but did: a gap, a step back within one epoch, a wrong order. */
  readonly wrongs: string[]
  /** The texts of the chat by their numbers, as far back as this browser has them. */
  readonly chat: ReadonlyMap<number, string>
  readonly followsChat: boolean
  /** The chat has messages before these. */
  readonly earlier: boolean
  readonly headcount: Headcount | undefined
  /** The last signal about the log; true if there was none. */
  readonly saved: boolean
  /** The newest entry in its chat; -1 before its first patch. */
  readonly chatSeq: number
  /** Counts of connections, whole views and other events. */
  readonly count: { connections: number; resets: number; patches: number; restarts: number }
  /** The code of the last refused handshake, if there was one. */
  readonly refused: string | undefined
  /** Sends until there is an answer, over any number of connections, with one id. Null if there was none in time. */
  send(intent: object, withinMs?: number): Promise<Ack | null>
  /** Resolves once this holds; rejects with the actual state instead. */
  until(holds: (follower: Follower) => boolean, withinMs?: number, what?: string): Promise<void>
  /** Ends the connection and does not reconnect. */
  close(): void
}

export const TALK = 'hall'

/** Only for what hangs: on a busy machine everything takes many times as long as alone. */
const PATIENCE_MS = 120_000

/** Starts at once; use `until` to wait for it. */
export function startFollower(options: FollowerOptions): Follower {
  const { url, role = 'audience', cookie, origin, localAddress, backMs = 250, talk = TALK } = options
  const store = createStore()
  const wrongs: string[] = []
  const watchers = new Set<() => void>()
  const count = { connections: 0, resets: 0, patches: 0, restarts: 0 }
  let socket: LightSocket | undefined
  let live = false
  let stopped = false
  let refused: string | undefined
  let awayMs: number | undefined
  let firstPosition: View['position'] | undefined
  let headcount: Headcount | undefined
  let saved = true

  function patch(...args: Parameters<News['patch']>): void {
    const [epoch, channel, from, to] = args
    const seq = store.seq(channel)
    count.patches += 1
    if (from === 0) count.resets += 1
    else if (epoch === store.epoch && from > seq)
      wrongs.push(`a gap in ${channel}: at ${seq}, got ${from} to ${to}`)
    if (epoch === store.epoch && to < seq) wrongs.push(`a step back in ${channel}: from ${seq} to ${to}`)
    if (store.apply(...args) === 'gap') socket?.emit('subscribe', { channel, on: true })
    // The very first patches arrive before the socket is known.
    else if (channel === 'position') live = true
    firstPosition ??= store.view.position
  }

  function signal(name: string, news: unknown): void {
    if (name === 'headcount') headcount = news as Headcount
    else if (name === 'saved') saved = news as boolean
    else if (name === 'restart') {
      count.restarts += 1
      awayMs = Math.random() * (news as SignalNews<'restart'>)
      socket?.close()
    }
  }

  function onEvent(name: string, args: unknown[]): void {
    if (name === 'patch') patch(...(args as Parameters<News['patch']>))
    else if (name === 'signal') signal(String(args[0]), args[1])
    for (const watcher of watchers) watcher()
  }

  async function stay(): Promise<void> {
    while (!stopped) {
      const { epoch } = store
      const channels = { ...(options.chat && { chat: 0 }), ...store.seqs() }
      try {
        socket = await openLightSocket(
          url,
          { talk, role, ...(cookie && { cookie }), had: { epoch, channels }, origin, localAddress },
          onEvent,
        )
        count.connections += 1
        refused = undefined
        if (stopped) socket.close()
        for (const watcher of watchers) watcher()
        await socket.closed
      } catch (error) {
        refused = (error as Error).message
      }
      live = false
      for (const watcher of watchers) watcher()
      if (stopped) break
      // A browser waits for a while before it reconnects.
      await sleep(awayMs ?? Math.random() * backMs)
      awayMs = undefined
    }
  }

  const follower: Follower = {
    role,
    get epoch() {
      return store.epoch
    },
    get seq() {
      return Math.max(0, ...Object.values(store.seqs()))
    },
    view: store.view,
    get firstPosition() {
      return firstPosition
    },
    get live() {
      return live
    },
    get socket() {
      return socket
    },
    wrongs,
    get chat() {
      return new Map(store.view.chat?.items.map(({ id, text }) => [id, text]))
    },
    get earlier() {
      return store.view.chat?.earlier ?? false
    },
    get headcount() {
      return headcount
    },
    get saved() {
      return saved
    },
    followsChat: options.chat ?? false,
    get chatSeq() {
      return store.view.chat ? store.seq('chat') : -1
    },
    count,
    get refused() {
      return refused
    },
    async send(intent, withinMs = PATIENCE_MS) {
      const message = { id: randomBytes(12).toString('base64url'), ...intent }
      const end = performance.now() + withinMs
      while (performance.now() < end && !stopped) {
        if (live && socket) {
          // If there is no answer for 2 s, it is sent again, as the pages do.
          const answer = await Promise.race([socket.send(message).catch(() => null), sleep(2000, null)])
          if (answer) return answer
        }
        // Checks again whether it is connected.
        await sleep(10)
      }
      return null
    },
    until(holds, withinMs = PATIENCE_MS, what = 'it') {
      return new Promise((resolve, reject) => {
        const done = (): void => {
          clearTimeout(timer)
          watchers.delete(watcher)
        }
        const watcher = (): void => {
          if (!holds(follower)) return
          done()
          resolve()
        }
        const timer = setTimeout(() => {
          done()
          const { position } = store.view
          const is = JSON.stringify({ live, refused, epoch: store.epoch, seqs: store.seqs(), position })
          reject(new Error(`A browser did not come to ${what} in ${withinMs} ms: ${is}`))
        }, withinMs)
        watchers.add(watcher)
        watcher()
      })
    },
    close() {
      stopped = true
      socket?.close()
    },
  }
  void stay()
  return follower
}
