/** One follower over a raw socket, which must cost its process less than it costs the server. */
import { connect, type Socket } from 'node:net'
import { CLOSE, clientFrame, PING, readFrames, TEXT } from './frames.ts'
import type { WireClient } from './wire-clients.ts'

/** A shared read buffer: each read is processed before the next one begins. */
const shared = Buffer.alloc(64 * 1024)
/** One local address has 28,000 ports, and a server may count by address. */
const PER_ADDRESS = 2500
const PONG_FRAME = 10
const EIO_PING = clientFrame('2')

export interface Place {
  host: string
  port: number
  client: WireClient
}

/** What a follower reports to the crowd. */
export interface Ears {
  joined(follower: number): void
  left(follower: number): void
  /** The server answered that it cannot accept it now. */
  turnedAway(follower: number): void
  /** `at`: milliseconds of the machine's monotonic clock. */
  step(follower: number, step: number, at: number, message: Buffer): void
  read(bytes: number): void
}

export interface Follower {
  say(text: string): void
  /** Resets the connection and reconnects as a browser does. */
  lose(): void
  /** Resets the connection for good. */
  leave(): void
}

/** Milliseconds of the machine's monotonic clock, the same in every process. */
export function steadyNow(): number {
  return performance.now() + STEADY_OFFSET_MS
}

/** The two clocks are read one after the other, so the largest of many differences is the most accurate. */
const STEADY_OFFSET_MS = Math.max(
  ...Array.from({ length: 100 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()),
)

/** Connects at once, and again whenever the connection is lost. `number` is its index in the whole crowd. */
export function follow(place: Place, number: number, ears: Ears): Follower {
  const { host, port, client } = place
  const request = Buffer.from(
    [
      `GET ${client.path} HTTP/1.1`,
      `Host: ${host}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Origin: http://${host}:${port}`,
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...client.headers(number),
      '',
      '',
    ].join('\r\n'),
  )
  const localAddress = `127.0.0.${2 + Math.floor(number / PER_ADDRESS)}`
  let socket: Socket
  let upgraded = false
  let joined = false
  let rest: Buffer | undefined
  let step = -1
  let gone = false
  const again = client.again()
  let pings: NodeJS.Timeout | undefined

  function open(): void {
    upgraded = joined = false
    rest = undefined
    socket = connect({ host, port, localAddress, noDelay: true, onread: { buffer: shared, callback: read } })
    socket.on('error', () => {})
    socket.on('close', closed)
    socket.write(request)
  }

  function closed(): void {
    clearInterval(pings)
    if (joined) ears.left(number)
    joined = false
    if (gone) return
    // A browser does not learn why its WebSocket was refused.
    setTimeout(open, again.next(false))
  }

  function join(): void {
    joined = true
    again.reset()
    const { pingEveryMs } = client
    if (pingEveryMs !== undefined) pings = setInterval(() => socket.write(EIO_PING), pingEveryMs)
    ears.joined(number)
  }

  function read(size: number): boolean {
    ears.read(size)
    let bytes = shared
    let end = size
    if (rest) {
      bytes = Buffer.concat([rest, shared.subarray(0, size)])
      end = bytes.length
      rest = undefined
    }
    const from = upgraded ? 0 : upgrade(bytes, end)
    if (from < 0) return true
    const frames = from === 0 ? bytes : bytes.subarray(from, end)
    const whole = readFrames(frames, end - from, (opcode, start, stop) =>
      onFrame(frames, opcode, start, stop),
    )
    if (whole < end - from) rest = Buffer.from(frames.subarray(whole, end - from))
    return true
  }

  /** The offset of the first frame; -1 while there is none. */
  function upgrade(bytes: Buffer, end: number): number {
    const head = bytes.toString('latin1', 0, end)
    const stop = head.indexOf('\r\n\r\n')
    if (stop < 0) {
      rest = Buffer.from(bytes.subarray(0, end))
      return -1
    }
    if (!head.startsWith('HTTP/1.1 101')) {
      if (head.startsWith('HTTP/1.1 503')) ears.turnedAway(number)
      socket.resetAndDestroy()
      return -1
    }
    upgraded = true
    if (client.joined.length === 0) join()
    return stop + 4
  }

  function onFrame(bytes: Buffer, opcode: number, from: number, to: number): void {
    if (opcode === TEXT) {
      const message = bytes.subarray(from, to)
      const found = message.length < client.marker.length ? -1 : message.indexOf(client.marker)
      if (found >= 0) {
        step = Number.parseInt(
          message.toString('latin1', found + client.marker.length, found + client.marker.length + 6),
          10,
        )
        ears.step(number, step, steadyNow(), message)
      } else {
        const answer = client.reply(message, step, again)
        if (answer) socket.write(answer)
      }
      if (!joined && message.subarray(0, client.joined.length).equals(client.joined)) join()
    } else if (opcode === PING) socket.write(clientFrame(bytes.subarray(from, to), PONG_FRAME))
    else if (opcode === CLOSE) socket.destroy()
  }

  open()
  return {
    say: (text) => void socket.write(clientFrame(text)),
    lose: () => void socket.resetAndDestroy(),
    leave() {
      gone = true
      socket.resetAndDestroy()
    },
  }
}
