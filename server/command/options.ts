/** Reads the command line and the environment into plain options. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { Argument, Command, CommanderError, Option } from 'commander'
import { talkIdSchema, type TalkId } from '../../protocol/ids.ts'
import { FEEDS, readFeed, type FeedSettings } from '../feeds/settings.ts'
import { MIN_KEY_LENGTH } from '../keys/store.ts'
import { weakness } from '../keys/strength.ts'
import { parseRedisAddress, type RedisAddress } from '../redis/address.ts'
import { UsageError } from '../base/errors.ts'
import { PROJECT } from '../base/version.ts'
import { TOUR } from './choose-deck.ts'
import { addExport, type Exported } from './export-options.ts'
import type { RunTask } from './run-task.ts'
import { readTunnel, type TunnelOption } from '../tunnel/choose.ts'
import { readTrustedProxies, type TrustedProxies } from '../admission/trusted-proxies.ts'

/** All requests through `cloudflared` come from this computer, and it says where they came from. */
const THIS_COMPUTER: TrustedProxies = { from: ['127.0.0.1', '::1'] }

/** Vite and the sources of the pages are in a checkout, and not in the installed package. */
const HAS_SOURCES = existsSync(join(PROJECT, 'vite.config.ts'))

const MOST_PORTS = 65_535
const MOST_SEEDS = 999_999_999
/** Each has a connection, and this process is also the server. */
const MOST_PEOPLE = 500

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

type Tls =
  | { kind: 'none' }
  | { kind: 'self-signed' }
  /** Paths of PEM files. */
  | { kind: 'own'; cert: string; key: string }

export interface SimulatedRoom {
  people: number
  /** The same seed makes the same people do the same things. */
  seed: number
}

export interface Options {
  /** `new` writes the deck first, `rehearse` brings a simulated room. */
  task:
    'serve' | 'rehearse' | 'check' | 'new' | 'show-key' | 'new-key' | 'schema' | 'export' | 'runs' | 'fetch'
  /** The talk whose key is wanted; null for the key that opens every talk. */
  talk: TalkId | null
  /** What is exported; null with other tasks. */
  exported: Exported | null
  /** What to do with the runs of a talk. */
  runTask: RunTask | null
  /** The simulated room of a rehearsal; null for a talk. */
  rehearsal: SimulatedRoom | null
  /** For how many days after its last entry a run is kept; 0 keeps it for ever. */
  keepDays: number
  /** A deck, or a folder of decks; null if none was named. With `export`, it may be the name of a talk. */
  deck: string | null
  /** The hosts of the own network that `fetch` may ask. */
  privateHosts: string[]
  /** 0 lets the system choose. */
  port: number
  host: string
  /** The folder for all stored data; null stores nothing. */
  data: string | null
  /** The Redis in which several nodes share their talks; null stores them in the data folder. */
  redis: RedisAddress | null
  /** The public address of this server, without a trailing slash; null detects it. */
  publicUrl: string | null
  /** Opens a public address; null opens none. */
  tunnel: TunnelOption | null
  /** The proxies whose headers are trusted for the client's address; null trusts none. */
  trustProxy: TrustedProxies | null
  /** The presenter's key, if the speaker chose one. */
  key: string | undefined
  tls: Tls
  /** The source of the posts on the map. */
  feed: FeedSettings
  /** The address that serves health checks and metrics; null serves none. */
  metrics: { host: string; port: number } | null
  /** Open the stage in the browser. */
  open: boolean
  /** Serve the pages from their sources, with hot reload. */
  dev: boolean
  logLevel: LogLevel
}

type Env = Record<string, string | undefined>

/** The option values under commander's names; every key belongs to one option below. */
interface Given {
  port: number
  host: string
  data: string
  memory?: true
  keepDays: number
  redis?: RedisAddress
  publicUrl?: string
  tunnel?: TunnelOption
  trustProxy?: TrustedProxies
  key?: string
  https?: true
  cert?: string
  certKey?: string
  feed: FeedSettings['name']
  feedWords?: string
  feedHide?: string
  feedUrl?: string
  metricsPort?: number
  metricsHost?: string
  open?: true
  dev?: true
}

