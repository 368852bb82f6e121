/** Tests how the command line and the environment are read, and the messages for usage errors. */
import { readFile } from 'node:fs/promises'
import type { Option } from 'commander'
import { expect, test } from 'vitest'
import { HELP, LOG_LEVELS, OPTIONS, readOptions } from './options.ts'
import { UsageError } from '../base/errors.ts'

const DEFAULTS = {
  task: 'serve',
  talk: null,
  exported: null,
  runTask: null,
  keepDays: 30,
  deck: null,
  privateHosts: [],
  port: 4000,
  host: '0.0.0.0',
  data: '.lectern',
  redis: null,
  publicUrl: null,
  tunnel: null,
  trustProxy: null,
  key: undefined,
  tls: { kind: 'none' },
  feed: { name: 'recording', words: [], hide: [], url: null, secret: '' },
  metrics: null,
  open: false,
  dev: false,
  logLevel: 'warn',
}

test('[H11] the defaults: no named deck, port 4000, stored in .lectern', () => {
  expect(readOptions([], {})).toEqual(DEFAULTS)
})

test('[H11] reads every option from the command line', () => {
  const argv =
    'my-deck --port 80 --host 127.0.0.1 --data /tmp/kept --keep-days 7 --public-url https://talk.example.com/ --tunnel ssh://me@host?bind=80 --trust-proxy 2 --key 1357-kqzv-w8mt-xy --cert a.pem --cert-key b.pem --metrics-port 9464 --open --dev'
  expect(readOptions(argv.split(' '), {})).toEqual({
    task: 'serve',
    talk: null,
    exported: null,
    runTask: null,
    keepDays: 7,
    deck: 'my-deck',
    privateHosts: [],
    port: 80,
    host: '127.0.0.1',
    data: '/tmp/kept',
    redis: null,
    publicUrl: 'https://talk.example.com',
    tunnel: { destination: 'me@host', host: 'host', port: '', bind: { address: '*', port: 80 } },
    trustProxy: { hops: 2 },
    key: '1357-kqzv-w8mt-xy',
    tls: { kind: 'own', cert: 'a.pem', key: 'b.pem' },
    feed: DEFAULTS.feed,
    metrics: { host: '127.0.0.1', port: 9464 },
    open: true,
    dev: true,
    logLevel: 'warn',
  })
})

test('[H11] reads every option from the environment, and the command line has priority', () => {
  const env = {
    LECTERN_DECK: 'from-env',
    LECTERN_PORT: '5000',
    LECTERN_HOST: '::',
    LECTERN_DATA: '/env',
    LECTERN_PUBLIC_URL: 'http://talk.example.com:8080',
    LECTERN_KEY: 'environment-key-1',
    LECTERN_TRUST_PROXY: '10.0.0.0/8, ::1',
    LECTERN_HTTPS: '1',
    LECTERN_OPEN: 'true',
    LECTERN_DEV: '0',
    LECTERN_LOG: 'debug',
    LECTERN_FEED: 'bluesky',
    LECTERN_FEED_WORDS: 'coffee, live demo,',
    LECTERN_FEED_HIDE: 'darn',
    LECTERN_METRICS_PORT: '0',
    LECTERN_METRICS_HOST: '0.0.0.0',
  }
  expect(readOptions([], env)).toEqual({
    task: 'serve',
    talk: null,
    exported: null,
    runTask: null,
    keepDays: 30,
    deck: 'from-env',
    privateHosts: [],
    port: 5000,
    host: '::',
    data: '/env',
    redis: null,
    publicUrl: 'http://talk.example.com:8080',
    tunnel: null,
    trustProxy: { from: ['10.0.0.0/8', '::1'] },
    key: 'environment-key-1',
    tls: { kind: 'self-signed' },
    feed: { name: 'bluesky', words: ['coffee', 'live demo'], hide: ['darn'], url: null, secret: '' },
    metrics: { host: '0.0.0.0', port: 0 },
    open: true,
    dev: false,
    logLevel: 'debug',
  })
  expect(readOptions(['mine', '-p', '0', '--memory'], env)).toMatchObject({
    deck: 'mine',
    port: 0,
    data: null,
  })
})

