/** The room of a talk in memory, whose signals come from nowhere and whose timers the test moves on. */
import pino from 'pino'
import { onTestFinished, vi } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import type { NodeHealth } from '../../protocol/server-view.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { openRoom } from '../../server/room/room.ts'
import type { SignalSources } from '../../server/room/signal-channels.ts'
import { openTalk } from '../../server/talk/talk.ts'

const slides = Array.from({ length: 9 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 0 }))

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`

/** Signals that say nothing, but for the count: 7 until its source tells more. */
export function signalSources(startCount: SignalSources['count']['start'] = () => () => {}): SignalSources {
  const silent = { opening: () => ({}) as never, start: () => () => {} }
  return {
    typing: silent,
    bursts: silent,
    stream: silent,
    review: silent,
    room: silent,
    cycle: silent,
    sandboxes: silent,
    devices: silent,
    address: silent,
    count: { opening: () => ({ value: 7, at: 0 }), start: startCount },
  }
}

/** The talk `demo` has nine slides and stands on the first. */
export async function memoryRoom() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const log = openMemoryLog()
  const talk = await openTalk(log, 'demo', pino({ level: 'silent' }))
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  const size = { browsers: 3 }
  const room = openRoom({
    log,
    talk,
    browsers: () => size.browsers,
    sources: () => signalSources(),
    health: () => ({}) as NodeHealth,
    pressure: () => false,
  })
  onTestFinished(async () => {
    room.close()
    await talk.close()
    await log.close()
    vi.useRealTimers()
  })
  return {
    room,
    talk,
    log,
    /** The number of browsers on the node that the room gets. */
    size,
    goto: (h: number) => talk.append({ id: newId(), type: 'position/goto', to: { h, v: 0, f: -1 } }, SERVER),
    tick: (ms = 500) => vi.advanceTimersByTimeAsync(ms),
  }
}