/** Every option, in the order of the help and of the README's table. */
export const OPTIONS: readonly Option[] = [
  new Option('-p, --port <number>', 'The port to listen on.')
    .argParser(numberOf('--port', MOST_PORTS))
    .default(4000),
  new Option(
    '--host <address>',
    'The address to listen on. 0.0.0.0 means every network of this computer.',
  ).default('0.0.0.0'),
  new Option('--data <folder>', 'The folder for the talks, the presenter’s key and the certificate.').default(
    '.lectern',
  ),
  new Option(
    '--keep-days <number>',
    'Delete a run of a talk this many days after its last entry; 0 keeps all runs.',
  )
    .argParser(readDays)
    .default(30),
  new Option('--memory', 'Store nothing: each start begins a new talk.'),
  new Option(
    '--redis <url>',
    'Store the talks in Redis, so that several nodes can run them together: redis://user:password@host:6379/0, rediss://… with TLS, or unix:///path/redis.sock. The certificate stays in --data.',
  ).argParser(readRedis),
  new Option(
    '--public-url <url>',
    'The address in the join code, when the server is behind a proxy.',
  ).argParser(readPublicUrl),
  new Option(
    '--tunnel <way>',
    'Open a public address for phones outside this network, with an installed program: cloudflared, or ssh://user@host?bind=port.',
  ).argParser(readTunnel),
  new Option(
    '--trust-proxy <proxies>',
    'How many proxies are in front of the server, or their addresses. Only their headers are trusted for the client’s address and for HTTPS.',
  ).argParser(readTrustedProxies),
  new Option(
    '--key <key>',
    `The presenter’s key, at least ${MIN_KEY_LENGTH} characters. Without it, a key is generated and stored in --data.`,
  ).argParser(readKey),
  new Option(
    '--https',
    'Use HTTPS with a generated certificate. Phones keep their screen on only over HTTPS.',
  ),
  new Option('--cert <file>', 'Use HTTPS with your own certificate (PEM).'),
  new Option('--cert-key <file>', 'The private key of --cert (PEM).'),
  new Option('--feed <name>', `The source of the posts on the map: ${FEEDS.join(', ')}.`)
    .argParser(readFeedName)
    .default('recording'),
  new Option(
    '--feed-words <words>',
    'Ask the feed for posts that contain one of these words or phrases, separated by commas.',
  ),
  new Option('--feed-hide <words>', 'Leave out posts that contain one of these words or phrases.'),
  new Option('--feed-url <url>', 'Use this server instead of the feed’s default, such as your own Mastodon.'),
  new Option(
    '--metrics-port <number>',
    'Serve /metrics, /healthz and /readyz on this port, separate from the audience.',
  ).argParser(numberOf('--metrics-port', MOST_PORTS)),
  new Option('--metrics-host <address>', 'The address that the metrics port listens on. Default: 127.0.0.1.'),
  new Option('--open', 'Open the stage in the browser.'),
  new Option('--dev', 'Serve the pages from their sources, with hot reload.').hideHelp(!HAS_SOURCES),
]

const AFTER_HELP = `
Every option can also be set in the environment: LECTERN_PORT=8080, LECTERN_PUBLIC_URL=…, LECTERN_HTTPS=1.
Tokens come from the environment only: LECTERN_X_TOKEN, LECTERN_MASTODON_TOKEN, LECTERN_REDIS_URL=redis://….
LECTERN_LOG sets the log level: ${LOG_LEVELS.join(', ')}. Default: warn. Logs are JSON lines on stderr.`

/** The text of `lectern --help`. */
export const HELP = createCommand(() => {}).helpInformation() + AFTER_HELP

/**
 * Throws {@link UsageError} with one line. The command line has priority over the environment, and the environment over
 * the defaults.
 */
export function readOptions(argv: string[], env: Env): Options | 'help' | 'version' {
  let chosen: Chosen = { task: 'serve' }
  const command = createCommand((wanted) => {
    chosen = wanted
  })
  try {
    command.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return 'help'
    if (error.code === 'commander.version') return 'version'
    throw new UsageError(sentence(error.message), { cause: error })
  }
  for (const option of OPTIONS) readVariable(command, option, env)
  const given = command.opts<Given>()
  const memory = given.memory === true
  if (memory && given.redis)
    throw new UsageError('--redis stores the talk and --memory stores nothing: choose one.')
  if (given.dev === true && !HAS_SOURCES)
    throw new UsageError('--dev needs the sources of Lectern: use it in a checkout of its repository.')
  if (given.tunnel === 'cloudflared' && given.publicUrl !== undefined)
    throw new UsageError('--tunnel cloudflared brings its own address: leave out --public-url.')
  const { feed: name, feedWords: words, feedHide: hide, feedUrl: url } = given
  return {
    task: chosen.task,
    talk: chosen.talk ?? null,
    exported: chosen.exported ?? null,
    runTask: chosen.runTask ?? null,
    rehearsal: chosen.rehearsal ?? null,
    keepDays: given.keepDays,
    deck: chosen.deck ?? (env['LECTERN_DECK'] || null),
    privateHosts: chosen.privateHosts ?? [],
    port: given.port,
    host: given.host,
    data: memory ? null : given.data,
    redis: given.redis ?? null,
    publicUrl: given.publicUrl ?? null,
    tunnel: given.tunnel ?? null,
    trustProxy: given.trustProxy ?? (given.tunnel === 'cloudflared' ? THIS_COMPUTER : null),
    key: given.key,
    tls: readTls(given),
    feed: readFeed({ name, words, hide, url }, env),
    metrics: readMetrics(given),
    open: given.open === true,
    dev: given.dev === true,
    logLevel: readLevel(env['LECTERN_LOG']),
  }
}

