/** The command as a user sees it: its output, its errors, its exit. Runs the built program. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { join as joinPath, resolve } from 'node:path'
import { loadSqlite } from '../../server/log/sqlite/driver.ts'
import { io } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { join, newIntentId, pairedCookie } from '../support/people.ts'
import { freePort } from '../support/program.ts'
import { temporaryFolder } from '../support/server.ts'

const CLI = resolve('dist/server/cli.js')
const KEY = 'the-key-of-this-test-4711'

interface Run {
  child: ReturnType<typeof spawn>
  out: () => string
  errors: () => string
  /** Resolves with the exit code. */
  exit: Promise<number | null>
  /** The addresses in its output, once it listens. */
  listening: () => Promise<{ url: string; text: string; link: URL }>
}

interface RunOptions {
  cwd?: string
  env?: Record<string, string>
  cli?: string
  node?: string[]
}

function lectern(args: string[], { cwd, env, cli = CLI, node = [] }: RunOptions = {}): Run {
  const child = spawn(process.execPath, [...node, cli, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let errors = ''
  const heard: (() => void)[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    for (const check of heard) check()
  })
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
  })
  const printed = new Promise<void>((done, fail) => {
    heard.push(() => {
      if (/#key=\S+\n[^]*\n\n$/.test(out)) done()
    })
    void exit.then((code) => fail(new Error(`It ended with ${code}: ${errors}`)))
  })
  printed.catch(() => {})
  return {
    child,
    out: () => out,
    errors: () => errors,
    exit,
    async listening() {
      await printed
      const link = new URL(/\S+#key=\S+/.exec(out)?.[0] ?? '')
      return { url: `${link.protocol}//127.0.0.1:${link.port}`, text: out, link }
    },
  }
}

/** A working directory that contains the deck `hello/`. */
async function place(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(joinPath(folder, 'slides', 'hello'), { recursive: true })
  await writeFile(
    joinPath(folder, 'slides', 'hello', 'deck.md'),
    '# Hello\n\n---\n\n## Two\n\n---\n\n## Three\n',
  )
  return folder
}

async function stop({ child, exit }: Run): Promise<number | null> {
  child.kill('SIGTERM')
  return exit
}

test('[H10] an old Node is refused in one line, before anything else runs', async () => {
  const fake = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.4'})"
  const run = lectern(['--nonsense'], { node: ['--import', fake] })
  expect(await run.exit).toBe(1)
  expect(run.errors()).toBe('lectern: Lectern needs Node 20.19 or newer; this is 18.20.4.\n')
})

test('[H11] --help and --version print and exit', async () => {
  const [help, version] = [lectern(['--help']), lectern(['--version'])]
  expect(await help.exit).toBe(0)
  expect(help.out()).toContain('Usage: lectern [deck] [options]')
  expect(await version.exit).toBe(0)
  expect(version.out()).toMatch(/^\d+\.\d+\.\d+\n$/)
})

interface Bad {
  args?: string[]
  env?: Record<string, string>
  /** Causes the error; the returned arguments are added. */
  arrange?: (folder: string) => Promise<string[]>
  code?: number
  line: RegExp
}

const BAD: Record<string, Bad> = {
  'an unknown option': {
    args: ['--nonsense'],
    code: 2,
    line: /Unknown option '--nonsense' \(see lectern --help\)/,
  },
  'a port that is no port': { args: ['--port', 'many'], code: 2, line: /--port takes a number/ },
  'a tunnel of a program that is not there': {
    args: ['--tunnel', 'cloudflared'],
    env: { PATH: '/nowhere' },
    line: /--tunnel needs the program cloudflared, which is not in PATH: get it from https:/,
  },
  'an unknown deck': { args: ['no-such-deck'], line: /no-such-deck/ },
  'an export of nothing': {
    args: ['export', 'slides/hello'],
    code: 2,
    line: /takes one of --pdf, --site/,
  },
  'an export into a folder with other content': {
    args: ['export', 'hello', '--site', '--out', 'slides'],
    line: /slides has other content/,
  },
  'a folder that cannot be read': { args: ['slides/hello/deck.md/deeper'], line: /deeper/ },
  'a folder without slides': {
    arrange: async (folder) => {
      await mkdir(joinPath(folder, 'empty'))
      return ['empty']
    },
    line: /empty/,
  },
  'a busy port': {
    arrange: async () => {
      const other = createServer()
      await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
      onTestFinished(() => void other.close())
      return ['--host', '127.0.0.1', '--port', String((other.address() as AddressInfo).port)]
    },
    line: /Port (\d+) is busy; try --port \d+\./,
  },
  'an address of another computer': { args: ['--host', '203.0.113.77'], line: /no address 203\.0\.113\.77/ },
  'a certificate that is none': {
    arrange: async (folder) => {
      await writeFile(joinPath(folder, 'bad.pem'), 'not a certificate')
      return ['--cert', 'bad.pem', '--cert-key', 'bad.pem']
    },
    line: /bad\.pem is not a certificate in PEM form/,
  },
  'a certificate that is not there': {
    args: ['--cert', 'none.pem', '--cert-key', 'none.pem'],
    line: /Cannot read the certificate none\.pem: no such file/,
  },
  'a data folder that cannot be written': {
    args: ['--data', 'slides/hello/deck.md/data'],
    line: /Cannot write to the data folder slides\/hello\/deck\.md\/data: not a directory/,
  },
  'data of a newer version': {
    arrange: async (folder) => {
      await stopAfterStart(folder)
      const { DatabaseSync } = await loadSqlite()
      const db = new DatabaseSync(joinPath(folder, '.lectern', 'lectern.db'))
      db.exec('PRAGMA user_version = 99')
      db.close()
      return []
    },
    line: /lectern\.db was written by a newer Lectern/,
  },
  'data that another server uses': {
    arrange: async (folder) => {
      await lectern(['--port', '0'], { cwd: folder }).listening()
      return []
    },
    line: /Another Lectern is using \.lectern\/lectern\.db/,
  },
}

async function stopAfterStart(cwd: string): Promise<void> {
  const run = lectern(['--port', '0'], { cwd })
  await run.listening()
  await stop(run)
}

test.each(Object.entries(BAD))('[H12] %s: one readable line and no stack', async (_what, bad) => {
  const cwd = await place()
  const args = [...(bad.args ?? []), ...((await bad.arrange?.(cwd)) ?? [])]
  const run = lectern(args.includes('--port') ? args : [...args, '--port', '0'], {
    cwd,
    ...(bad.env && { env: bad.env }),
  })
  expect(await run.exit).toBe(bad.code ?? 1)
  expect(run.errors()).toMatch(/^lectern: [^\n]+\n$/)
  expect(run.errors()).toMatch(bad.line)
  expect(run.out()).toBe('')
})

test('[H12] a program without its pages says how to build them', async () => {
  const folder = await place()
  await cp('dist/server', joinPath(folder, 'dist/server'), { recursive: true })
  await cp('dist/protocol', joinPath(folder, 'dist/protocol'), { recursive: true })
  await cp('package.json', joinPath(folder, 'package.json'))
  await symlink(resolve('node_modules'), joinPath(folder, 'node_modules'))
  const run = lectern(['--port', '0'], { cwd: folder, cli: joinPath(folder, 'dist/server/cli.js') })
  expect(await run.exit).toBe(1)
  expect(run.errors()).toBe('lectern: The pages are not built yet: npm run build first.\n')
})

test('[H17] the printed addresses lead to the talk, and the link pairs a phone', async () => {
  // On a busy machine it would warn that its event loop was blocked.
  const run = lectern(['--port', '0'], { cwd: await place(), env: { LECTERN_LOG: 'error' } })
  const { url, text, link } = await run.listening()
  expect(text).toContain('Hello')
  expect(link.pathname).toBe('/hello/presenter')
  const stage = new URL(/Stage +(\S+)/.exec(text)?.[1] ?? '')
  expect((await fetch(`${url}${stage.pathname}`)).status).toBe(200)
  const audience = await fetch(`${url}/`)
  expect(audience.url).toBe(`${url}/hello/`)
  expect(await audience.text()).toContain('Hello')
  const paired = await fetch(`${url}/pair`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ key: link.hash.slice('#key='.length) }),
  })
  expect(paired.status).toBe(204)
  expect(await stop(run)).toBe(0)
  expect(run.errors()).toBe('')
})

