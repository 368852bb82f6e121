/** The command line and the environment, read once into plain options. */
import { parseArgs } from 'node:util'
import { readFeed, type FeedSettings } from './feeds/settings.ts'
import { MIN_KEY_LENGTH } from './key-store.ts'
import { weakness } from './key-strength.ts'
import { parseRedisAddress, type RedisAddress } from './log/redis-address.ts'
import { UsageError } from './problem.ts'
import { readTrustedProxies, type TrustedProxies } from './trust.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

type Tls =
  | { kind: 'none' }
  | { kind: 'self-signed' }
  /** Paths of PEM files. */
  | { kind: 'own'; cert: string; key: string }

export interface Options {
  /** Serve; or, beside a server that runs, tell its key or renew it. */
  task: 'serve' | 'show-key' | 'new-key'
  /** A deck, or a folder of decks. */
  deck: string
  /** 0 lets the system choose. */
  port: number
  host: string
  /** The folder of everything that is kept; null keeps nothing. */
  data: string | null
  /** Where several nodes share their talks; null keeps them in the data folder. */
  redis: RedisAddress | null
  /** Where others reach this server, without a slash at its end; null means: find out. */
  publicUrl: string | null
  /** The proxies in front that are believed about who sent a request; null believes none. */
  trustProxy: TrustedProxies | null
  /** The presenter's key, when the speaker wants one of their own. */
  key: string | undefined
  tls: Tls
  /** What the stream demo shows. */
  feed: FeedSettings
  /** Where machines ask for health and figures; null means: nowhere. */
  metrics: { host: string; port: number } | null
  /** Open the stage in the browser. */
  open: boolean
  /** Pages come from their sources, with hot reload. */
  dev: boolean
  logLevel: LogLevel
}

const FLAGS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  data: { type: 'string' },
  memory: { type: 'boolean' },
  redis: { type: 'string' },
  'public-url': { type: 'string' },
  'trust-proxy': { type: 'string' },
  key: { type: 'string' },
  cert: { type: 'string' },
  'cert-key': { type: 'string' },
  https: { type: 'boolean' },
  new: { type: 'boolean' },
  feed: { type: 'string' },
  'feed-words': { type: 'string' },
  'feed-hide': { type: 'string' },
  'feed-url': { type: 'string' },
  'metrics-port': { type: 'string' },
  'metrics-host': { type: 'string' },
  open: { type: 'boolean' },
  dev: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

export const HELP = `Turns a reveal.js talk into a live room: the phone drives, every browser follows.

Usage: lectern [deck] [options]
       lectern key [--new] [options]

  deck               a .md or .html file, a folder with one, or a folder of decks; slides/ when left out
  key                show the presenter's key of the server on this data folder; with --new give it another one,
                     which ends every pairing at once

  -p, --port N       port to listen on; 4000
      --host ADDR    address to listen on; 0.0.0.0, which is every network of this computer
      --data DIR     folder that keeps the talk, its key and the certificate; .lectern
      --memory       keep nothing: the talk starts anew with every start
      --redis URL    keep the talk in Redis, so that several nodes run it together: redis://user:password@host:6379/0,
                     rediss://… with TLS, or unix:///path/redis.sock; the key and the certificate stay in --data
      --public-url URL   address that others reach this server at, when it is behind a proxy
      --trust-proxy N|NET,NET   how many proxies are in front, or their addresses: they say who sent a request
      --key KEY      the presenter's key, ${MIN_KEY_LENGTH} characters or more; kept in the data folder when left out
      --https        encrypt with a certificate made here, so that a phone can keep its screen on
      --cert FILE --cert-key FILE   encrypt with your own certificate (PEM)
      --feed NAME    posts of the stream demo: recording (also when left out), x, bluesky, mastodon or redis
      --feed-words A,B   ask the feed for posts with one of these words or phrases; x needs one at least
      --feed-hide A,B    leave out posts with one of these words or phrases
      --feed-url URL     another server than the feed's own, such as your Mastodon
      --metrics-port N   answer /metrics, /healthz and /readyz on this port too, apart from the audience
      --metrics-host ADDR   address of that port; 127.0.0.1, which only this computer reaches
      --open         open the stage in the browser
      --dev          serve the pages from their sources, with hot reload
  -h, --help         this text
  -v, --version      the version

Every option can be set in the environment too: LECTERN_PORT=8080, LECTERN_PUBLIC_URL=…, LECTERN_HTTPS=1.
Tokens come from there only: LECTERN_X_TOKEN, LECTERN_MASTODON_TOKEN, LECTERN_REDIS_URL=redis://….
LECTERN_LOG sets how much is logged, as JSON on stderr: ${LOG_LEVELS.join(', ')}; warn when left out.`

type Env = Record<string, string | undefined>

