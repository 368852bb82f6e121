/** A TCP proxy with the faults of bad networks: slow, stalled, cut, half closed, without WebSockets. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** `up` is towards the server, `down` towards the browser. */
type Way = 'up' | 'down'

interface Weather {
  /** Delays every chunk by this time, plus up to `jitterMs`; the order is kept. */
  delayMs: number
  jitterMs: number
  /** For each direction of each connection. */
  bytesPerSecond: number
  /** Passes nothing on, ends included, and reports nothing; data waits until the stall is over. */
  stalled: readonly Way[]
  /** Removes the WebSocket upgrade from requests, as old proxies do. */
  stripUpgrade: boolean
  /** Resets new connections. */
  refusing: boolean
}

export interface FaultProxy {
  url: string
  port: number
  /** Changes the faults for all connections, present and future. */
  set(weather: Partial<Weather>): void
  /** Ends every connection on both sides: `rst` with a reset, `fin` gracefully. Returns how many. */
  cut(how: 'rst' | 'fin'): number
  /** Ends one direction of every connection; the other stays open. */
  halfClose(way: Way): void
  /** Sends these bytes to every browser, as if from the server. */
  inject(bytes: Buffer): void
  readonly connections: number
  /** Bytes passed on to browsers so far. */
  readonly bytesDown: number
  close(): Promise<void>
}

const CALM: Weather = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  stalled: [],
  stripUpgrade: false,
  refusing: false,
}
/** How much a direction buffers before its sender is blocked. */
const HOLD_BYTES = 64 * 1024

/** Listens on a free port of this machine; `host` and `port` name the server behind it. */
export async function startFaultProxy(port: number, host = '127.0.0.1'): Promise<FaultProxy> {
  const weather: Weather = { ...CALM }
  const pairs = new Set<{ browser: Socket; server: Socket }>()
  let bytesDown = 0
  let changed!: () => void
  let change = new Promise<void>((resolve) => (changed = resolve))

  async function clear(way: Way): Promise<void> {
    while (weather.stalled.includes(way)) await change
  }

  /** Forwards one direction until its end. */
  async function carry(from: Socket, to: Socket, way: Way): Promise<void> {
    const held: { data: Buffer; due: number }[] = []
    let heldBytes = 0
    let first = true
    let due = 0
    let more!: () => void
    let waiting = new Promise<void>((resolve) => (more = resolve))
    const wake = (): void => {
      more()
      waiting = new Promise((resolve) => (more = resolve))
    }
    from.on('data', (piece: Buffer) => {
      const data = first && way === 'up' && weather.stripUpgrade ? withoutUpgrade(piece) : piece
      first = false
      due = Math.max(due, performance.now() + weather.delayMs + Math.random() * weather.jitterMs)
      held.push({ data, due })
      heldBytes += data.length
      if (heldBytes > HOLD_BYTES) from.pause()
      wake()
    })
    let over = false
    from.once('close', () => ((over = true), wake()))
    from.once('end', () => ((over = true), wake()))
    for (;;) {
      const next = held.shift()
      if (!next) {
        if (over) break
        await waiting
        continue
      }
      const wait = next.due - performance.now()
      // The delay that the test has set.
      if (wait > 1) await sleep(wait)
      await clear(way)
      if (!to.writable) return
      const written = to.write(next.data)
      if (way === 'down') bytesDown += next.data.length
      // After an error it is not writable, which the next turn detects.
      if (!written) await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {})
      // The rate that the test has set.
      if (weather.bytesPerSecond < Infinity) await sleep((next.data.length / weather.bytesPerSecond) * 1000)
      heldBytes -= next.data.length
      if (heldBytes <= HOLD_BYTES) from.resume()
    }
    await clear(way)
    if (from.errored) to.resetAndDestroy()
    else to.end()
  }

  const proxy = createServer({ allowHalfOpen: true }, (browser) => {
    if (weather.refusing) return void browser.resetAndDestroy()
    const server = connect({ host, port, allowHalfOpen: true })
    const pair = { browser, server }
    pairs.add(pair)
    for (const end of [browser, server]) {
      end.setNoDelay(true)
      // The end is forwarded, which tells the other side.
      end.on('error', () => {})
      end.on('close', () => browser.destroyed && server.destroyed && pairs.delete(pair))
    }
    void carry(browser, server, 'up')
    void carry(server, browser, 'down')
  })
  proxy.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
  await once(proxy, 'listening')
  const own = (proxy.address() as AddressInfo).port

  const cut = (how: 'rst' | 'fin'): number => {
    const count = pairs.size
    for (const { browser, server } of pairs) {
      for (const end of [browser, server]) {
        if (how === 'rst') end.resetAndDestroy()
        else end.destroySoon()
      }
    }
    return count
  }
  return {
    url: `http://127.0.0.1:${own}`,
    port: own,
    set(next) {
      Object.assign(weather, next)
      changed()
      change = new Promise((resolve) => (changed = resolve))
    },
    cut,
    halfClose(way) {
      for (const { browser, server } of pairs) (way === 'up' ? server : browser).end()
    },
    inject(bytes) {
      for (const { browser } of pairs) if (browser.writable) browser.write(bytes)
    },
    get connections() {
      return pairs.size
    },
    get bytesDown() {
      return bytesDown
    },
    async close() {
      cut('rst')
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

function withoutUpgrade(head: Buffer): Buffer {
  const text = head.toString('latin1')
  return Buffer.from(
    text.replace(/^upgrade:.*\r\n/im, '').replace(/^connection:.*upgrade.*$/im, 'Connection: close'),
    'latin1',
  )
}
