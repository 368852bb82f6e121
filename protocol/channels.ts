/** What a browser subscribes to: a feature's slice, or a signal. */
import * as v from 'valibot'
import { FEATURE_NAMES, features, type FeatureName } from './features/index.ts'
import { epochSchema, seqSchema } from './ids.ts'
import type { Role } from './role.ts'
import { SIGNAL_NAMES, signals, type SignalName } from './signals.ts'

export type ChannelName = FeatureName | SignalName
const CHANNEL_NAMES: ChannelName[] = [...FEATURE_NAMES, ...SIGNAL_NAMES]

const rules: Record<ChannelName, { to: readonly Role[]; core: boolean }> = { ...features, ...signals }

export function maySubscribe(channel: ChannelName, role: Role): boolean {
  return rules[channel].to.includes(role)
}

/** Roles that may subscribe to a core channel are subscribed with the handshake, and stay subscribed. */
export function isCore(channel: ChannelName): boolean {
  return rules[channel].core
}

export function isChannel(name: string): name is ChannelName {
  return Object.hasOwn(rules, name)
}

export function isFeature(channel: ChannelName): channel is FeatureName {
  return Object.hasOwn(features, channel)
}

/**
 * Starts or ends a subscription. `since` is the entry up to which the browser has the channel in this epoch. Without it,
 * or if the channel was not subscribed to before, the server sends everything that a new subscriber needs.
 */
export const subscribeSchema = v.strictObject({
  channel: v.picklist(CHANNEL_NAMES),
  on: v.boolean(),
  epoch: v.optional(epochSchema),
  since: v.optional(seqSchema),
})
