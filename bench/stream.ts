/**
 * A full room on the map's slide: 1,000 browsers watch a stream of 100 posts a second. The server is a separate
 * process; its followers are plain WebSockets with Socket.IO's protocol, so that every byte is counted.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { WebSocket } from 'ws'
import type { PostsNews } from '../protocol/post.ts'
import { PROTOCOL_VERSION } from '../protocol/wire.ts'
import { createApp } from '../server/app.ts'
import { sameThread } from '../server/deck/compiler.ts'
import { findDecks } from '../server/deck/load.ts'
import { recordingFeed } from '../server/feeds/recording.ts'
import { loadKeys } from '../server/keys/keys.ts'
import { openMemoryLog } from '../server/log/memory.ts'
import { builtPages } from '../server/http/pages.ts'
import { createPosts } from '../server/feeds/hub.ts'
import { median, report, QUICK } from './support.ts'

const FOLLOWERS = 1000
const POSTS_A_SECOND = 100
const RECORDED_A_SECOND = 2448 / 1200
const SECONDS = QUICK ? 5 : 15
const TALK = 'sockets-and-lies'

interface Follower {
  bytes: number
  posts: number
  /** Milliseconds between two updates. */
  gaps: number[]
  socket: WebSocket
}

if (process.argv[2] === 'serve') await serve()
else await measure()

/** The server's process: reports its port, and its CPU time in ms on request. */
async function serve(): Promise<void> {
  let url = ''
  const feed = recordingFeed({ speed: POSTS_A_SECOND / RECORDED_A_SECOND })
  const app = await createApp({
    log: openMemoryLog(),
    sources: await findDecks(`slides/${TALK}`),
    compiler: sameThread,
    keys: await loadKeys(null),
    pages: () => builtPages('dist/client'),
    logger: pino({ level: 'silent' }),
    origins: () => [url],
    publicUrl: () => url,
    posts: createPosts({ feed }),
  })
  app.http.listen(0, '127.0.0.1', () => {
    const { port } = app.http.address() as AddressInfo
    url = `http://127.0.0.1:${port}`
    process.send?.(port)
  })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage().rss / 1024 / 1024 })
  })
}

async function measure(): Promise<void> {
  const server = fork(import.meta.filename, ['serve'])
  const [port] = (await once(server, 'message')) as [number]
  const ask = async (): Promise<{ cpuMs: number; rssMb: number }> => {
    server.send('usage')
    const [usage] = (await once(server, 'message')) as [{ cpuMs: number; rssMb: number }]
    return usage
  }
  const followers: Follower[] = []
  while (followers.length < FOLLOWERS)
    followers.push(...(await Promise.all(Array.from({ length: 50 }, () => follow(port)))))
  // The first 50 posts are sent only once; this measures the updates after them.
  await pause(2000)
  for (const follower of followers) Object.assign(follower, { bytes: 0, posts: 0, gaps: [] })
  const before = await ask()
  const begun = performance.now()
  await pause(SECONDS * 1000)
  const seconds = (performance.now() - begun) / 1000
  const after = await ask()
  const bytes = followers.map((follower) => follower.bytes / seconds)
  const ticks = followers.flatMap(({ gaps }) => gaps)
  for (const { socket } of followers) socket.terminate()
  server.kill()
  await report('stream', [
    {
      name: `${FOLLOWERS} followers, ${POSTS_A_SECOND} posts/s: server CPU`,
      value: (after.cpuMs - before.cpuMs) / seconds / 10,
      unit: '% of a core',
    },
    { name: 'server memory', value: after.rssMb, unit: 'MB' },
    { name: 'bytes for one follower, median', value: median(bytes), unit: 'B/s', limit: { most: 8192 } },
    { name: 'bytes for one follower, most', value: Math.max(...bytes), unit: 'B/s', limit: { most: 8192 } },
    {
      name: 'posts shown to one follower, median',
      value: median(followers.map(({ posts }) => posts / seconds)),
      unit: 'posts/s',
    },
    { name: 'from one tick to the next, median', value: median(ticks), unit: 'ms' },
    {
      name: 'from one tick to the next, slowest',
      value: ticks.reduce((most, gap) => Math.max(most, gap), 0),
      unit: 'ms',
    },
  ])
}

/** A browser that watches the stream; resolves with its first update. */
async function follow(port: number): Promise<Follower> {
  const origin = `http://127.0.0.1:${port}`
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    origin,
  })
  const follower: Follower = { bytes: 0, posts: 0, gaps: [], socket }
  const auth = JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })
  let last = 0
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      // Two or four bytes of frame header precede the message.
      follower.bytes += data.length + (data.length < 126 ? 2 : 4)
      if (text.startsWith('0')) socket.send(`40${auth}`)
      else if (text.startsWith('40')) socket.send('42["subscribe",{"channel":"stream","on":true}]')
      else if (text === '2') socket.send('3')
      else if (text.startsWith('42["signal"')) {
        const [, , news] = JSON.parse(text.slice(2)) as [string, string, PostsNews]
        const now = performance.now()
        if (last > 0) follower.gaps.push(now - last)
        last = now
        follower.posts += news.posts.length
        resolve()
      }
    })
  })
  return follower
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
