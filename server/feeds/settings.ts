/** The feed's options from the command line and the environment. Tokens come from the environment only. */
import { UsageError } from '../base/errors.ts'

export const FEEDS = ['recording', 'x', 'bluesky', 'mastodon', 'redis'] as const

export interface FeedSettings {
  name: (typeof FEEDS)[number]
  /** Ask the feed for posts that contain one of these. */
  words: string[]
  /** Leave out posts that contain one of these. */
  hide: string[]
  /** A server other than the feed's default, without a trailing slash; null for the default. */
  url: string | null
  /** The token, or for Redis the address; empty if none is needed. Never logged and never sent to a browser. */
  secret: string
}

interface Given extends Pick<FeedSettings, 'name'> {
  words?: string | undefined
  hide?: string | undefined
  url?: string | undefined
}

/** The environment variable with a feed's secret. */
const SECRETS: Partial<Record<FeedSettings['name'], string>> = {
  x: 'LECTERN_X_TOKEN',
  mastodon: 'LECTERN_MASTODON_TOKEN',
  redis: 'LECTERN_REDIS_URL',
}
const PROTOCOLS: Partial<Record<FeedSettings['name'], RegExp>> = {
  x: /^https?:$/,
  mastodon: /^https?:$/,
  bluesky: /^wss?:$/,
}
const TOKEN = /^[\x21-\x7e]+$/
const MAX_WORDS = 25
const MAX_WORD = 100

/** Throws {@link UsageError} with one line, which never repeats a secret. */
export function readFeed(given: Given, env: Record<string, string | undefined>): FeedSettings {
  const { name } = given
  const words = readWords('--feed-words', given.words)
  if (name === 'x' && words.length === 0)
    throw new UsageError('--feed x needs --feed-words: X sends only posts that contain one of them.')
  return {
    name,
    words,
    hide: readWords('--feed-hide', given.hide),
    url: readUrl(name, given.url),
    secret: readSecret(name, env),
  }
}

function readWords(option: string, value = ''): string[] {
  const words = value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  if (words.length > MAX_WORDS) throw new UsageError(`${option} takes at most ${MAX_WORDS} words.`)
  const long = words.some((word) => word.length > MAX_WORD)
  if (long) throw new UsageError(`${option} takes words of at most ${MAX_WORD} characters.`)
  return words
}

function readUrl(name: FeedSettings['name'], value: string | undefined): string | null {
  if (value === undefined) return null
  const protocols = PROTOCOLS[name]
  if (!protocols) throw new UsageError(`--feed-url has no meaning for --feed ${name}.`)
  if (!URL.canParse(value) || !protocols.test(new URL(value).protocol)) {
    const sample = name === 'bluesky' ? 'wss://jetstream.example.com' : 'https://mastodon.example.com'
    throw new UsageError(`--feed-url takes an address such as ${sample} for --feed ${name}.`)
  }
  return value.replace(/\/+$/, '')
}

function readSecret(name: FeedSettings['name'], env: Record<string, string | undefined>): string {
  const variable = SECRETS[name]
  if (variable === undefined) return ''
  const secret = env[variable]?.trim() ?? ''
  if (secret === '') throw new UsageError(`--feed ${name} needs ${variable} in the environment.`)
  if (name !== 'redis' && !TOKEN.test(secret)) throw new UsageError(`${variable} is not a token.`)
  if (name === 'redis' && !/^rediss?:\/\/./.test(secret))
    throw new UsageError(`${variable} must be an address such as redis://localhost:6379.`)
  return secret
}
