/** F16, F19, F20 and F21 with thousands of browsers in separate processes. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { CrowdAnswer } from './crowd-process.ts'
import { steadyMs } from './crowd-process.ts'
import type { Follower } from './follower.ts'
import { quantile, startHorde, tell, type Horde } from './hordes.ts'
import { collecting, startRig, type Rig } from './rig.ts'
import { createLedger, record, startTraffic } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const goto = (h: number) => ({ type: 'position/goto', to: { h, v: 0, f: -1 } })
/** The longest time that the server's event loop was blocked since the last check, in ms. */
const stall = async (rig: Rig): Promise<number> =>
  (await rig.figure('nodejs_eventloop_lag_max_seconds')) * 1000

/** Moves and waits for the crowd; returns the time until 99 % and until all have the move. */
async function move(horde: Horde, driver: Follower, h: number): Promise<{ most: number; all: number }> {
  const sent = steadyMs()
  const [answers] = await Promise.all([horde.order({ do: 'watch', h }), driver.send(goto(h))])
  return { most: latest(answers, 'most') - sent, all: latest(answers, 'all') - sent }
}

const latest = (answers: CrowdAnswer[], which: 'most' | 'all'): number =>
  Math.max(...answers.map((answer) => answer[which] ?? Infinity))

async function expectSound(horde: Horde): Promise<void> {
  const sums = await horde.order({ do: 'sum' })
  expect(sums.flatMap(({ wrongs }) => wrongs)).toEqual([])
  const [first, ...others] = sums.map(({ views }) => Object.keys(views ?? {}))
  expect(first, JSON.stringify(sums)).toHaveLength(1)
  for (const other of others) expect(other).toEqual(first)
}

test('[F20] 9,000 disconnected at once by a reset, four times: all back within 45 s, 99 % within 15 s, the memory freed', async () => {
  const rig = await startRig({ env: collecting })
  const driver = await rig.present()
  const horde = await startHorde(9000, { url: rig.url, backMs: 8000 })
  const ledger = createLedger()
  await move(horde, driver, 1)
  const rounds: { most: number; all: number; stall: number; memory: number }[] = []
  for (let round = 2; round <= 5; round++) {
    await stall(rig)
    const cut = steadyMs()
    await horde.order({ do: 'cut' })
    expect(await record(ledger, driver, goto(round))).toBe(true)
    const answers = await horde.order({ do: 'watch', h: round })
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200)
    rounds.push({
      most: latest(answers, 'most') - cut,
      all: latest(answers, 'all') - cut,
      stall: await stall(rig),
      memory: await rig.lasting(),
    })
  }
  const memory = rounds.map((round) => round.memory)
  tell('F20', {
    browsers: 9000,
    '99 % back ms, most': Math.max(...rounds.map(({ most }) => most)),
    'all back ms, most': Math.max(...rounds.map(({ all }) => all)),
    'longest stall ms': Math.max(...rounds.map((round) => round.stall)),
    'memory MB after each': memory.map(Math.round).join(', '),
    'handshakes put off': await rig.figure('lectern_sockets_refused_total'),
  })
  await expectSound(horde)
  // The first reconnect grows the heap; later ones must not.
  expect(memory.at(-1)).toBeLessThan((memory[0] ?? 0) * 1.1)
  for (const { most, all } of rounds) {
    expect(most).toBeLessThan(15_000)
    expect(all).toBeLessThan(45_000)
  }
  await horde.order({ do: 'leave' })
  await universalCheck(rig, { followers: [driver], ledger })
})

