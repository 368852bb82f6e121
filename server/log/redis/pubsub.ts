/** Messages between nodes over one Redis channel: signals, and hints to check something now. Each arrives at most once. */
import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Report } from '../log.ts'
import type { Connection } from '../../redis/connection.ts'
import { nodeSignalSchema } from '../node-signal.ts'
import { createSignalBus, type SignalBus } from '../signal-bus.ts'

const messageSchema = v.variant('about', [
  /** A signal. The name stays, because nodes of different versions run at the same time during an update. */
  v.object({ about: v.literal('whisper'), from: v.string(), talk: v.string(), whisper: nodeSignalSchema }),
  /** The epoch of a talk has changed. */
  v.object({ about: v.literal('epoch'), talk: v.string() }),
  /** A lease was released. */
  v.object({ about: v.literal('lease'), name: v.string() }),
])
type Message = v.InferOutput<typeof messageSchema>

export function messageText(message: Message): string {
  return JSON.stringify(message)
}

interface PubSubParts {
  /** Publishes. */
  main: Connection
  /** Receives: a connection with a subscription takes no other commands. */
  subscriber: Connection
  channel: string
  onEpoch(talk: TalkId): void
  onLease(name: string): void
  report: Report
}

/** The signals of all nodes. */
export async function openPubSub(parts: PubSubParts): Promise<SignalBus> {
  const { main, subscriber, channel, report } = parts
  const node = randomUUID()
  const bus = createSignalBus(report)
  let reported = false

  subscriber.redis.on('message', (_channel: string, text: string) => {
    const message = read(text)
    if (!message) {
      // One report is enough to show that another program publishes here.
      if (!reported) report(new Error(`A message on the Redis channel ${channel} is not for Lectern.`))
      reported = true
    } else if (message.about === 'epoch') parts.onEpoch(message.talk)
    else if (message.about === 'lease') parts.onLease(message.name)
    // The listeners of this node were called without Redis.
    else if (message.from !== node) bus.signal(message.talk, message.whisper)
  })
  const subscribe = (): Promise<unknown> => subscriber.redis.subscribe(channel)
  await subscribe()
  // If the connection is lost meanwhile, the next `ready` subscribes.
  subscriber.redis.on('ready', () => void subscribe().catch(() => {}))

  return {
    ...bus,
    signal(talk, signal) {
      const text = messageText({ about: 'whisper', from: node, talk, whisper: signal })
      if (main.ready) main.redis.publish(channel, text).catch(() => {})
      // Not through Redis, so that a node that lost Redis still counts its own browsers.
      bus.signal(talk, signal)
    },
  }
}

function read(text: string): Message | null {
  try {
    const parsed = v.safeParse(messageSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