test('[H17] the key survives a restart, and the banner says that the talk continues', async () => {
  const cwd = await place()
  const first = lectern(['--port', '0'], { cwd })
  const before = await first.listening()
  expect(before.text).not.toContain('continues where it stopped')
  const server = { url: before.link.origin, key: before.link.hash.slice('#key='.length) }
  const talk = before.link.pathname.split('/')[1] ?? ''
  const presenter = await join(server, 'presenter', { talk, cookie: await pairedCookie(server) })
  expect(await presenter.send({ id: newIntentId(), type: 'clock/restart' })).toMatchObject({ ok: true })
  await stop(first)
  const after = await lectern(['--port', '0'], { cwd }).listening()
  expect(after.link.hash).toBe(before.link.hash)
  expect(after.text).toContain('The talk continues where it stopped.')
})

test('[H18] output to a pipe is plain ASCII', async () => {
  const { text } = await lectern(['--port', '0', '--memory'], { cwd: await place() }).listening()
  expect(text).toMatch(/^[\n\x20-\x7E]+$/)
  expect(text).toContain('####')
})

test('[H20] --memory leaves nothing behind', async () => {
  const cwd = await place()
  const run = lectern(['--port', '0', '--memory'], { cwd })
  const { text } = await run.listening()
  expect(text).toContain('Nothing is saved')
  expect(await stop(run)).toBe(0)
  expect(await readdir(cwd)).toEqual(['slides'])
})