/** Throws {@link UsageError} with one line. An option on the command line wins over the environment. */
export function readOptions(argv: string[], env: Env): Options | 'help' | 'version' {
  const { values, positionals } = parse(argv)
  if (values.help) return 'help'
  if (values.version) return 'version'
  const task = readTask(positionals, values.new === true)
  if (positionals.length > 1)
    throw new UsageError(`One deck, please, or a folder of decks: ${positionals.join(', ')}.`)

  const text = (name: keyof typeof FLAGS): string | undefined => {
    const value = values[name] ?? (env[variable(name)] || undefined)
    return typeof value === 'string' ? value : undefined
  }
  const flag = (name: keyof typeof FLAGS): boolean => values[name] === true || isOn(name, env[variable(name)])
  return {
    task,
    deck: positionals[0] ?? (env['LECTERN_DECK'] || 'slides'),
    port: readPort('port', text('port') ?? '4000'),
    host: text('host') ?? '0.0.0.0',
    data: flag('memory') ? null : (text('data') ?? '.lectern'),
    redis: readRedis(text('redis'), flag('memory')),
    publicUrl: readPublicUrl(text('public-url')),
    trustProxy: readTrustedProxies(text('trust-proxy')),
    key: readKey(text('key')),
    tls: readTls(flag('https'), text('cert'), text('cert-key')),
    feed: readFeed(
      { name: text('feed'), words: text('feed-words'), hide: text('feed-hide'), url: text('feed-url') },
      env,
    ),
    metrics: readMetrics(text('metrics-port'), text('metrics-host')),
    open: flag('open'),
    dev: flag('dev'),
    logLevel: readLevel(env['LECTERN_LOG']),
  }
}

/** Takes the word `key` off the positionals; a deck of that name is `./key`. */
function readTask(positionals: string[], renew: boolean): Options['task'] {
  if (positionals[0] !== 'key') {
    if (renew) throw new UsageError('--new goes with "lectern key".')
    return 'serve'
  }
  positionals.shift()
  return renew ? 'new-key' : 'show-key'
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true })
  } catch (error) {
    // Node adds how to pass a positional that looks like an option; nobody means that here.
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/)
    throw new UsageError(`${line} (see lectern --help).`, { cause: error })
  }
}

function variable(name: string): string {
  return `LECTERN_${name.toUpperCase().replaceAll('-', '_')}`
}

function isOn(name: string, value: string | undefined): boolean {
  if (value === undefined || ['', '0', 'false', 'no'].includes(value)) return false
  if (['1', 'true', 'yes'].includes(value)) return true
  throw new UsageError(`${variable(name)} is 1 or 0, not "${value}".`)
}

function readPort(name: keyof typeof FLAGS, value: string): number {
  const port = Number(value)
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
  throw new UsageError(`--${name} takes a number from 0 to 65535, not "${value}".`)
}

function readMetrics(port: string | undefined, host: string | undefined): Options['metrics'] {
  if (port !== undefined) return { port: readPort('metrics-port', port), host: host ?? '127.0.0.1' }
  if (host === undefined) return null
  throw new UsageError('--metrics-host needs --metrics-port.')
}

function readKey(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (value.length < MIN_KEY_LENGTH || !/^[\w-]+$/.test(value))
    throw new UsageError(`--key takes ${MIN_KEY_LENGTH} or more letters, digits, "-" or "_".`)
  const why = weakness(value)
  if (why === null) return value
  throw new UsageError(`--key is too easy to guess: ${why}. Leave it out, and a random one is made.`)
}

/** Never repeats what was given: there may be a password in it. */
function readRedis(value: string | undefined, memory: boolean): RedisAddress | null {
  if (value === undefined) return null
  if (memory) throw new UsageError('--redis keeps the talk and --memory keeps nothing: choose one.')
  const address = parseRedisAddress(value)
  if (address) return address
  throw new UsageError(
    '--redis takes an address such as redis://localhost:6379, rediss://user:password@host/0 or unix:///run/redis.sock.',
  )
}

function readPublicUrl(value: string | undefined): string | null {
  if (value === undefined) return null
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--public-url takes an address such as https://talk.example.com, not "${value}".`)
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new UsageError(`--public-url takes an address without a path, such as ${url.origin}.`)
  }
  return url.origin
}

function readTls(https: boolean, cert: string | undefined, key: string | undefined): Tls {
  if (cert !== undefined && key !== undefined) return { kind: 'own', cert, key }
  if (cert !== undefined) throw new UsageError('--cert needs --cert-key, the file of its private key.')
  if (key !== undefined) throw new UsageError('--cert-key needs --cert, the file of the certificate.')
  return { kind: https ? 'self-signed' : 'none' }
}

function readLevel(value: string | undefined): LogLevel {
  const level = LOG_LEVELS.find((each) => each === (value || 'warn'))
  if (level) return level
  throw new UsageError(`LECTERN_LOG is one of ${LOG_LEVELS.join(', ')}, not "${value}".`)
}
