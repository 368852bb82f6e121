/** Sends the changes of each feature to the browsers subscribed to its channel: at once, or merged in ticks. */
import { isCore } from '../../protocol/channels.ts'
import { FEATURE_NAMES, features, type FeatureName } from '../../protocol/features/index.ts'
import { ROLES, type Role } from '../../protocol/role.ts'
import { changesSince, coreOf, hasOwn, ownOf } from '../../protocol/view.ts'
import { coalesce } from '../base/coalesce.ts'
import type { Talk } from '../talk/talk.ts'
import type { SharedPacket } from '../transport/shared-frame.ts'
import { byRole, patchPacket, type Known, type Receiver, type SendQueues } from './send-queues.ts'

/** Opening patches that are cached for each channel. Browsers reconnect with few different numbers, unless they invent them. */
const MOST_OPENINGS = 100

export interface FeatureChannels {
  /** The talk has changed. */
  changed(): void
  /** Sends the core channels of the browser's role, which it has up to these entries of an epoch. */
  openCore(receiver: Receiver, epoch: string | undefined, had: Readonly<Record<string, number>>): void
  /** Sends what a browser lacks of a channel, and subscribes it to the changes. */
  subscribe(receiver: Receiver, name: FeatureName, known: Known): void
  unsubscribe(receiver: Receiver, name: FeatureName): void
  /** What a subscribed browser lacks of a channel. */
  open(receiver: Receiver, name: FeatureName, known: Known): void
  /** The browser has disconnected. */
  forget(receiver: Receiver): void
  /** The channels beyond the core ones that somebody is subscribed to. */
  subscribed(): FeatureName[]
  close(): void
}

export function createFeatureChannels(
  talk: Pick<Talk, 'epoch' | 'state'>,
  queues: Pick<SendQueues, 'of' | 'send' | 'sendInSlices' | 'open'>,
  tickMs: () => number,
): FeatureChannels {
  const channels = Object.fromEntries(
    FEATURE_NAMES.map((name) => [name, createChannel(name, talk, queues, tickMs)]),
  ) as Record<FeatureName, Channel>
  const all = Object.values(channels)
  const core = Object.fromEntries(ROLES.map((role) => [role, coreOf(role)])) as Record<Role, FeatureName[]>

  return {
    changed() {
      for (const channel of all) channel.changed()
    },
    openCore(receiver, epoch, had) {
      for (const name of core[receiver.role]) {
        // The position is always sent, so that a browser knows that it is up to date.
        const isKnown = epoch === talk.epoch && had[name] === talk.state.changed[name]
        if (!isKnown || name === 'position') channels[name].open(receiver, { epoch, seq: had[name] ?? 0 })
      }
    },
    subscribe(receiver, name, known) {
      // First the missed changes, then the subscription, in the same turn, so that nothing is lost in between.
      channels[name].open(receiver, known)
      if (!isCore(name)) channels[name].subscribers[receiver.role].add(receiver)
    },
    unsubscribe(receiver, name) {
      if (!isCore(name)) channels[name].subscribers[receiver.role].delete(receiver)
    },
    open(receiver, name, known) {
      if (isCore(name) || channels[name].subscribers[receiver.role].has(receiver))
        channels[name].open(receiver, known)
    },
    forget(receiver) {
      for (const name of FEATURE_NAMES) this.unsubscribe(receiver, name)
    },
    subscribed: () =>
      FEATURE_NAMES.filter(
        (name) => !isCore(name) && ROLES.some((role) => channels[name].subscribers[role].size > 0),
      ),
    close() {
      for (const channel of all) channel.close()
    },
  }
}

interface Channel {
  readonly subscribers: Record<Role, Set<Receiver>>
  changed(): void
  open(receiver: Receiver, known: Known): void
  close(): void
}

function createChannel(
  name: FeatureName,
  talk: Pick<Talk, 'epoch' | 'state'>,
  queues: Pick<SendQueues, 'of' | 'send' | 'sendInSlices' | 'open'>,
  tickMs: () => number,
): Channel {
  const inTicks = features[name].delivery === 'in-ticks'
  const personal = hasOwn(name)
  const to: readonly Role[] = features[name].to
  /** They have everything that was sent. All browsers of its roles are subscribed to a core channel. */
  const subscribers = isCore(name) ? queues.of : byRole<Receiver>()
  const openings = new Map<string, SharedPacket>()
  let sent = here()
  const tick = coalesce(flush, tickMs)

  function here() {
    return { epoch: talk.epoch, seq: talk.state.changed[name], slice: talk.state[name] }
  }

  const isSent = (): boolean => talk.state[name] === sent.slice && talk.epoch === sent.epoch

  function changed(): void {
    if (isSent()) return
    openings.clear()
    if (to.every((role) => subscribers[role].size === 0)) sent = here()
    else if (inTicks && talk.epoch === sent.epoch) tick.soon()
    else flush()
  }

  /** Encoded once for each role, and once more for each participant whose own data has changed. */
  function flush(): void {
    if (isSent()) return
    const before = sent
    sent = here()
    const { epoch, seq, slice } = sent
    const known = epoch === before.epoch && seq > before.seq ? before.seq : 0
    for (const role of to) {
      if (subscribers[role].size === 0) continue
      const patch = changesSince(talk.state, name, known, role)
      const shared = patchPacket(epoch, name, patch)
      const forOne = (receiver: Receiver): SharedPacket => {
        const is = ownOf(name, slice, receiver.who.id)
        const was = patch.from === 0 ? undefined : ownOf(name, before.slice, receiver.who.id)
        return is === was ? shared : patchPacket(epoch, name, patch, is ?? null)
      }
      const packet = personal ? forOne : shared
      const news = { channel: name, known: { epoch: before.epoch, seq: before.seq } }
      if (inTicks) queues.sendInSlices(subscribers[role], packet, news)
      else queues.send(subscribers[role], packet, news)
    }
  }

  /** What a browser with entry `since` lacks. It is shared by all browsers that have no data of their own in it. */
  function opening(receiver: Receiver, since: number): SharedPacket {
    const { epoch, state } = talk
    const key = `${receiver.role} ${since}`
    const is = ownOf(name, state[name], receiver.who.id)
    const ready = is === undefined ? openings.get(key) : undefined
    if (ready) return ready
    const patch = changesSince(state, name, since, receiver.role)
    // A browser that reconnects may still show its earlier own data.
    const packet = patchPacket(epoch, name, patch, personal && patch.from > 0 ? (is ?? null) : is)
    if (is !== undefined) return packet
    if (openings.size >= MOST_OPENINGS) openings.clear()
    openings.set(key, packet)
    return packet
  }

  return {
    subscribers,
    changed,
    open(receiver, known) {
      queues.open(receiver, { channel: name, known }, () =>
        opening(receiver, known.epoch === talk.epoch ? known.seq : 0),
      )
    },
    close: tick.cancel,
  }
}