/** What the command line asks for. */
interface Chosen extends Pick<Options, 'task'> {
  deck?: string | undefined
  privateHosts?: string[] | undefined
  talk?: TalkId | undefined
  exported?: Options['exported']
  runTask?: RunTask
  rehearsal?: SimulatedRoom
}

function createCommand(choose: (chosen: Chosen) => void): Command {
  const command = new Command('lectern')
    .description('Turns a reveal.js talk into a live room: the phone drives, every browser follows.')
    .usage(
      [
        '[deck] [options]',
        'lectern new <folder> [options]',
        'lectern rehearse [deck] [--people <number>] [--seed <number>] [options]',
        'lectern check [deck] [options]',
        'lectern tour [options]',
        'lectern key [talk] [--new] [options]',
        'lectern export <talk> --pdf|--site|--html|--csv|--json|--replay [options]',
        'lectern runs <talk> [options]',
        'lectern run new <talk> [options]',
        'lectern forget <talk> <run> [options]',
        'lectern schema',
        'lectern fetch <deck> [--private <hosts>]',
      ].join('\n       '),
    )
    .addArgument(
      new Argument(
        '[deck]',
        'A .md, .html or .pdf file, a folder with one, or a folder of decks. Default: slides/, or else what you choose.',
      ),
    )
    .version('', '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    .allowExcessArguments(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .action((deck: string | undefined) => choose({ task: 'serve', deck }))
  for (const option of OPTIONS) command.addOption(option)
  command
    .command('key')
    .description(
      'Show the presenter’s key of the server that uses this data folder. With a talk, show the key of that talk, which opens no other one; it is created if there is none.',
    )
    .addArgument(new Argument('[talk]', 'The talk’s address: the name of its folder.').argParser(readTalk))
    .option('--new', 'Create a new key, which ends every pairing with the old one at once.')
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((talk: TalkId | undefined, { new: renew }: { new?: true }) =>
      choose({ task: renew ? 'new-key' : 'show-key', talk }),
    )
  command
    .command('new')
    .description('Write a small deck into a new folder, and present it.')
    .argument('<folder>')
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((folder: string) => choose({ task: 'new', deck: folder }))
  command
    .command('rehearse')
    .description(
      'Present a deck to a simulated room, measure the time on each slide, and keep it as the plan of the talk.',
    )
    .argument('[deck]')
    .addOption(
      new Option('--people <number>', 'How many simulated people come; 0 for none.')
        .argParser(numberOf('--people', MOST_PEOPLE))
        .default(40),
    )
    .addOption(
      new Option('--seed <number>', 'The same number makes the same people do the same things.')
        .argParser(numberOf('--seed', MOST_SEEDS))
        .default(1),
    )
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((deck: string | undefined, rehearsal: SimulatedRoom) =>
      choose({ task: 'rehearse', deck, rehearsal }),
    )
  command
    .command('check')
    .description(
      'Check whether everything is ready for the talk, with the options of its server. Exit code 1 if not.',
    )
    .argument('[deck]')
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((deck: string | undefined) => choose({ task: 'check', deck }))
  command
    .command('tour')
    .description('Present a tour of everything that Lectern can do.')
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action(() => choose({ task: 'serve', deck: TOUR }))
  addExport(command, (deck, exported) => choose({ task: 'export', deck, exported }))
  command
    .command('runs')
    .description('List the runs of a talk: start, end, entries, people and state.')
    .addArgument(talkArgument())
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((talk: TalkId) => choose({ task: 'runs', runTask: { do: 'list', talk } }))
  command
    .command('run')
    .description('Begin a new run of a talk, also while its server runs. The earlier run is kept.')
    .addArgument(new Argument('<action>', 'What to do.').choices(['new']))
    .addArgument(talkArgument())
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((_new: string, talk: TalkId) => choose({ task: 'runs', runTask: { do: 'begin', talk } }))
  command
    .command('forget')
    .description('Delete a run of a talk for good.')
    .addArgument(talkArgument())
    .addArgument(new Argument('<run>', 'Its number in the list.').argParser(readRun))
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((talk: TalkId, run: number) => choose({ task: 'runs', runTask: { do: 'forget', talk, run } }))
  command
    .command('schema')
    .description('Print the JSON schema of the front matter, for editors.')
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action(() => choose({ task: 'schema' }))
  command
    .command('fetch')
    .description(
      'Copy the pictures and fonts on other hosts that a deck names into its folder, and change their addresses in the deck.',
    )
    .argument('<deck>')
    .option('--private <hosts>', 'Hosts of your own network that may be asked, separated by commas.')
    .copyInheritedSettings(command)
    .allowExcessArguments(false)
    .action((deck: string, { private: hosts = '' }: { private?: string }) =>
      choose({ task: 'fetch', deck, privateHosts: hostsIn(hosts) }),
    )
  return command
}

function talkArgument(): Argument {
  return new Argument('<talk>', 'The talk’s address: the name of its folder.').argParser(readTalk)
}

function hostsIn(list: string): string[] {
  return list
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter(Boolean)
}

/** Sets an option from the environment, unless the command line has set it. */
function readVariable(command: Command, option: Option, env: Env): void {
  const name = option.attributeName()
  const variable = `LECTERN_${option.name().toUpperCase().replaceAll('-', '_')}`
  const value = env[variable]
  if (!value || command.getOptionValueSource(name) === 'cli') return
  const read = option.isBoolean() ? isOn(variable, value) : (option.parseArg?.(value, undefined) ?? value)
  if (read !== false) command.setOptionValueWithSource(name, read, 'env')
}

function isOn(variable: string, value: string): boolean {
  if (['0', 'false', 'no'].includes(value)) return false
  if (['1', 'true', 'yes'].includes(value)) return true
  throw new UsageError(`${variable} must be 1 or 0, not "${value}".`)
}

/** Commander's message for a usage error, as one sentence. */
function sentence(message: string): string {
  const [said = ''] = message.replace(/^error: /, '').split('\n')
  return `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.$/, '')} (see lectern --help).`
}

function readMetrics({ metricsPort, metricsHost }: Given): Options['metrics'] {
  if (metricsPort !== undefined) return { port: metricsPort, host: metricsHost ?? '127.0.0.1' }
  if (metricsHost === undefined) return null
  throw new UsageError('--metrics-host needs --metrics-port.')
}

function numberOf(option: string, most: number): (value: string) => number {
  return (value) => {
    if (/^\d{1,9}$/.test(value) && Number(value) <= most) return Number(value)
    throw new UsageError(`${option} takes a number from 0 to ${most}, not "${value}".`)
  }
}

function readDays(value: string): number {
  if (/^\d{1,5}$/.test(value)) return Number(value)
  throw new UsageError(`--keep-days takes a number of days, or 0, not "${value}".`)
}

function readRun(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UsageError(`A run is named by its number, not "${value}".`)
}

function readTalk(value: string): TalkId {
  const parsed = v.safeParse(talkIdSchema, value)
  if (parsed.success) return parsed.output
  throw new UsageError(`A talk's name has only a-z, 0-9 and "-", not "${value}".`)
}

function readKey(value: string): string {
  if (value.length < MIN_KEY_LENGTH || !/^[\w-]+$/.test(value))
    throw new UsageError(`--key takes ${MIN_KEY_LENGTH} or more letters, digits, "-" or "_".`)
  const why = weakness(value)
  if (why === null) return value
  throw new UsageError(`--key is too easy to guess: ${why}. Leave it out to generate a random key.`)
}

/** The message never repeats the value, because it may contain a password. */
function readRedis(value: string): RedisAddress {
  const address = parseRedisAddress(value)
  if (address) return address
  throw new UsageError(
    '--redis takes an address such as redis://localhost:6379, rediss://user:password@host/0 or unix:///run/redis.sock.',
  )
}

function readPublicUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--public-url takes an address such as https://talk.example.com, not "${value}".`)
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new UsageError(`--public-url takes an address without a path, such as ${url.origin}.`)
  }
  return url.origin
}

function readTls({ https, cert, certKey: key }: Given): Tls {
  if (cert !== undefined && key !== undefined) return { kind: 'own', cert, key }
  if (cert !== undefined) throw new UsageError('--cert needs --cert-key, the file of its private key.')
  if (key !== undefined) throw new UsageError('--cert-key needs --cert, the file of the certificate.')
  return { kind: https === true ? 'self-signed' : 'none' }
}

function readFeedName(value: string): FeedSettings['name'] {
  const name = FEEDS.find((each) => each === value)
  if (name) return name
  throw new UsageError(`--feed must be one of ${FEEDS.join(', ')}, not "${value}".`)
}

function readLevel(value: string | undefined): LogLevel {
  const level = LOG_LEVELS.find((each) => each === (value || 'warn'))
  if (level) return level
  throw new UsageError(`LECTERN_LOG must be one of ${LOG_LEVELS.join(', ')}, not "${value}".`)
}
