import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test } from 'vitest'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import { redisFeed } from '../../server/feeds/redis.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'lectern-redis-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** A real server on its own socket; ready when it says so. */
async function redisServer(socket: string, ...options: string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', ...options])
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString()
      if (/ready to accept/i.test(said)) resolve()
    })
  })
  expect(existsSync(socket)).toBe(true)
  return child
}

function read(url: string) {
  const posts: Post[] = []
  const statuses: FeedStatus[] = []
  const checks = new Set<() => void>()
  const changed = (): void => checks.forEach((check) => check())
  const stop = redisFeed({ url, channel: 'posts' }).start({
    posts: (some) => (posts.push(...some), changed()),
    status: (status) => (statuses.push(status), changed()),
  })
  onTestFinished(stop)
  const until = (is: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!is()) return
        checks.delete(check)
        resolve()
      }
      checks.add(check)
      check()
    })
  return { posts, statuses, until }
}

async function publish(socket: string, ...messages: unknown[]): Promise<void> {
  const redis = new Redis(socket)
  for (const message of messages)
    await redis.publish('posts', typeof message === 'string' ? message : JSON.stringify(message))
  redis.disconnect()
}

test('[E48] redis: valid posts on the channel arrive, with their place', async () => {
  const socket = join(await folder(), 'redis.sock')
  await redisServer(socket)
  const { posts, statuses, until } = read(socket)
  await until(() => statuses.at(-1)?.state === 'live')
  await publish(
    socket,
    'not json',
    { author: 'nobody' },
    { text: 'no place' },
    { text: 'off the earth', longitude: 500, latitude: 0 },
    { text: 'exact', author: 'Amber Otter', place: 'Here', longitude: 1.5, latitude: -2.5, id: 'mine' },
    { text: 'a city', place: 'Tokyo' },
    { text: 'Sunny in Vienna' },
  )
  await until(() => posts.length === 3)
  expect(posts).toMatchObject([
    { id: 'mine', author: 'Amber Otter', text: 'exact', place: 'Here', longitude: 1.5, latitude: -2.5 },
    { text: 'a city', place: 'Tokyo' },
    { text: 'Sunny in Vienna', place: 'Vienna' },
  ])
})

test('[E48] redis: without its password, the reason says so without the address', async () => {
  const socket = join(await folder(), 'redis.sock')
  await redisServer(socket, '--requirepass', 'a-secret')
  const { statuses, until } = read(socket)
  await until(() => statuses.some(({ trouble }) => trouble !== null))
  expect(statuses.at(-1)?.trouble).toEqual({ is: 'login', n: 0 })
  expect(JSON.stringify(statuses)).not.toContain(socket)
})

test('[E48] redis: reconnects to a server that restarts', async () => {
  const socket = join(await folder(), 'redis.sock')
  const first = await redisServer(socket)
  const { posts, statuses, until } = read(socket)
  await until(() => statuses.at(-1)?.state === 'live')
  const exited = once(first, 'exit')
  first.kill('SIGTERM')
  await exited
  await until(() => statuses.at(-1)?.state === 'connecting')
  await redisServer(socket)
  await until(() => statuses.at(-1)?.state === 'live')
  await publish(socket, { text: 'Back in Oslo' })
  await until(() => posts.length > 0)
  expect(posts).toMatchObject([{ place: 'Oslo' }])
})
