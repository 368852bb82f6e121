/** How a follower talks to each server: what it requests, what it answers, and where a message contains the step. */
import { createBackoff, type Backoff } from '../../client/connection/backoff.ts'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { memoryKeys } from '../../server/keys/store.ts'
import { createKeys } from '../../server/keys/keys.ts'
import { clientFrame } from './frames.ts'

export const WIRE_CLIENTS = ['ours', 'plain', 'raw', 'multiplex', 'slidev'] as const
export type WireClientName = (typeof WIRE_CLIENTS)[number]

export interface WireClient {
  path: string
  /** More header lines of the upgrade request, for the follower with this number. */
  headers(follower: number): string[]
  /** The reply to a message without a step; `step` is the last one this follower saw, -1 before the first. */
  reply(message: Buffer, step: number, again: Again): Buffer | undefined
  /** Called with the first message of the crowd that contains this step. */
  learn?(message: Buffer, step: number): void
  /** After a message with this prefix, the follower has joined; empty: after the upgrade. */
  joined: Buffer
  /** The number after these characters is the step of the talk. */
  marker: Buffer
  /** The interval in ms at which the client sends pings, if it must. */
  pingEveryMs?: number
  /** The delay before a follower reconnects after its connection was lost. */
  again(): Again
}

/** As in `client/connection/backoff.ts`. */
type Again = Pick<Backoff, 'next' | 'reset' | 'spread'>

const PONG = clientFrame('3')
const LINES = [
  'User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Accept-Language: en-GB,en;q=0.9',
  'Cache-Control: no-cache',
  'Pragma: no-cache',
]
/** The defaults of socket.io-client: one second, doubled up to five, with 50 % jitter. */
function usualAgain(): Again {
  let failures = 0
  return {
    next: () => Math.min(5000, 1000 * 2 ** failures++) * (0.5 + Math.random()),
    reset: () => void (failures = 0),
    spread() {},
  }
}

export interface WireClientOptions {
  talk: string
  /** The secret that signs our visitors' cookies, or the token that Vite wrote into its page. */
  secret: string
}

export function wireClient(name: WireClientName, { talk, secret }: WireClientOptions): WireClient {
  switch (name) {
    case 'ours':
      return ours(talk, secret)
    case 'plain':
      return {
        path: '/socket.io/?EIO=4&transport=websocket',
        headers: () => LINES,
        reply: (message) => (message[0] === 0x30 ? clientFrame('40') : pong(message)),
        joined: Buffer.from('40'),
        marker: Buffer.from('"h":'),
        again: usualAgain,
      }
    case 'raw':
      return {
        path: '/',
        headers: () => LINES,
        reply: () => undefined,
        joined: Buffer.alloc(0),
        marker: Buffer.from('"h":'),
        again: usualAgain,
      }
    case 'multiplex':
      return {
        path: '/socket.io/?EIO=3&transport=websocket',
        headers: () => LINES,
        reply: () => undefined,
        joined: Buffer.from('40'),
        marker: Buffer.from('"indexh":'),
        // In Engine.IO 3, the client sends the pings.
        pingEveryMs: 25_000,
        again: usualAgain,
      }
    case 'slidev':
      return {
        path: `/?token=${secret}`,
        headers: () => [...LINES, 'Sec-WebSocket-Protocol: vite-hmr'],
        reply: () => undefined,
        joined: Buffer.from('{"type":"connected"'),
        marker: Buffer.from('"page":'),
        again: usualAgain,
      }
  }
}

function pong(message: Buffer): Buffer | undefined {
  return message.length === 1 && message[0] === 0x32 ? PONG : undefined
}

/** As our pages do (`client/connection/connection.ts`): with a visitor's cookie, and the epoch and number that it already has. */
function ours(talk: string, secret: string): WireClient {
  const keys = createKeys(memoryKeys('', { participantSecret: secret, pairingSecret: secret }))
  let epoch: string | undefined
  /** All followers see the same, so the numbers of one follower apply to all: of the position, those at each step. */
  const channels: Record<string, number> = {}
  const positions = new Map<number, number>()
  const hello = (step: number): Buffer => {
    const position = positions.get(step)
    const had = position === undefined ? {} : { epoch, channels: { ...channels, position } }
    return clientFrame(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk, role: 'audience', ...had })}`)
  }
  const patch = Buffer.from('42["patch",')
  const spread = Buffer.from('42["signal","spread",')
  return {
    path: '/socket.io/?EIO=4&transport=websocket',
    headers: () => [...LINES, `Cookie: ${keys.enrol(false)?.split(';')[0]}`],
    reply(message, step, again) {
      if (message[0] === 0x30) return hello(step)
      if (begins(message, spread))
        again.spread(Number.parseInt(message.toString('latin1', spread.length), 10))
      // What is no position does not change while the crowd is there.
      if (Object.keys(channels).length < OTHER_CHANNELS && begins(message, patch)) {
        const [, , channel, , to] = JSON.parse(message.toString().slice(2)) as Patch
        channels[channel] = to
      }
      return pong(message)
    },
    learn(message, step) {
      const [, itsEpoch, , , to] = JSON.parse(message.toString().slice(2)) as Patch
      epoch = itsEpoch
      positions.set(step, to)
    },
    joined: patch,
    marker: Buffer.from('{"h":'),
    again: () => createBackoff('audience'),
  }
}

/** Of the core channels, `talk` and `screen`. */
const OTHER_CHANNELS = 2
type Patch = [name: string, epoch: string, channel: string, from: number, to: number]

function begins(message: Buffer, start: Buffer): boolean {
  return message.subarray(0, start.length).equals(start)
}
