/** The browsers of one open talk: sends them opening patches and changes, and counts them. */
import { isChannel, isCore, isFeature, maySubscribe, type ChannelName } from '../../protocol/channels.ts'
import { ROLES, type Role } from '../../protocol/role.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { NodeHealth } from '../../protocol/server-view.ts'
import { signals, type CoreSignal, type SignalNews, type SourcedSignal } from '../../protocol/signals.ts'
import { createPresence, type Presence, type RoomCount } from './presence.ts'
import { createFeatureChannels } from './feature-channels.ts'
import { createSendQueues, signalPacket, type Known, type Receiver, type SendQueues } from './send-queues.ts'
import { coalesce } from '../base/coalesce.ts'
import type { TalkLog } from '../log/log.ts'
import type { Talk } from '../talk/talk.ts'
import { tickMs } from './ticks.ts'
import { createSignalChannels, type SignalSources } from './signal-channels.ts'

/** Browsers reconnect within this time after a connection was lost. It grows with the room, up to the maximum. */
const CREW_BACK_MS = 300
const AUDIENCE_BACK_MS = 1000
const AUDIENCE_BACK_MOST_MS = 8000
/** Up to this size the usual time is enough. */
const SMALL_ROOM = 1000
/** While a hall comes in, its size doubles several times within seconds, and one message at the end is enough. */
const SPREAD_AFTER_MS = 10_000

/** These roles reconnect first. */
const CREW: readonly Role[] = ['presenter', 'stage']

export interface RoomParts {
  log: TalkLog
  talk: Talk
  /** Browsers on this node, of all talks. */
  browsers: () => number
  sources: (count: () => RoomCount) => SignalSources
  /** The health of this node, for the presenters on the other nodes. */
  health: () => NodeHealth
  /** True while the process is overloaded. */
  pressure: () => boolean
}

/** What a browser already has when it connects. */
export interface Had {
  epoch: string | undefined
  /** The entry up to which it has each channel. */
  channels: Readonly<Record<string, number>>
}

export interface Room {
  readonly talk: Talk
  /** Browsers on this node. */
  readonly size: number
  readonly presence: Presence
  readonly queues: SendQueues
  /** Sends a new browser the opening patches, given what it already has, and the signals of its role. */
  join(receiver: Receiver, had: Had): void
  /** Whether the browser may subscribe to this channel. */
  subscribe(receiver: Receiver, channel: ChannelName, known: Known): void
  unsubscribe(receiver: Receiver, channel: ChannelName): void
  /** The browser has disconnected. */
  forget(receiver: Receiver): void
  /** The channels beyond the core ones that somebody is subscribed to. */
  subscribed(): ChannelName[]
  /** The server shuts down on purpose: sends all browsers the time within which to reconnect. */
  sayRestart(): void
  close(): void
}

export function openRoom({ log, talk, browsers, sources, health, pressure }: RoomParts): Room {
  const queues = createSendQueues({
    catchUp(receiver, missed) {
      for (const [channel, known] of missed) {
        if (isFeature(channel)) featureChannels.open(receiver, channel, known)
        else if (isSourced(channel)) signalChannels.open(receiver, channel)
        else openCore(receiver, channel)
      }
    },
  })
  const featureChannels = createFeatureChannels(talk, queues, () => tickMs(browsers()))
  function tell<N extends CoreSignal>(name: N, news: SignalNews<N>): void {
    queues.signal(signals[name].to, signalPacket(name, news))
  }
  const tellHeads = (headcount: Headcount): void => {
    tell('headcount', headcount)
    if (spreadOf('audience', browsers()) !== spread) spreading.soon()
  }
  const presence = createPresence(log, talk.id, tellHeads, health)
  const signalChannels = createSignalChannels(
    sources(() => presence.room()),
    queues,
    pressure,
  )
  let wasSaved = talk.saved
  const undo = talk.onChange(() => {
    featureChannels.changed()
    if (talk.saved === wasSaved) return
    wasSaved = talk.saved
    tell('saved', wasSaved)
  })

  function join(receiver: Receiver, { epoch, channels }: Had): void {
    featureChannels.openCore(receiver, epoch, channels)
    for (const name of ['spread', 'headcount', 'saved'] as const)
      if (maySubscribe(name, receiver.role)) openCore(receiver, name)
    for (const [name, seq] of Object.entries(channels))
      if (isChannel(name) && !isCore(name) && maySubscribe(name, receiver.role))
        subscribe(receiver, name, { epoch, seq })
  }

  /** The present value of a signal that browsers get without a subscription, if there is one. */
  function openCore(receiver: Receiver, name: CoreSignal): void {
    const within = spreadOf(receiver.role, browsers())
    const headcount = presence.latest()
    if (name === 'spread' && within > AUDIENCE_BACK_MS) open(receiver, name, within)
    if (name === 'headcount' && headcount) open(receiver, name, headcount)
    if (name === 'saved') open(receiver, name, talk.saved)
  }

  function open<N extends CoreSignal>(receiver: Receiver, name: N, news: SignalNews<N>): void {
    queues.open(receiver, { channel: name }, () => signalPacket(name, news))
  }

  function subscribe(receiver: Receiver, channel: ChannelName, known: Known): void {
    if (isFeature(channel)) featureChannels.subscribe(receiver, channel, known)
    else if (isSourced(channel)) signalChannels.subscribe(receiver, channel)
  }

  let spread = AUDIENCE_BACK_MS
  /** Only if the room has doubled or halved. */
  const spreading = coalesce(() => {
    const now = spreadOf('audience', browsers())
    if (now === spread) return
    spread = now
    tell('spread', now)
  }, SPREAD_AFTER_MS)

  return {
    talk,
    get size() {
      return ROLES.reduce((sum, role) => sum + queues.of[role].size, 0)
    },
    presence,
    queues,
    join,
    subscribe,
    unsubscribe(receiver, channel) {
      if (isFeature(channel)) featureChannels.unsubscribe(receiver, channel)
      else if (isSourced(channel)) signalChannels.unsubscribe(receiver, channel)
    },
    forget(receiver) {
      queues.remove(receiver)
      featureChannels.forget(receiver)
      signalChannels.forget(receiver)
    },
    subscribed: () => [...featureChannels.subscribed(), ...signalChannels.subscribed()],
    sayRestart() {
      for (const role of ROLES) queues.signal([role], signalPacket('restart', spreadOf(role, browsers())))
    },
    close() {
      presence.close()
      spreading.cancel()
      featureChannels.close()
      signalChannels.close()
      queues.close()
      undo()
    },
  }
}

function isSourced(channel: ChannelName): channel is SourcedSignal {
  return !isFeature(channel) && !isCore(channel)
}

/** The time in ms within which a browser reconnects after the connection was lost: 1, 2, 4 or 8 s. */
function spreadOf(role: Role, browsers: number): number {
  if (CREW.includes(role)) return CREW_BACK_MS
  const steps = Math.ceil(Math.log2(Math.max(1, browsers / SMALL_ROOM)))
  return Math.min(AUDIENCE_BACK_MS * 2 ** steps, AUDIENCE_BACK_MOST_MS)
}
