/** The setup of the fault tests: the built program with its own deck, killed and restarted by a test. */
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { pairedCookie } from '../support/people.ts'
import { freePort, spawnWith, type Program, type ProgramOptions } from '../support/program.ts'
import { temporaryFolder } from '../support/server.ts'
import { startFollower, TALK, type Follower, type FollowerOptions } from './follower.ts'

export const KEY = 'a-key-for-the-fault-tests-only'
/** The number of slides in the deck; each has three steps. */
const SLIDES = 60

/** Preloaded into the program: collects garbage on SIGUSR2. */
const COLLECTING = `
  import v8 from 'node:v8'
  import vm from 'node:vm'
  v8.setFlagsFromString('--expose-gc')
  const collect = vm.runInNewContext('gc')
  process.on('SIGUSR2', () => collect())`
export const collecting = {
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(COLLECTING)}`,
}

export interface RigOptions extends Partial<Pick<ProgramOptions, 'env'>> {
  /** Additional command-line arguments. */
  options?: string[]
  /** The data folder; by default a new one. */
  data?: string
}

export interface Rig {
  url: string
  /** A proxy in front of the program, whose origin is allowed. */
  proxy: FaultProxy
  /** The folder with the log. */
  data: string
  /** The running process. */
  readonly program: Program
  /** Starts it again; resolves when it is ready. */
  start(other?: Pick<RigOptions, 'env' | 'options'>): Promise<void>
  /** The CPU time until it was ready: the time of a start on an idle machine. */
  startCpuMs(): number
  kill(): Promise<void>
  /** Asks it to exit; returns the exit code. */
  stop(): Promise<number | null>
  /** Resident memory in MB. */
  rss(): number
  /** The same after garbage collection, for a program that runs with {@link collecting}. */
  lasting(): Promise<number>
  /** One of the program's own metrics, summed over its labels; 0 if there is none. */
  figure(name: string): Promise<number>
  /** Every line of every start's log. */
  logged(): string[]
  follow(options?: Partial<FollowerOptions>): Follower
  /** So many connected browsers. Those that follow the chat are participants with a cookie from a page. */
  crowd(size: number, options?: Partial<FollowerOptions>): Promise<Follower[]>
  /** A paired presenter. */
  present(options?: Partial<FollowerOptions>): Promise<Follower>
}

/** Browsers that connect at the same time. */
const AT_ONCE = 100

export async function startRig(rigOptions: RigOptions = {}): Promise<Rig> {
  const folder = await temporaryFolder()
  const data = rigOptions.data ?? join(folder, 'data')
  const deck = join(folder, TALK)
  await mkdir(deck)
  await writeFile(join(deck, 'deck.md'), deckOf(SLIDES))
  const [port, metricsPort] = [await freePort(), await freePort()]
  const proxy = await startFaultProxy(port)
  onTestFinished(proxy.close)
  const ended: string[] = []
  let program: Program
  let startCpuMs = 0

  const start: Rig['start'] = async (other = {}) => {
    const { env, options = [] } = { ...rigOptions, ...other }
    program = await spawnWith({
      deck,
      port,
      options: [
        '--key',
        KEY,
        '--public-url',
        proxy.url,
        '--metrics-port',
        String(metricsPort),
        '--data',
        data,
        ...options,
      ],
      ...(env && { env }),
    })
    onTestFinished(program.killHard)
    startCpuMs = cpuMsOf(program.child.pid ?? 0)
  }
  await start()

  let cookie: string | undefined
  const url = `http://127.0.0.1:${port}`
  const follow: Rig['follow'] = (options = {}) => {
    const follower = startFollower({ url, ...options })
    onTestFinished(follower.close)
    return follower
  }
  return {
    url,
    proxy,
    data,
    get program() {
      return program
    },
    start,
    startCpuMs: () => startCpuMs,
    async kill() {
      await program.killHard()
      ended.push(program.errors())
    },
    async stop() {
      const { child } = program
      if (child.exitCode !== null) return child.exitCode
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
      ended.push(program.errors())
      return child.exitCode
    },
    rss: () => rssOf(program.child.pid ?? 0),
    async lasting() {
      for (let i = 0; i < 2; i++) {
        program.child.kill('SIGUSR2')
        // Memory returns to the system some time after the collection, without an event.
        await sleep(1500)
      }
      return rssOf(program.child.pid ?? 0)
    },
    async figure(name) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
      const values = text
        .split('\n')
        .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    },
    logged: () => [...ended, ...(ended.at(-1) === program.errors() ? [] : [program.errors()])].flatMap(lines),
    follow,
    async crowd(size, options = {}) {
      const crowd: Follower[] = []
      while (crowd.length < size) {
        const numbers = Array.from({ length: Math.min(AT_ONCE, size - crowd.length) }, (_, i) => i)
        const some = await Promise.all(
          numbers.map(async (i) => {
            const person = options.chat ? await personCookie(url) : ''
            return follow({
              localAddress: address(crowd.length + i),
              ...(person && { cookie: person }),
              ...options,
            })
          }),
        )
        await Promise.all(some.map((each) => each.until(({ live }) => live, undefined, 'the talk')))
        crowd.push(...some)
      }
      return crowd
    },
    async present(options = {}) {
      cookie ??= await pairedCookie({ url, key: KEY })
      const driver = follow({ role: 'presenter', cookie, ...options })
      await driver.until(({ live }) => live)
      return driver
    },
  }
}

/** The cookie from the audience's page. Without it, every connection would be a new participant. */
async function personCookie(url: string): Promise<string> {
  const page = await fetch(`${url}/${TALK}/`)
  await page.arrayBuffer()
  return page.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** 2,500 browsers of a crowd share an address, well below its number of ports, as in real halls. */
function address(i: number): string {
  return `127.0.0.${2 + Math.floor(i / 2500)}`
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

/** Resident memory of a process in MB. */
function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** CPU time of a process in ms, user and system. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const ticksPerSecond = 100
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000
}

function deckOf(slides: number): string {
  const slide = (i: number): string =>
    `## Slide ${i}\n\n${['one', 'two', 'three'].map((step) => `- ${step} <!-- .element: class="fragment" -->`).join('\n')}\n`
  return Array.from({ length: slides }, (_, i) => slide(i)).join('\n---\n\n')
}

/** The same numbers for the same seed, so that a failed run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