test('[H11] ignores an empty variable', () => {
  const env = { LECTERN_PORT: '', LECTERN_KEY: '', LECTERN_HTTPS: '', LECTERN_LOG: '', LECTERN_DECK: '' }
  expect(readOptions([], env)).toEqual(DEFAULTS)
})

test('[H11] prefers your own certificate to a generated one', () => {
  const argv = ['--https', '--cert', 'a', '--cert-key', 'b']
  expect(readOptions(argv, {})).toMatchObject({ tls: { kind: 'own', cert: 'a', key: 'b' } })
})

test('[E49] reads the feed’s tokens from the environment, never from the command line', () => {
  const argv = '--feed mastodon --feed-url https://social.example.com/'.split(' ')
  expect(readOptions(argv, { LECTERN_MASTODON_TOKEN: 'the-token' })).toMatchObject({
    feed: { name: 'mastodon', url: 'https://social.example.com', secret: 'the-token' },
  })
  expect(HELP).not.toMatch(/--\S*token/)
})

test('[C6] cloudflared brings its own address, and says where visitors come from', () => {
  expect(readOptions(['--tunnel', 'cloudflared'], {})).toMatchObject({
    tunnel: 'cloudflared',
    trustProxy: { from: ['127.0.0.1', '::1'] },
  })
  expect(() => readOptions(['--tunnel', 'cloudflared', '--public-url', 'https://a.example'], {})).toThrow(
    /brings its own address/,
  )
})

test('[H11] help and version', () => {
  expect(readOptions(['--help', '--memory'], {})).toBe('help')
  expect(readOptions(['key', '-h'], {})).toBe('help')
  expect(readOptions(['-v'], {})).toBe('version')
  for (const flag of [
    '--port',
    '--feed',
    '--feed-words',
    '--feed-hide',
    'LECTERN_X_TOKEN',
    '--memory',
    '--cert-key',
    '--dev',
    '--metrics-port',
    '--metrics-host',
    'LECTERN_LOG',
  ])
    expect(HELP).toContain(flag)
  for (const level of LOG_LEVELS) expect(HELP).toContain(level)
})

