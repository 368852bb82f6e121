/** The interface for storing the server's secrets: a file, memory, or Redis if several nodes share them. */
import { createHash, randomBytes } from 'node:crypto'
import type { TalkId } from '../../protocol/ids.ts'
import type { Undo } from '../log/log.ts'
import { memoryDevices, type DeviceTable } from './device-table.ts'

/** The minimum length of a key. A shorter one was truncated and does not count. */
export const MIN_KEY_LENGTH = 16

/** Random, never shown, and the same on every node. */
export interface Secrets {
  /** Signs participants' cookies. It survives every renewal of the presenter's key, so no participant is renamed. */
  readonly participantSecret: string
  /**
   * Signs one-time keys and device cookies, together with the presenter's key. A new key invalidates them all, and
   * nobody can use one of them to test guesses at the key.
   */
  readonly pairingSecret: string
}

export interface KeyStore extends Secrets {
  /**
   * Identifies the data folder or the Redis in cookie names, because browsers send all servers of one host the same
   * cookies.
   */
  readonly id: string
  /** The current key; the newest that this node knows. */
  readonly presenterKey: string
  /** The keys of single talks; the newest that this node knows. */
  readonly talkKeys: ReadonlyMap<TalkId, string>
  /** Called within a second after a key has changed: that of a talk, or the presenter's (null). */
  onRenewed(listener: (talk: TalkId | null) => void): Undo
  readonly devices: DeviceTable
  /** True for the first call with this id on any node; remembered for at least `forMs`. */
  claim(id: string, forMs: number): Promise<boolean>
  close(): Promise<void>
}

/** 144 random bits that need no escaping in a URL. */
export function newSecret(): string {
  return randomBytes(18).toString('base64url')
}

function newSecrets(): Secrets {
  return { participantSecret: newSecret(), pairingSecret: newSecret() }
}

/** Derived from the secret without revealing it, and stable as long as the secret is. */
function idOf(secret: string): string {
  return createHash('sha256').update(`cookie names of ${secret}`).digest('base64url').slice(0, 8)
}

export interface MemoryKeys extends KeyStore {
  renew(key: string): void
  /** The keys of all talks that have one. */
  renewTalks(keys: ReadonlyMap<TalkId, string>): void
}

/** Lives as long as the process. The file or Redis store calls `renew` and `renewTalks` when it finds other keys. */
export function memoryKeys(
  presenterKey = newSecret(),
  { participantSecret, pairingSecret }: Secrets = newSecrets(),
  id = idOf(participantSecret),
  devices: DeviceTable = memoryDevices(),
): MemoryKeys {
  const listeners = new Set<(talk: TalkId | null) => void>()
  const talkKeys = new Map<TalkId, string>()
  const tell = (talk: TalkId | null): void => {
    for (const listener of listeners) listener(talk)
  }
  const claimed = createClaims()
  let key = presenterKey
  return {
    get presenterKey() {
      return key
    },
    participantSecret,
    pairingSecret,
    id,
    talkKeys,
    devices,
    onRenewed(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    claim: async (nonce, forMs) => claimed(nonce, forMs),
    close: async () => listeners.clear(),
    renew(next) {
      if (next === key) return
      key = next
      tell(null)
    },
    renewTalks(next) {
      for (const [talk, talkKey] of next) {
        const before = talkKeys.get(talk)
        if (before === talkKey) continue
        talkKeys.set(talk, talkKey)
        // The first key of a talk ends no pairing.
        if (before !== undefined) tell(talk)
      }
    },
  }
}

/** Remembers claimed ids, and forgets the oldest first. */
function createClaims(now = Date.now): (id: string, forMs: number) => boolean {
  const until = new Map<string, number>()
  return (id, forMs) => {
    const at = now()
    for (const [other, end] of until) if (end < at) until.delete(other)
    if (until.has(id)) return false
    until.set(id, at + forMs)
    return true
  }
}
