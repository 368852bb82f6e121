/** A real Redis for one test: on a unix socket in a temporary folder. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { parseRedisAddress, type RedisAddress } from '../../server/redis/address.ts'

export interface TestRedis {
  /** As for `--redis`. */
  url: string
  /** The same as parts; keys start with this prefix. */
  address(prefix?: string): RedisAddress
  /** A connection for the test itself. */
  client(): Redis
  process(): ChildProcess
  /** The folder of its append-only file. */
  folder: string
  /** The path of its socket. */
  socket: string
  /** Stops it; its data stays for the next start. */
  stop(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  /** Stops it for good and removes its data. */
  close(): Promise<void>
}

/** It has an append-only file that is on disk before it answers, unless the options say otherwise. */
export async function startRedis(...options: string[]): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-redis-'))
  const socket = join(folder, 'redis.sock')
  const clients: Redis[] = []
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '']
  const kept = ['--appendonly', 'yes', '--appendfsync', 'always']
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    child = spawn('redis-server', [...args, ...kept, ...options])
    let said = ''
    await new Promise<void>((resolve, reject) => {
      child?.stdout?.on('data', (piece: Buffer) => {
        said += piece.toString()
        if (/ready to accept/i.test(said)) resolve()
      })
      child?.once('exit', () => reject(new Error(`Redis did not start: ${said}`)))
      child?.once('error', reject)
    })
  }

  async function stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  await start()
  return {
    url: `unix://${socket}`,
    address(prefix = 'lectern:') {
      const address = parseRedisAddress(`unix://${socket}?prefix=${prefix}`)
      if (!address) throw new Error('No address.')
      return address
    },
    client() {
      const redis = new Redis({ path: socket, protocol: 2 })
      redis.on('error', () => {})
      clients.push(redis)
      return redis
    },
    process() {
      if (!child) throw new Error('It does not run.')
      return child
    },
    folder,
    socket,
    stop,
    start,
    async close() {
      for (const redis of clients) redis.disconnect()
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