test.each([
  [['--nonsense'], {}, "Unknown option '--nonsense' (see lectern --help)."],
  [['--port'], {}, "Option '-p, --port <number>' argument missing (see lectern --help)."],
  [['--memory=1'], {}, "Unknown option '--memory=1' (see lectern --help)."],
  [['one', 'two'], {}, 'Too many arguments. Expected 1 argument but got 2 (see lectern --help).'],
  [['--port', '70000'], {}, '--port takes a number from 0 to 65535, not "70000".'],
  [['--port', '-1'], {}, '--port takes a number from 0 to 65535, not "-1".'],
  [['--new'], {}, "Unknown option '--new' (see lectern --help)."],
  [['key', 'one', 'two'], {}, /^Too many arguments/],
  [['key', 'Not a talk'], {}, `A talk's name has only a-z, 0-9 and "-", not "Not a talk".`],
  [[], { LECTERN_PORT: '4e3' }, '--port takes a number from 0 to 65535, not "4e3".'],
  [['--metrics-port', 'x'], {}, '--metrics-port takes a number from 0 to 65535, not "x".'],
  [['--metrics-host', '::'], {}, '--metrics-host needs --metrics-port.'],
  [['--key', 'too-short'], {}, '--key takes 16 or more letters, digits, "-" or "_".'],
  [
    ['--key', '0123456789abcdef'],
    {},
    '--key is too easy to guess: it consists of common words, years or rows of keys. Leave it out to generate a random key.',
  ],
  [
    [],
    { LECTERN_KEY: 'aaaaaaaaaaaaaaaaaaaa' },
    '--key is too easy to guess: it has fewer than 8 different characters. Leave it out to generate a random key.',
  ],
  [['--key', '0123456789 abcdef#'], {}, '--key takes 16 or more letters, digits, "-" or "_".'],
  [['--public-url', 'talk.example.com'], {}, /--public-url takes an address such as https/],
  [['--public-url', 'ftp://talk.example.com'], {}, /--public-url takes an address such as https/],
  [['--public-url', 'https://a.example/path'], {}, /without a path, such as https:\/\/a\.example\./],
  [['--cert', 'a.pem'], {}, '--cert needs --cert-key, the file of its private key.'],
  [['--cert-key', 'a.pem'], {}, '--cert-key needs --cert, the file of the certificate.'],
  [[], { LECTERN_OPEN: 'maybe' }, 'LECTERN_OPEN must be 1 or 0, not "maybe".'],
  [['--feed', 'twitter'], {}, '--feed must be one of recording, x, bluesky, mastodon, redis, not "twitter".'],
  [['--feed', 'x', '--feed-words', 'a'], {}, '--feed x needs LECTERN_X_TOKEN in the environment.'],
  [['--feed', 'x', '--feed-words', ','], { LECTERN_X_TOKEN: 't' }, /^--feed x needs --feed-words: /],
  [['--feed', 'x', '--feed-words', 'a'], { LECTERN_X_TOKEN: 'a b' }, 'LECTERN_X_TOKEN is not a token.'],
  [['--feed', 'mastodon'], {}, '--feed mastodon needs LECTERN_MASTODON_TOKEN in the environment.'],
  [['--feed', 'redis'], {}, '--feed redis needs LECTERN_REDIS_URL in the environment.'],
  [
    ['--feed', 'redis'],
    { LECTERN_REDIS_URL: 'localhost' },
    /^LECTERN_REDIS_URL must be an address such as redis:/,
  ],
  [['--feed-url', 'https://a.example'], {}, '--feed-url has no meaning for --feed recording.'],
  [['--feed', 'bluesky', '--feed-url', 'https://a.example'], {}, /^--feed-url takes an address such as wss:/],
  [['--feed-words', 'a,'.repeat(30)], {}, '--feed-words takes at most 25 words.'],
  [['--feed-hide', 'a'.repeat(200)], {}, '--feed-hide takes words of at most 100 characters.'],
  [[], { LECTERN_LOG: 'loud' }, /LECTERN_LOG must be one of trace, .*silent, not "loud"\./],
])('[H12] %j %j is refused in one line', (argv, env, line) => {
  expect(() => readOptions(argv, env)).toThrow(UsageError)
  expect(() => readOptions(argv, env)).toThrow(line)
  expect(() => readOptions(argv, env)).toThrow(/^[^\n]+$/)
})

test('[N30] --redis takes the address of a host, with or without TLS, or of a socket, and a prefix for keys and channels', () => {
  const redis = (url: string) => {
    const options = readOptions([], { LECTERN_REDIS: url })
    return typeof options === 'string' ? null : options.redis
  }
  const plain = { db: 0, tls: false, prefix: 'lectern:', keep: 100_000 }
  expect(redis('redis://localhost')).toEqual({
    ...plain,
    where: 'localhost:6379',
    host: 'localhost',
    port: 6379,
  })
  expect(redis('rediss://hall:s%40crt@redis.example.com:6380/3?prefix=hall-2:&keep=10000')).toEqual({
    where: 'redis.example.com:6380',
    host: 'redis.example.com',
    port: 6380,
    username: 'hall',
    password: 's@crt',
    db: 3,
    tls: true,
    prefix: 'hall-2:',
    keep: 10_000,
  })
  expect(redis('redis://:only@[::1]:1')).toEqual({
    ...plain,
    where: '[::1]:1',
    host: '::1',
    port: 1,
    password: 'only',
  })
  const path = '/run/redis/redis.sock'
  expect(redis('unix:///run/redis/redis.sock?db=2&username=hall&password=s%26crt')).toEqual({
    ...plain,
    db: 2,
    where: path,
    path,
    username: 'hall',
    password: 's&crt',
  })
})

