/** A light browser that follows a talk through every fault, comes back by itself, and notes what must not happen. */
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
  /** After a loss it tries again at a random moment within this time, each time. */
  backMs?: number
  talk?: string
}

export interface Follower {
  readonly epoch: string | undefined
  /** The newest entry of all that it shows. */
  readonly seq: number
  readonly view: Readonly<Partial<View>>
  /** What the first patch of all said. */
  readonly firstPosition: View['position'] | undefined
  /** Connected, and served since. */
  readonly live: boolean
  /** The present connection. */
  readonly socket: LightSocket | undefined
  /** What must not happen and did: a gap, a step back in one epoch, an order broken. */
  readonly wrongs: string[]
  /** The texts of the chat by their numbers, as far back as this browser has them. */
  readonly chat: ReadonlyMap<number, string>
  readonly followsChat: boolean
  /** The chat has messages before these. */
  readonly earlier: boolean
  readonly headcount: Headcount | undefined
  /** What the server said last about the log; true when it said nothing. */
  readonly saved: boolean
  /** The newest entry that its chat tells of; -1 before its first patch. */
  readonly chatSeq: number
  /** Connections so far, and whole views that it was given. */
  readonly count: { connections: number; resets: number; patches: number; restarts: number }
  /** How the last handshake was refused, if it was. */
  readonly refused: string | undefined
  /** Sends until there is an answer, over any number of connections, with one id. Null when there was none in time. */
  send(intent: object, withinMs?: number): Promise<Ack | null>
  /** Resolves once this holds; rejects with what is there instead. */
  until(holds: (follower: Follower) => boolean, withinMs?: number, what?: string): Promise<void>
  /** Ends the connection and stays away. */
  close(): void
}

export const TALK = 'hall'

/** Only what hangs is given up: on a busy machine everything takes many times as long as alone. */
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
  let gone = false
  let refused: string | undefined
  let awayMs: number | undefined
  let firstPosition: View['position'] | undefined
  let headcount: Headcount | undefined
  let saved = true

  function patch(...told: Parameters<News['patch']>): void {
    const [epoch, channel, from, to] = told
    const seq = store.seq(channel)
    count.patches += 1
    if (from === 0) count.resets += 1
    else if (epoch === store.epoch && from > seq)
      wrongs.push(`a gap in ${channel}: at ${seq}, told ${from} to ${to}`)
    if (epoch === store.epoch && to < seq) wrongs.push(`a step back in ${channel}: from ${seq} to ${to}`)
    if (store.apply(...told) === 'gap') socket?.emit('subscribe', { channel, on: true })
    // The very first patches come before the socket is known.
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

  function hear(name: string, args: unknown[]): void {
    if (name === 'patch') patch(...(args as Parameters<News['patch']>))
    else if (name === 'signal') signal(String(args[0]), args[1])
    for (const watcher of watchers) watcher()
  }

  async function stay(): Promise<void> {
    while (!gone) {
      const { epoch } = store
      const channels = { ...(options.chat && { chat: 0 }), ...store.seqs() }
      try {
        socket = await openLightSocket(
          url,
          { talk, role, ...(cookie && { cookie }), had: { epoch, channels }, origin, localAddress },
          hear,
        )
        count.connections += 1
        refused = undefined
        if (gone) socket.close()
        for (const watcher of watchers) watcher()
        await socket.closed
      } catch (error) {
        refused = (error as Error).message
      }
      live = false
      for (const watcher of watchers) watcher()
      if (gone) break
      // A browser waits a while before it comes back.
      await sleep(awayMs ?? Math.random() * backMs)
      awayMs = undefined
    }
  }

  const follower: Follower = {
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
      const wish = { id: randomBytes(12).toString('base64url'), ...intent }
      const end = performance.now() + withinMs
      while (performance.now() < end && !gone) {
        if (live && socket) {
          // Who hears nothing for 2 s says it again, as the pages do.
          const answer = await Promise.race([socket.send(wish).catch(() => null), sleep(2000, null)])
          if (answer) return answer
        }
        // Looks again whether it has a line.
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
      gone = true
      socket?.close()
    },
  }
  void stay()
  return follower
}
