/** Test doubles of the services that feeds read, and a reader that waits for their posts. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import type { Feed, FeedListener } from '../../server/feeds/feed.ts'
import { freePort } from './ports.ts'

/** Waits for events, without a clock. */
function happenings<T>() {
  const all: T[] = []
  const checks = new Set<() => void>()
  return {
    all,
    add(one: T): void {
      all.push(one)
      for (const check of checks) check()
    },
    /** The first matching one after index `from`. */
    async find(is: (one: T) => boolean, from = 0): Promise<T> {
      for (;;) {
        const found = all.slice(from).find(is)
        if (found !== undefined) return found
        await new Promise<void>((resolve) => {
          const check = (): void => {
            checks.delete(check)
            resolve()
          }
          checks.add(check)
        })
      }
    },
  }
}

export function readFeed(feed: Feed) {
  const posts = happenings<Post>()
  const statuses = happenings<FeedStatus>()
  const stop = feed.start({ posts: (some) => some.forEach(posts.add), status: statuses.add })
  onTestFinished(stop)
  return {
    stop,
    posts,
    statuses,
    live: (from = 0) => statuses.find(({ state }) => state === 'live', from),
    trouble: async (from = 0) => (await statuses.find(({ trouble }) => trouble !== null, from)).trouble,
  }
}

interface Asked {
  request: IncomingMessage
  response: ServerResponse
  body: string
}

/** A feed controlled by the test; missing fields of a post are filled in. */
export function tapFeed() {
  let listener: FeedListener | undefined
  let said = 0
  const feed: Feed = {
    name: 'bluesky',
    start(given) {
      listener = given
      given.status({ name: 'bluesky', state: 'live', trouble: null })
      return () => (listener = undefined)
    },
  }
  const place = { place: 'Austin', longitude: -97.74, latitude: 30.27 }
  return {
    feed,
    /** Whether somebody reads it. */
    reads: () => listener !== undefined,
    say(...posts: Partial<Post>[]): void {
      const whole = posts.map((post): Post => {
        said += 1
        return { id: `p${said}`, at: Date.now(), author: 'ada', text: `post ${said}`, ...place, ...post }
      })
      listener?.posts(whole)
    },
  }
}

/** A double of one of the services: `streams` are the requests for the stream itself, answered by the test. */
export async function httpDouble(rules: object[] = []) {
  const streams = happenings<Asked>()
  const others: { line: string; body: string }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const piece of request) body += String(piece)
      if (!request.url?.endsWith('/rules')) return streams.add({ request, response, body })
      others.push({ line: `${request.method} ${request.url}`, body })
      response.setHeader('content-type', 'application/json')
      const added = body.includes('"add"') ? 201 : 200
      response.writeHead(added).end(JSON.stringify(request.method === 'GET' ? { data: rules } : { meta: {} }))
    })()
  })
  // Some tests close it and open it again on the same port.
  server.listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { base: `http://127.0.0.1:${port}`, port, streams, others, server }
}

/** Waits for pending work on real sockets, to check that nothing happens. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Jetstream's double; `refuse` answers the handshake with this status instead. */
export async function jetstream() {
  const sockets = happenings<{ socket: WebSocket; path: string }>()
  const answers: number[] = []
  const handshakes = happenings<string>()
  const server = createServer()
  const wss = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    handshakes.add(request.url ?? '')
    const refused = answers.shift()
    if (refused !== undefined)
      return void socket.end(`HTTP/1.1 ${refused} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    wss.handleUpgrade(request, socket, head, (open) => {
      sockets.add({ socket: open, path: request.url ?? '' })
    })
  })
  // Some tests close it and open it again on the same port.
  server.listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of wss.clients) socket.terminate()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { base: `ws://127.0.0.1:${port}`, port, sockets, answers, handshakes, server, wss }
}