test('[N30] refuses any other address without repeating it', () => {
  for (const url of [
    'http://:secret@localhost',
    'localhost:6379',
    'redis://',
    'redis://:secret@host/zero',
    'redis://:secret@host/?prefix=a%20b',
    'redis://:secret@host/?keep=999',
    'unix://secret/redis.sock',
    'secret',
  ]) {
    const read = () => readOptions(['--redis', url], {})
    expect(read).toThrow(UsageError)
    expect(read).toThrow(/^--redis takes an address such as [^\n]+$/)
    expect(read).not.toThrow(/secret/)
  }
  expect(() => readOptions(['--redis', 'redis://localhost', '--memory'], {})).toThrow(/choose one/)
})

test('[H31] the README lists every option in the words of the help', async () => {
  const row = ({ flags, description, defaultValue }: Option): string => {
    const usual = defaultValue === undefined ? '' : ` Default: \`${String(defaultValue)}\`.`
    return `| \`${flags}\` | ${description}${usual} |`
  }
  const table = ['| option | what it does |', '|---|---|', ...OPTIONS.map(row)].join('\n')
  expect(await readFile('README.md', 'utf8')).toContain(`${table}\n`)
})

test('[W10] an export has a talk and one format', () => {
  expect(readOptions(['export', 'my-talk', '--csv', '--data', 'd'], {})).toMatchObject({
    task: 'export',
    deck: 'my-talk',
    data: 'd',
    exported: { format: 'csv', out: null, audio: null },
  })
  expect(readOptions(['export', 'my-talk', '--html', '--out', '-'], {})).toMatchObject({
    exported: { format: 'html', out: '-' },
  })
  expect(
    readOptions(['export', 'my-talk', '--replay', '--audio', 'a.m4a', '--audio-offset', '-2.5'], {}),
  ).toMatchObject({ exported: { format: 'replay', audio: 'a.m4a', audioOffsetMs: -2500 } })
  for (const args of [
    ['my-talk'],
    ['my-talk', '--html', '--run', 'two'],
    ['my-talk', '--site', '--run', '2'],
    ['my-talk', '--html', '--json'],
    ['--html'],
    ['my-talk', '--html', '--audio', 'a.m4a'],
    ['my-talk', '--replay', '--audio-offset', '2'],
    ['my-talk', '--replay', '--audio', 'a.m4a', '--audio-offset', 'two'],
  ])
    expect(() => readOptions(['export', ...args], {})).toThrow(UsageError)
})

test('[I4] reads what to export, and refuses what does not fit together', () => {
  const read = (line: string): unknown => {
    const options = readOptions(`export talk ${line}`.trim().split(' '), {})
    return typeof options === 'object' && options.exported
  }
  expect(read('--pdf')).toEqual({ format: 'pdf', out: null, run: null, steps: false, notes: false })
  expect(read('--pdf --steps --notes --out a.pdf')).toEqual({
    format: 'pdf',
    out: 'a.pdf',
    run: null,
    steps: true,
    notes: true,
  })
  expect(read('--pdf --run 2')).toMatchObject({ run: 2 })
  expect(read('--site --out here')).toMatchObject({ format: 'site', out: 'here', steps: false })
  for (const line of ['', '--pdf --site', '--site --steps', '--site --notes'])
    expect(() => read(line), line).toThrow(UsageError)
})

test('[V23] [V24] the commands for runs name a talk, and a run by its number', () => {
  const read = (line: string) => readOptions(line.split(' '), {})
  expect(read('runs my-talk')).toMatchObject({ task: 'runs', runTask: { do: 'list', talk: 'my-talk' } })
  expect(read('run new my-talk --data kept')).toMatchObject({
    runTask: { do: 'begin', talk: 'my-talk' },
    data: 'kept',
  })
  expect(read('forget my-talk 2')).toMatchObject({ runTask: { do: 'forget', talk: 'my-talk', run: 2 } })
  for (const wrong of [
    'runs',
    'run new',
    'run old my-talk',
    'forget my-talk',
    'forget my-talk two',
    'runs A/B',
  ])
    expect(() => read(wrong)).toThrow(UsageError)
  expect(() => read('talk.md --keep-days soon')).toThrow(UsageError)
})