test('[F16] 100 browsers in a stopped process: cut, with their memory freed; nobody else waits', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(200)
  const writers = await rig.crowd(100, { chat: true })
  const horde = await startHorde(100, { url: rig.url, chat: true })
  const ledger = createLedger()
  const sockets = (): number =>
    Number(/mem (\d+)/.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1]) * 4096
  const before = { rss: rig.rss(), kernel: sockets() }
  const latencies = async (count: number): Promise<number[]> => {
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const h = 1 + (Math.floor(i) % 50)
      const sent = performance.now()
      const seen = crowd.map((each) => each.until(({ view }) => view.position?.h === h))
      expect(await record(ledger, driver, goto(h))).toBe(true)
      await Promise.all(seen)
      times.push(performance.now() - sent)
      // Ten moves a second.
      await sleep(100)
    }
    return times
  }
  const quiet = await latencies(40)
  for (const child of horde.processes) child.kill('SIGSTOP')
  const text = '話'.repeat(490)
  const saying = (async () => {
    for (let i = 0; i < 3; i++)
      await Promise.all(
        writers.map((each) => record(ledger, each, { type: 'chat/say', text: `${i} ${text}` })),
      )
  })()
  const loaded = await latencies(100)
  await saying
  const peak = { rss: rig.rss(), kernel: sockets() }
  const cut = await rig.figure('lectern_sockets_cut_total')
  for (const child of horde.processes) child.kill('SIGCONT')
  const last = 10
  expect(await record(ledger, driver, goto(last))).toBe(true)
  const answers = await horde.order({ do: 'watch', h: last })
  expect(answers.map(({ showing }) => showing)).toEqual([50, 50])
  // Browsers that must be cut are cut within 5 s; for those that stay, nothing can be awaited.
  await sleep(5000)
  await expectSound(horde)
  tell('F16', {
    stopped: 100,
    'cut for their queue': cut,
    'server MB before': before.rss,
    peak: peak.rss,
    after: rig.rss(),
    'kernel MB more at most': (peak.kernel - before.kernel) / 2 ** 20,
    'to the last of 200 ms, p99 quiet': quantile(quiet, 0.99),
    'p99 with the stopped ones': quantile(loaded, 0.99),
  })
  expect(peak.rss - before.rss).toBeLessThan(200)
  await horde.order({ do: 'leave' })
  await universalCheck(rig, { followers: [driver, ...crowd, ...writers], ledger })
})

test('[F19] 5,000 join while the talk moves: each on the slide with its first patch', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const ledger = createLedger()
  const traffic = startTraffic({ ledger, driver, movesPerSecond: 5 })
  const begun = steadyMs()
  const horde = await startHorde(5000, { url: rig.url })
  const joined = steadyMs() - begun
  await traffic.stop()
  const { most, all } = await move(horde, driver, 55)
  await expectSound(horde)
  tell('F19', { browsers: 5000, 'joined in ms': joined, 'then a move, 99 % ms': most, 'all ms': all })
  expect(most).toBeLessThan(2000)
  await horde.order({ do: 'leave' })
  await universalCheck(rig, { followers: [driver], ledger })
})

test('[F21] 20 of 2,000 send 100 messages a second for a minute: always cut, and the slides are on time', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const horde = await startHorde(1980, { url: rig.url })
  const shouting = await rig.crowd(20, { chat: true, backMs: 1000 })
  const ledger = createLedger()
  let over = false
  const shouts = shouting.map(async (each) => {
    while (!over) {
      const id = randomBytes(12).toString('base64url')
      if (each.live) each.socket?.emit('intent', { id, type: 'chat/say', text: 'me!' })
      // A hundred messages a second.
      await sleep(10)
    }
  })
  const times: number[] = []
  const begun = performance.now()
  for (let i = 0; performance.now() - begun < 60_000; i++) {
    times.push((await move(horde, driver, 1 + (i % 50))).most)
    // A pause between two moves.
    await sleep(200)
  }
  over = true
  await Promise.all(shouts)
  const cuts = shouting.reduce((sum, { count }) => sum + count.connections - 1, 0)
  await expectSound(horde)
  const [, ...others] = await horde.order({ do: 'sum' })
  expect(others.reduce((sum, { connections = 0 }) => sum + connections, 0)).toBe(990)
  await horde.order({ do: 'leave' })
  const { state } = await universalCheck(rig, { followers: [driver, ...shouting], ledger })
  tell('F21', {
    'times cut': cuts,
    'messages taken': state.chat.items.length,
    'slide to 99 % of 1,980 ms, p50': quantile(times, 0.5),
    p99: quantile(times, 0.99),
  })
  expect(cuts).toBeGreaterThan(20)
  // Five at once, and one every two seconds.
  expect(state.chat.items.length).toBeLessThanOrEqual(20 * (5 + 35))
  expect(quantile(times, 0.99)).toBeLessThan(1500)
})
