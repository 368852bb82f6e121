/** The port of what the server's secrets are kept in: a file, memory, or Redis when several nodes share them. */
import { createHash, randomBytes } from 'node:crypto'
import type { Undo } from '../log/log.ts'

/** Characters that a key must have at least; one that is cut short is no key. */
export const MIN_KEY_LENGTH = 16

/** Random, never shown to anybody, and the same on every node. */
export interface Secrets {
  /** Signs participants' cookies. It outlives every presenter's key, so that a renewal renames nobody. */
  readonly participantSecret: string
  /**
   * Signs one-time keys and paired devices' cookies, together with the presenter's key: a new key ends them all,
   * and whoever sees one of them cannot try out keys on it.
   */
  readonly pairingSecret: string
}

export interface KeyStore extends Secrets {
  /** Names the data folder, or the Redis, in the names of cookies: browsers mix up the servers of one host. */
  readonly id: string
  /** What pairs a browser; the newest one that this node has heard of. */
  readonly presenterKey: string
  /** Called after the presenter's key has changed, within a second of it. */
  onRenewed(listener: () => void): Undo
  /** True for the first who asks for this id, on whichever node; remembered for at least `forMs`. */
  claim(id: string, forMs: number): Promise<boolean>
  close(): Promise<void>
}

/** 144 random bits that need no escaping in an address. */
export function newSecret(): string {
  return randomBytes(18).toString('base64url')
}

function newSecrets(): Secrets {
  return { participantSecret: newSecret(), pairingSecret: newSecret() }
}

/** Says nothing about the secret, and stays the same as long as it. */
function idOf(secret: string): string {
  return createHash('sha256').update(`cookie names of ${secret}`).digest('base64url').slice(0, 8)
}

/** Lives as long as the process. `renew` is what a file or Redis does when it hears of another key. */
export function memoryKeys(
  presenterKey = newSecret(),
  { participantSecret, pairingSecret }: Secrets = newSecrets(),
  id = idOf(participantSecret),
): KeyStore & { renew(key: string): void } {
  const listeners = new Set<() => void>()
  const claimed = createClaims()
  let key = presenterKey
  return {
    get presenterKey() {
      return key
    },
    participantSecret,
    pairingSecret,
    id,
    onRenewed(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    claim: async (nonce, forMs) => claimed(nonce, forMs),
    close: async () => listeners.clear(),
    renew(next) {
      if (next === key) return
      key = next
      for (const listener of listeners) listener()
    },
  }
}

/** Remembers who has asked; forgets in the order of asking. */
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
