/** The room over a talk in memory: what browsers of each role get when they connect, when they are behind, and when it ends. */
import { expect, test, vi } from 'vitest'
import type { Role } from '../../protocol/role.ts'
import { coreOf } from '../../protocol/view.ts'
import { memoryLine, type MemoryLine } from '../../tests/support/memory-line.ts'
import { memoryRoom } from '../../tests/support/memory-room.ts'
import type { Had } from './room.ts'

const FULL = 1024 * 1024
const NOTHING: Had = { epoch: undefined, channels: {} }

/** A room whose browsers are in memory. */
async function open() {
  const opened = await memoryRoom()
  const { room } = opened
  return {
    ...opened,
    enter(role: Role = 'audience', had = NOTHING): MemoryLine {
      const browser = memoryLine(role)
      room.join(browser.line, had)
      room.queues.add(browser.line)
      return browser
    },
  }
}

const ALL_CORE = Object.fromEntries(coreOf('audience').map((name) => [name, 0]))

/** Each event's content: a channel with the entries from and to, or a signal with its news. */
function eventsOf({ take }: MemoryLine): unknown[][] {
  return take().map(([kind, ...args]) => (kind === 'patch' ? args.slice(1, 4) : args))
}
const names = (browser: MemoryLine): unknown[] => eventsOf(browser).map(([name]) => name)

test('[V6] [T42] [G16] the opening patches of a browser are the core channels of its role', async () => {
  const { enter } = await open()
  expect(names(enter('audience'))).toEqual(coreOf('audience'))
  expect(names(enter('moderator'))).toEqual(coreOf('moderator'))
  expect(names(enter('stage'))).toEqual([...coreOf('stage'), 'saved'])
  expect(names(enter('presenter'))).toEqual([...coreOf('presenter'), 'saved'])
  expect(coreOf('presenter')).toEqual(
    expect.arrayContaining(['talk', 'position', 'screen', 'driver', 'clock']),
  )
})

test('[G5] [T42] a browser that reconnects gets what it lacks of each channel, and is subscribed to them again', async () => {
  const { room, talk, enter, goto, tick } = await open()
  const had: Had = { epoch: talk.epoch, channels: { ...ALL_CORE, talk: 1, position: 1, hand: 0, count: 0 } }
  await goto(4)
  const back = enter('audience', had)
  expect(eventsOf(back)).toEqual([
    ['position', 1, 2],
    ['hand', 0, 0],
    ['count', { value: 7, at: 0 }],
  ])
  expect(room.subscribed()).toEqual(['hand', 'count'])
  await goto(5)
  await tick()
  expect(names(back)).toContain('position')
  room.forget(back.line)
  expect(room.subscribed()).toEqual([])
})

test('[G5] [T42] channels that a role may not see, and names that are no channel, are ignored in its handshake', async () => {
  const { room, talk, enter } = await open()
  const channels = { driver: 0, review: 0, constructor: 0, nothing: 0 }
  expect(names(enter('audience', { epoch: talk.epoch, channels }))).toEqual(coreOf('audience'))
  expect(room.subscribed()).toEqual([])
})

test('[G5] a browser of another epoch starts over', async () => {
  const { enter, goto } = await open()
  await goto(4)
  const had: Had = { epoch: 'another', channels: { talk: 1, position: 2, screen: 0 } }
  const opened = eventsOf(enter('audience', had))
  expect(opened.map(([name, from]) => [name, from])).toEqual(coreOf('audience').map((name) => [name, 0]))
  expect(opened).toContainEqual(['position', 0, 2])
})

test('[G8] presenters and stages get the headcount, merged, and later ones with their opening patches', async () => {
  const { room, enter, tick } = await open()
  const [audience, stage] = [enter('audience'), enter('stage')]
  for (const { take } of [audience, stage]) take()
  const guest = { role: 'audience', agent: undefined, transport: 'websocket' } as const
  const seats = [room.presence.enter(guest), room.presence.enter(guest), room.presence.enter(guest)]
  await tick()
  const headcount = ['headcount', { audience: 3, stage: 0, presenter: 0 }]
  expect(eventsOf(stage)).toEqual([headcount])
  expect(eventsOf(audience)).toEqual([])
  expect(eventsOf(enter('presenter'))).toContainEqual(headcount)
  expect(names(enter('audience'))).not.toContain('headcount')
  for (const seat of seats) seat.leave()
  await tick()
  expect(eventsOf(stage)).toEqual([['headcount', { audience: 0, stage: 0, presenter: 0 }]])
})

