/** Lightweight browsers: a socket that keeps the view as the pages do, paired or not. */
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { createStore, type Store } from '../../client/connection/store.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Role } from '../../protocol/role.ts'
import type { SignalName, SignalNews } from '../../protocol/signals.ts'
import { coreOf, type View } from '../../protocol/view.ts'
import { PROTOCOL_VERSION, type Ack, type Calls, type News } from '../../protocol/wire.ts'
import { TALK } from './deck.ts'
import type { TestServer } from './server.ts'

export interface Person {
  socket: Socket<News, Calls>
  store: Store
  /** Every patch as received: epoch, channel, from, to, change, own. */
  patches: Parameters<News['patch']>[]
  /** Subscribes to a signal and calls back with its news. */
  listen<N extends SignalName>(name: N, listener: (news: SignalNews<N>) => void): void
  /** Sends a query to the server; resolves to the answer, whatever it is. */
  query<T = unknown>(query: object): Promise<T>
  send(intent: Intent): Promise<Ack>
  /** Resolves once the view satisfies the predicate. */
  sees(predicate: (view: Partial<View>) => boolean): Promise<void>
}

/** What is needed to connect to a server and to drive it. */
export type Place = Pick<TestServer, 'url' | 'key'>

let made = 0
export const newIntentId = (): string => `test-intent-${String(++made).padStart(5, '0')}`

/** The cookie of a browser that was paired with the server's key. */
export async function pairedCookie(server: Place): Promise<string> {
  const response = await fetch(`${server.url}/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: server.key }),
  })
  if (response.status !== 204) throw new Error(`Pairing answered ${response.status}.`)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** The cookie of a browser that has opened a page: an anonymous participant. */
export async function participantCookie(server: Pick<Place, 'url'>, path: string): Promise<string> {
  const response = await fetch(server.url + path)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

export interface JoinOptions {
  talk?: string
  cookie?: string
  /** Additional headers of this browser's handshake. */
  headers?: Record<string, string>
  transports?: ('websocket' | 'polling')[]
  /** Keep the cookies that answers set, as a browser does. */
  keepsCookies?: boolean
  /** What this browser says that it already has. */
  had?: { epoch: string | undefined; channels: Record<string, number> }
}

/** Joins and resolves once it is up to date; rejects with the refusal's code. */
export async function join(
  server: Pick<Place, 'url'>,
  role: Role,
  options: JoinOptions = {},
): Promise<Person> {
  const { talk = TALK, cookie, transports = ['websocket'], had = {}, headers = {} } = options
  const store = createStore()
  const patches: Person['patches'] = []
  const watchers = new Set<() => void>()
  const socket: Socket<News, Calls> = io(server.url, {
    forceNew: true,
    transports,
    reconnection: false,
    withCredentials: options.keepsCookies ?? false,
    auth: { protocol: PROTOCOL_VERSION, talk, role, ...had },
    // Like a browser: its Origin on the WebSocket, and the page's own header when polling.
    extraHeaders: { ...headers, origin: server.url, ...(cookie ? { cookie } : {}) },
  })
  onTestFinished(() => void socket.disconnect())
  socket.on('patch', (...patch) => {
    patches.push(patch)
    store.apply(...patch)
    for (const watcher of watchers) watcher()
  })
  // A browser that reconnects gets what it missed, and always the position.
  const core = options.had ? (['position'] as const) : coreOf(role)
  await new Promise<void>((resolve, reject) => {
    const watcher = (): void => {
      if (!core.every((name) => patches.some(([, channel]) => channel === name))) return
      watchers.delete(watcher)
      resolve()
    }
    watchers.add(watcher)
    socket.once('connect_error', reject)
  })
  return {
    socket,
    store,
    patches,
    listen(name, listener) {
      socket.on('signal', (told, news) => void ((told as string) === name && listener(news as never)))
      socket.emit('subscribe', { channel: name, on: true })
    },
    query: (query) => socket.timeout(60_000).emitWithAck('query', query) as Promise<never>,
    send: (intent) => socket.timeout(60_000).emitWithAck('intent', intent),
    sees: (predicate) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!predicate(store.view)) return
          watchers.delete(watcher)
          resolve()
        }
        watchers.add(watcher)
        watcher()
      }),
  }
}