test('[L7] a damaged database is renamed, one line says so, and the talk starts', async () => {
  const cwd = await place()
  await stopAfterStart(cwd)
  const file = joinPath(cwd, '.lectern', 'lectern.db')
  await writeFile(file, 'This was a database once. '.repeat(500))
  const run = lectern(['--port', '0'], { cwd })
  const { url, text } = await run.listening()
  const aside =
    /could not be read\. Its file was renamed to (\S+), and a new talk begins\./.exec(text)?.[1] ?? ''
  expect(await readFile(joinPath(cwd, aside), 'utf8')).toContain('This was a database once.')
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

test('[H21] SIGTERM tells the browsers and exits with 0', async () => {
  const run = lectern(['--port', '0', '--memory', '--host', '127.0.0.1'], { cwd: await place() })
  const { url } = await run.listening()
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    auth: { protocol: PROTOCOL_VERSION, talk: 'hello', role: 'audience' },
  })
  onTestFinished(() => void socket.disconnect())
  await new Promise((patched) => socket.once('patch', patched))
  const told = new Promise((heard) => socket.on('signal', (name, news) => name === 'restart' && heard(news)))
  expect(await stop(run)).toBe(0)
  expect(await told).toBeTypeOf('number')
})

test('[M5] [M8] metrics have a separate port, which reports until the end that the server is closing', async () => {
  const metrics = await freePort()
  const args = ['--port', '0', '--memory', '--host', '127.0.0.1', '--metrics-port', String(metrics)]
  const run = lectern(args, { cwd: await place() })
  const { url, link } = await run.listening()
  const server = { url, key: link.hash.slice('#key='.length) }
  const person = await join(server, 'presenter', { talk: 'hello', cookie: await pairedCookie(server) })
  await person.send({ id: newIntentId(), type: 'position/next', from: { h: 0, v: 0, f: -1 } })
  await expect(join(server, 'presenter', { talk: 'hello' })).rejects.toThrow('unauthorized')
  const machines = `http://127.0.0.1:${metrics}`
  const figures = await (await fetch(`${machines}/metrics`)).text()
  expect(figures).toContain('lectern_followers{talk="hello",role="presenter"} 1')
  expect(figures).toContain('lectern_intents_total{type="position/next",result="ok"} 1')
  expect(figures).toMatch(/^lectern_patches_sent_total\{talk="hello"\} [1-9]/m)
  expect(figures).toMatch(/^lectern_sent_bytes_total\{talk="hello"\} [1-9]\d\d/m)
  expect(figures).toContain('lectern_sockets_refused_total{reason="unauthorized"} 1')
  expect(figures).toMatch(/^lectern_append_seconds_count\{result="written"\} [1-9]/m)
  expect((await fetch(`${machines}/readyz`)).status).toBe(200)
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
  expect(await stop(run)).toBe(0)
})

