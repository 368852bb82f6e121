/** The real proxies of deploy/, each with its unchanged file, in front of real nodes over a real Redis. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { startProgram } from './cli.ts'
import { DECK } from './deck.ts'
import { freePort, type Program } from './program.ts'
import { startRedis, type TestRedis } from './redis.ts'
import { temporaryFolder } from './server.ts'

interface Proxy {
  /** Everything that it wrote. */
  output(): string
  /** A command to HAProxy's admin socket, and its answer. */
  admin(command: string): Promise<string>
}

/** The nodes listen on the same two ports, each on its own loopback address. */
export interface Places {
  hosts: string[]
  port: number
  healthPort: number
}

interface Entry {
  port: number
  /** A PEM file with a certificate and its key, for HTTPS. */
  certificate?: string
}

export type StartProxy = (nodes: Places, entry: Entry) => Promise<Proxy>

export interface Hall {
  /** The address of the proxy. */
  url: string
  key: string
  redis: TestRedis
  proxy: Proxy
  nodes: Program[]
  /** Starts the node with this number again, on the same address. */
  restart(node: number): Promise<void>
}

const KEY = 'the-key-of-these-nodes'

export async function findPlaces(): Promise<Places> {
  const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.4']
  return { hosts, port: await freePort(), healthPort: await freePort() }
}

/** Three nodes, one Redis, one proxy; all stopped when the test ends. */
export async function openHall(start: StartProxy, certificate?: string): Promise<Hall> {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const data = await temporaryFolder()
  const entry = { port: await freePort(), ...(certificate && { certificate }) }
  const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${entry.port}`
  const places = await findPlaces()
  const { port, healthPort } = places
  const shared = [
    '--redis',
    redis.url,
    '--data',
    data,
    '--key',
    KEY,
    '--public-url',
    url,
    '--trust-proxy',
    '1',
  ]
  const startNode = (host: string): Promise<Program> => {
    const own = ['--host', host, '--metrics-host', host, '--metrics-port', String(healthPort)]
    return startProgram(DECK, port, ...shared, ...own)
  }
  const nodes = await Promise.all(places.hosts.map(startNode))
  const proxy = await start(places, entry)
  return {
    url,
    key: KEY,
    redis,
    proxy,
    nodes,
    async restart(node) {
      nodes[node] = await startNode(places.hosts[node] ?? '')
    },
  }
}

export const startHaproxy: StartProxy = async (nodes, { port, certificate }) => {
  const socket = join(await temporaryFolder(), 'admin.sock')
  const [one, two, three] = nodes.hosts.map((host) => `${host}:${nodes.port}`)
  const plainPort = certificate ? await freePort() : port
  const env = {
    LECTERN_1: one,
    LECTERN_2: two,
    LECTERN_3: three,
    LECTERN_HEALTH_PORT: String(nodes.healthPort),
    LECTERN_HTTP: `127.0.0.1:${plainPort}`,
    ...(certificate && { LECTERN_HTTPS: `127.0.0.1:${port}`, LECTERN_CERT: certificate }),
    LECTERN_MAXCONN: '500',
    LECTERN_ADMIN: socket,
  }
  const output = await run('haproxy', ['-db', '-f', 'deploy/haproxy.cfg'], plainPort, env)
  return { output, admin: (command) => ask(socket, command) }
}

export const startCaddy: StartProxy = async (nodes, { port }) => {
  const env = {
    // Where Caddy stores certificates and its last configuration.
    HOME: await temporaryFolder(),
    LECTERN_SITE: `http://127.0.0.1:${port}`,
    LECTERN_NODES: nodes.hosts.map((host) => `${host}:${nodes.port}`).join(' '),
    LECTERN_HEALTH_PORT: String(nodes.healthPort),
    LECTERN_CADDY_ADMIN: 'off',
  }
  const args = ['run', '--config', 'deploy/Caddyfile', '--adapter', 'caddyfile']
  return { output: await run('caddy', args, port, env), admin: noAdmin }
}

export const startNginx: StartProxy = async (nodes, { port }) => {
  const folder = await temporaryFolder()
  await cp('deploy/nginx.conf', join(folder, 'nginx.conf'))
  const lines = nodes.hosts.map((host) => `server ${host}:${nodes.port} max_fails=2 fail_timeout=5s;\n`)
  await writeFile(join(folder, 'nginx-nodes.conf'), lines.join(''))
  await writeFile(join(folder, 'nginx-listen.conf'), `listen 127.0.0.1:${port};\n`)
  const settings = `pid ${folder}/pid; daemon off;`
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', settings]
  return { output: await run('nginx', args, port), admin: noAdmin }
}

const noAdmin: Proxy['admin'] = () => Promise.reject(new Error('It has no admin socket.'))

/** Resolves when it answers on the port. */
async function run(program: string, args: string[], port: number, env = {}): Promise<Proxy['output']> {
  // Debian installs servers in folders that are only on root's PATH.
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`
  const child = spawn(program, args, { env: { ...process.env, PATH, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const knock = (): Promise<Response | null> =>
    fetch(`http://127.0.0.1:${port}/healthz`, { redirect: 'manual' }).catch(() => null)
  while (!(await knock())) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${output}`)
    // None of the three reports when it listens.
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return () => output
}

async function ask(path: string, command: string): Promise<string> {
  const socket = createConnection(path)
  socket.end(`${command}\n`)
  let answer = ''
  for await (const piece of socket) answer += String(piece)
  return answer
}