test('[G16] [T15] presenters and stages get a signal when the log cannot be written, and when it can again', async () => {
  const { talk, log, enter, goto } = await open()
  const [audience, stage] = [enter('audience'), enter('stage')]
  for (const { take } of [audience, stage]) take()
  const append = log.append
  log.append = () => Promise.reject(new Error('the disk is full'))
  expect(await goto(3)).toMatchObject({ ok: true, durable: false })
  expect(eventsOf(stage)).toContainEqual(['saved', false])
  expect(eventsOf(enter('presenter'))).toContainEqual(['saved', false])
  log.append = append
  await vi.waitFor(() => expect(talk.saved).toBe(true), { timeout: 60_000 })
  expect(eventsOf(stage)).toContainEqual(['saved', true])
  expect(names(audience)).not.toContain('saved')
})

test('[G16] a big room gets the time within which to reconnect, when it has grown, and with the opening patches', async () => {
  const { room, size, enter, tick } = await open()
  const [audience, stage] = [enter('audience'), enter('stage')]
  for (const { take } of [audience, stage]) take()
  const grown = async (browsers: number): Promise<unknown[][]> => {
    size.browsers = browsers
    // It is checked when the count changes.
    room.presence.enter({ role: 'audience', agent: undefined, transport: 'websocket' })
    await tick(12_000)
    return eventsOf(audience)
  }
  expect(await grown(900)).toEqual([])
  expect(await grown(1500)).toEqual([['spread', 2000]])
  expect(await grown(1900)).toEqual([])
  expect(await grown(5000)).toEqual([['spread', 8000]])
  expect(eventsOf(enter('moderator'))).toContainEqual(['spread', 8000])
  expect(await grown(900)).toEqual([['spread', 1000]])
  expect(names(enter('audience'))).not.toContain('spread')
  expect(names(stage)).not.toContain('spread')
})

test('[G7] before a restart each role gets the time within which to reconnect', async () => {
  const { room, size, enter } = await open()
  const roles = ['presenter', 'moderator', 'stage', 'audience'] as const
  const browsers = roles.map((role) => enter(role))
  for (const { take } of browsers) take()
  size.browsers = 3000
  room.sayRestart()
  expect(browsers.map(eventsOf)).toEqual([300, 4000, 300, 4000].map((ms) => [['restart', ms]]))
})

test('[G14] a browser that was behind gets the rest at once: features, signals and core signals', async () => {
  const { room, enter, goto, tick } = await open()
  const slow = enter('stage')
  room.subscribe(slow.line, 'hand', { epoch: undefined, seq: 0 })
  slow.take()
  await goto(1)
  slow.take()
  slow.state.waiting = FULL
  for (const h of [2, 3, 4]) await goto(h)
  room.subscribe(slow.line, 'count', { epoch: undefined, seq: 0 })
  room.presence.enter({ role: 'stage', agent: undefined, transport: 'websocket' })
  await tick()
  expect(eventsOf(slow)).toEqual([])
  expect(room.queues.counts.dropped).toBe(1)
  slow.state.waiting = 0
  await tick(250)
  expect(eventsOf(slow)).toEqual([
    ['position', 2, 5],
    ['count', { value: 7, at: 0 }],
  ])
  await goto(6)
  expect(eventsOf(slow)).toEqual([['position', 5, 6]])
})

test('[G14] a newcomer that falls behind during its opening patches gets the signals of its role with the rest', async () => {
  const { enter, goto, tick, room } = await open()
  const slow = memoryLine('stage')
  slow.state.waiting = FULL
  room.join(slow.line, NOTHING)
  room.queues.add(slow.line)
  await goto(2)
  expect(eventsOf(slow)).toEqual([])
  slow.state.waiting = 0
  await tick(250)
  const rest = eventsOf(slow)
  expect(rest.map(([name]) => name)).toEqual([...coreOf('stage'), 'saved'])
  expect(rest).toContainEqual(['position', 0, 2])
  expect(names(enter('stage'))).toEqual([...coreOf('stage'), 'saved'])
})

test('[T42] a core channel stays subscribed, whatever a browser sends', async () => {
  const { room, enter, goto } = await open()
  const browser = enter()
  browser.take()
  for (const channel of ['position', 'spread', 'saved'] as const) room.unsubscribe(browser.line, channel)
  await goto(1)
  expect(eventsOf(browser)).toEqual([['position', 1, 2]])
})

test('[G7] a closed room sends nothing', async () => {
  const { room, enter, goto, tick } = await open()
  const browser = enter('stage')
  room.subscribe(browser.line, 'hand', { epoch: undefined, seq: 0 })
  browser.take()
  room.close()
  await goto(1)
  await tick(5000)
  expect(eventsOf(browser)).toEqual([])
})