test('[H14] --https creates a certificate once and uses it', async () => {
  const cwd = await place()
  const { link, text } = await lectern(['--port', '0', '--https', '--host', '127.0.0.1'], { cwd }).listening()
  expect(link.protocol).toBe('https:')
  expect(text).not.toContain('needs --https')
  const ca = await readFile(joinPath(cwd, '.lectern', 'certificate.pem'), 'utf8')
  const status = await new Promise((done, fail) => {
    const options = { host: '127.0.0.1', port: link.port, path: '/readyz', ca }
    request(options, (response) => done(response.statusCode))
      .on('error', fail)
      .end()
  })
  expect(status).toBe(200)
})

test('[S9] logs contain no key, no cookie and no query string, at any level', async () => {
  const env = { LECTERN_LOG: 'trace', LECTERN_KEY: KEY, LECTERN_PORT: '0', LECTERN_HOST: '127.0.0.1' }
  const run = lectern(['--memory'], { cwd: await place(), env })
  const { url } = await run.listening()
  const headers = { 'Content-Type': 'application/json', Origin: url }
  const paired = await fetch(`${url}/pair`, { method: 'POST', headers, body: JSON.stringify({ key: KEY }) })
  const cookie = paired.headers.get('set-cookie')?.split(';')[0] ?? ''
  await fetch(`${url}/pair`, { method: 'POST', headers, body: `{"key":"${KEY}` })
  await fetch(`${url}/hello/presenter/deck.json?secret=${KEY}`, { headers: { cookie } })
  await fetch(`${url}/no-such-page?secret=${KEY}`)
  await fetch(`${url}/%E0%A4%A?secret=${KEY}`)
  expect(await stop(run)).toBe(0)
  const logged = run.errors()
  for (const line of logged.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
  expect(logged).toContain('Listening.')
  expect(cookie).not.toBe('')
  for (const secret of [KEY, cookie.split('=')[1] ?? cookie, 'secret=']) expect(logged).not.toContain(secret)
})

test('[H23] --dev serves the pages from their sources, with hot reload', async () => {
  const cwd = await place()
  const run = lectern(['--port', '0', '--dev', '--memory', '--host', '127.0.0.1'], { cwd })
  const { url } = await run.listening()
  const page = await (await fetch(`${url}/hello/`)).text()
  expect(page).toContain('/@vite/client')
  expect((await fetch(`${url}/@vite/client`)).status).toBe(200)
  expect(await stop(run)).toBe(0)
})

test('[C1] lectern new writes a deck and presents it; a second one with the same name is refused', async () => {
  const cwd = await temporaryFolder()
  const run = lectern(['new', 'my-talk', '--port', '0', '--memory'], { cwd })
  const { url } = await run.listening()
  expect(await (await fetch(`${url}/my-talk/`)).text()).toContain('<h1>My talk</h1>')
  expect(JSON.parse(await readFile(joinPath(cwd, 'my-talk', 'deck.schema.json'), 'utf8'))).toHaveProperty(
    'properties.title',
  )
  const again = lectern(['new', 'my-talk'], { cwd })
  expect(await again.exit).toBe(1)
  expect(again.errors()).toMatch(/^lectern: Cannot make a deck in my-talk: it already contains .*\.\n$/)
})

test('[C2] without a deck and a terminal, one line says what to type', async () => {
  const run = lectern([], { cwd: await temporaryFolder() })
  expect(await run.exit).toBe(2)
  expect(run.errors()).toMatch(/^lectern: There is no folder slides here: .*lectern new my-talk.*\n$/)
})

test('[C3] lectern tour presents the tour, in whatever folder', async () => {
  const run = lectern(['tour', '--port', '0', '--memory'], { cwd: await temporaryFolder() })
  const { url } = await run.listening()
  expect(await (await fetch(`${url}/tour/`)).text()).toContain('A tour of')
})

test('[C4] lectern schema prints a JSON schema', async () => {
  const run = lectern(['schema'])
  expect(await run.exit).toBe(0)
  expect(JSON.parse(run.out())).toHaveProperty('properties.theme.anyOf[0].enum')
})
