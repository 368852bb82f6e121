/** How a follower speaks to each server: what it asks for, what it answers, and where a message names the step. */
import { createBackoff, type Backoff } from '../../client/backoff.ts'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { memoryKeys } from '../../server/keys/store.ts'
import { createKeys } from '../../server/keys/keys.ts'
import { clientFrame } from './frames.ts'

export const TONGUES = ['ours', 'plain', 'raw', 'multiplex', 'slidev'] as const
export type TongueName = (typeof TONGUES)[number]

export interface Tongue {
  path: string
  /** More lines of the request to upgrade, of the follower with this number. */
  headers(follower: number): string[]
  /** What to send after a message without a step; `step` is the last this follower saw, -1 before the first. */
  reply(message: Buffer, step: number, again: Again): Buffer | undefined
  /** Called with the first message of the crowd that names this step. */
  learn?(message: Buffer, step: number): void
  /** After a message that begins so, the follower has joined; empty: with the upgrade. */
  joined: Buffer
  /** The number behind these characters is the step of the talk. */
  marker: Buffer
  /** Where the client asks for signs of life: every so many ms. */
  pingEveryMs?: number
  /** When one follower comes back after its connection was lost. */
  again(): Again
}

/** As in `client/backoff.ts`. */
type Again = Pick<Backoff, 'next' | 'reset' | 'spread'>

const PONG = clientFrame('3')
const LINES = [
  'User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Accept-Language: en-GB,en;q=0.9',
  'Cache-Control: no-cache',
  'Pragma: no-cache',
]
/** What socket.io-client does unless it is told otherwise: a second, then twice as long up to five, half more or less. */
function usualAgain(): Again {
  let failures = 0
  return {
    next: () => Math.min(5000, 1000 * 2 ** failures++) * (0.5 + Math.random()),
    reset: () => void (failures = 0),
    spread() {},
  }
}

export interface TongueOptions {
  talk: string
  /** What signs our visitors' cookies, or what Vite wrote into its page. */
  secret: string
}

export function speak(name: TongueName, { talk, secret }: TongueOptions): Tongue {
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
        // Of Engine.IO 3: the client asks.
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

/** As our pages do it (`client/connect.ts`): with the cookie of a visitor, and with what is known already. */
function ours(talk: string, secret: string): Tongue {
  const keys = createKeys(memoryKeys('', { participantSecret: secret, pairingSecret: secret }))
  /** All followers see the same, so what one had at a step all had. */
  const had = new Map<number, { epoch: string; seq: number }>()
  const hello = (step: number): Buffer =>
    clientFrame(
      `40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk, role: 'audience', ...had.get(step) })}`,
    )
  const spread = Buffer.from('42["spread",')
  return {
    path: '/socket.io/?EIO=4&transport=websocket',
    headers: () => [...LINES, `Cookie: ${keys.enrol(false).split(';')[0]}`],
    reply(message, step, again) {
      if (message[0] === 0x30) return hello(step)
      if (message.subarray(0, spread.length).equals(spread))
        again.spread(Number.parseInt(message.toString('latin1', spread.length), 10))
      return pong(message)
    },
    learn(message, step) {
      const [, epoch, , seq] = JSON.parse(message.toString().slice(2)) as [string, string, number, number]
      had.set(step, { epoch, seq })
    },
    joined: Buffer.from('42["patch",'),
    marker: Buffer.from('"position":{"h":'),
    again: () => createBackoff('audience'),
  }
}
