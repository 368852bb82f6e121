/** F8: three nodes behind a real HAProxy, one of which dies. */
import { expect, onTestFinished } from 'vitest'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { TALK } from '../support/deck.ts'
import { pairedCookie, participantCookie } from '../support/people.ts'
import { openHall, startHaproxy, type Hall } from '../support/proxies.ts'
import { startFollower, type Follower } from './follower.ts'
import { createLedger, record } from './traffic.ts'
import { compare } from './universal-check.ts'

const AT_ONCE = 50
const goto = (h: number) => ({ type: 'position/goto', to: { h, v: 0, f: -1 } })
const showing = (h: number) => (each: Follower) => each.live && each.view.position?.h === h

/**
 * So many people, and a driver, connect through the proxy; returns the time in ms that each was off the current
 * slide.
 */
export async function loseNode(size: number): Promise<{ times: number[]; moved: number }> {
  const hall = await openHall(startHaproxy)
  const driver = await driverOf(hall)
  const crowd = await crowdOf(hall, size)
  const writers = await writersOf(hall, 6)
  const everybody = [...crowd, ...writers]
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(1))).toBe(true)
  await Promise.all(everybody.map((each) => each.until(showing(1))))
  const before = crowd.map(({ count }) => count.connections)
  const begun = performance.now()
  await hall.nodes[1]?.killHard()
  const said = writers.map((each, i) => record(ledger, each, { type: 'chat/say', text: `meanwhile ${i}` }))
  expect(await record(ledger, driver, goto(2))).toBe(true)
  const times: number[] = []
  const back = (each: Follower): Promise<unknown> =>
    each.until(showing(2), 45_000).then(() => times.push(performance.now() - begun))
  await Promise.all(everybody.map(back))
  expect(await Promise.all(said)).not.toContain(false)
  const moved = crowd.filter(({ count }, i) => count.connections > before[i]!).length
  // The browsers of the dead node, and of no other.
  expect(moved).toBeGreaterThan(size / 6)
  expect(moved).toBeLessThan(size / 2)
  await Promise.all(writers.map((each) => each.until(({ chat }) => chat.size === writers.length)))
  const { log } = await openRedisLog(hall.redis.address(), () => {})
  await compare(
    log,
    [driver, ...everybody],
    { ledger, talk: TALK },
    hall.nodes.flatMap((node) =>
      node
        .errors()
        .split('\n')
        .filter((line) => line !== ''),
    ),
  )
  await log.close()
  return { times, moved }
}

/** People who connect through the proxy, from many addresses. */
async function crowdOf({ url }: Hall, size: number): Promise<Follower[]> {
  const crowd: Follower[] = []
  while (crowd.length < size) {
    const some = Array.from({ length: Math.min(AT_ONCE, size - crowd.length) }, () =>
      startFollower({ url, talk: TALK, backMs: 1000 }),
    )
    for (const each of some) onTestFinished(each.close)
    await Promise.all(some.map((each) => each.until(({ live }) => live, 60_000, 'the talk')))
    crowd.push(...some)
  }
  return crowd
}

async function driverOf(hall: Hall): Promise<Follower> {
  const cookie = await pairedCookie(hall)
  const driver = startFollower({ url: hall.url, talk: TALK, role: 'presenter', cookie, backMs: 300 })
  onTestFinished(driver.close)
  await driver.until(({ live }) => live)
  return driver
}

/** People who write, connected like pages. */
async function writersOf(hall: Hall, size: number): Promise<Follower[]> {
  const cookies = await Promise.all(Array.from({ length: size }, () => participantCookie(hall, `/${TALK}/`)))
  const writers = cookies.map((cookie) =>
    startFollower({ url: hall.url, talk: TALK, cookie, chat: true, backMs: 1000 }),
  )
  for (const each of writers) onTestFinished(each.close)
  await Promise.all(writers.map((each) => each.until(({ live }) => live)))
  return writers
}
