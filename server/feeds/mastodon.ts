/** Mastodon's streaming API: the public timeline of one server, as server-sent events with a token. */
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import * as v from 'valibot'
import type { Post } from '../../protocol/post.ts'
import type { Feed } from './feed.ts'
import { parseJson, readLines } from './lines.ts'
import { cityIn } from './places.ts'
import { readingFeed, refusedBy } from './reading.ts'
import { hasWord } from './words.ts'

const BASE = 'https://mastodon.social'
/** Mastodon sends a comment every 15 s. */
const STALL_MS = 30_000
const AT_HOME = /location|place|city|based|home|where/i

export interface MastodonOptions {
  token: string
  /** Posts that contain one of these words; if empty, every post with a known place. */
  words: string[]
  /** The server, such as https://mastodon.social. */
  base?: string
}

const statusSchema = v.object({
  id: v.string(),
  content: v.string(),
  account: v.object({
    username: v.string(),
    display_name: v.optional(v.string(), ''),
    fields: v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []),
  }),
})

export function mastodonFeed({ token, words, base = BASE }: MastodonOptions): Feed {
  const wanted = hasWord(words)
  return readingFeed({
    name: 'mastodon',
    stallMs: STALL_MS,
    async read({ signal, live, heard, posts }) {
      const response = await fetch(`${base}/api/v1/streaming/public`, {
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
        signal,
      })
      if (!response.ok) {
        await response.body?.cancel()
        // Mastodon sends a timestamp: 2026-01-01T00:00:00.000Z.
        const reset = Date.parse(response.headers.get('x-ratelimit-reset') ?? '')
        throw refusedBy(response.status, Number.isNaN(reset) ? undefined : reset)
      }
      live()
      let event = ''
      let data = ''
      for await (const line of readLines(response.body, heard)) {
        if (line.startsWith('event:')) event = line.slice(6).trim()
        else if (line.startsWith('data:')) data += line.slice(5).trim()
        else if (line === '') {
          if (event === 'update') posts(toPosts(data, wanted, words.length === 0))
          event = ''
          data = ''
        }
      }
    },
  })
}

function toPosts(data: string, wanted: (text: string) => boolean, everything: boolean): Post[] {
  const parsed = v.safeParse(statusSchema, parseJson(data))
  if (!parsed.success) return []
  const { id, content, account } = parsed.output
  const text = textOf(content)
  if (!everything && !wanted(text)) return []
  const home = account.fields.find(({ name }) => AT_HOME.test(name))
  const place = cityIn(textOf(home?.value ?? '')) ?? cityIn(text)
  if (!place) return []
  return [{ id, at: Date.now(), author: account.display_name || account.username, text, ...place }]
}

const BREAKS = new Set(['br', 'p'])

/** The text of a status, which Mastodon sends as HTML. */
function textOf(html: string): string {
  const inside = (node: DefaultTreeAdapterTypes.ChildNode): string => {
    if ('value' in node) return node.value
    const words = 'childNodes' in node ? node.childNodes.map(inside).join('') : ''
    return BREAKS.has(node.nodeName) ? ` ${words} ` : words
  }
  return parseFragment(html).childNodes.map(inside).join('').replace(/\s+/g, ' ').trim()
}
