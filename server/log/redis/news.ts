/** Pub/sub of the nodes over one channel: whispers, and hints that it is worth looking now. At most once each. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Report, Undo, Whisper } from '../log.ts'
import type { Connection } from '../../redis/connection.ts'
import { whisperSchema } from '../whisper-schema.ts'
import { createWhispers } from '../whispers.ts'

const newsSchema = v.variant('about', [
  v.object({ about: v.literal('whisper'), from: v.string(), talk: v.string(), whisper: whisperSchema }),
  /** The epoch of a talk has changed. */
  v.object({ about: v.literal('epoch'), talk: v.string() }),
  /** Somebody has let go of a lease. */
  v.object({ about: v.literal('lease'), name: v.string() }),
])
type NewsMessage = v.InferOutput<typeof newsSchema>

/** The text of one message on the channel. */
export function newsText(message: NewsMessage): string {
  return JSON.stringify(message)
}

export interface News {
  whisper(talk: TalkId, whisper: Whisper): void
  onWhisper(talk: TalkId, listener: (whisper: Whisper) => void): Undo
  close(): void
}

interface NewsParts {
  /** Publishes; the other listens. */
  main: Connection
  ears: Connection
  channel: string
  onEpoch(talk: TalkId): void
  onLease(name: string): void
  report: Report
}

export async function openNews(parts: NewsParts): Promise<News> {
  const { main, ears, channel, report } = parts
  const node = randomUUID()
  const whispers = createWhispers(report)
  const seen = { strange: false }

  ears.redis.on('message', (_channel: string, text: string) => {
    const message = read(text)
    if (!message) {
      // Once is enough to know that something else speaks here.
      if (!seen.strange) report(new Error(`Something on the Redis channel ${channel} is not for Lectern.`))
      seen.strange = true
    } else if (message.about === 'epoch') parts.onEpoch(message.talk)
    else if (message.about === 'lease') parts.onLease(message.name)
    // This node's own listeners have heard it already.
    else if (message.from !== node) whispers.whisper(message.talk, message.whisper)
  })
  const listen = (): Promise<unknown> => ears.redis.subscribe(channel)
  await listen()
  // Lost again in that moment: then the next `ready` does it.
  ears.redis.on('ready', () => void listen().catch(() => {}))

  return {
    whisper(talk, whisper) {
      const text = newsText({ about: 'whisper', from: node, talk, whisper })
      if (main.ready) main.redis.publish(channel, text).catch(() => {})
      // Here it is heard without Redis, so that a node without it still counts its own browsers.
      whispers.whisper(talk, whisper)
    },
    onWhisper: (talk, listener) => whispers.onWhisper(talk, listener),
    close: () => whispers.close(),
  }
}

function read(text: string): NewsMessage | null {
  try {
    const parsed = v.safeParse(newsSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
