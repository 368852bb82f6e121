/** F27: wrong clocks, on one node of several, and during a talk. */
import { expect, onTestFinished, test } from 'vitest'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { nextButton, PHONE, present, thumb } from '../support/browsers.ts'
import { startRedis } from '../support/redis.ts'
import { TALK, type Follower } from './follower.ts'
import { KEY, startRig } from './rig.ts'
import { createLedger, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

/** Preloaded into the program: shifts its clock by so many ms, and by `STEP_MS` more after SIGUSR2. */
const WRONG_CLOCK = `
  const RealDate = Date
  let off = Number(process.env.OFF_MS)
  globalThis.Date = class extends RealDate {
    constructor(...of) { if (of.length === 0) super(RealDate.now() + off); else super(...of) }
    static now() { return RealDate.now() + off }
  }
  process.on('SIGUSR2', () => { off += Number(process.env.STEP_MS) })`
const wrong = (offMs: number, stepMs = 0): Record<string, string> => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(WRONG_CLOCK)}`,
  OFF_MS: String(offMs),
  STEP_MS: String(stepMs),
})

const HOUR = 3_600_000
const goto = (h: number) => ({ type: 'position/goto', to: { h, v: 0, f: -1 } })
const showing = (h: number) => (each: Follower) => each.view.position?.h === h

test('[F27] nodes an hour behind and an hour ahead: order and idempotency come from the numbers alone', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const options = ['--redis', redis.url]
  const a = await startRig({ options, env: wrong(-HOUR) })
  const b = await startRig({ options, env: wrong(HOUR) })
  const driver = await a.present()
  const [onA, onB] = [await a.crowd(5, { chat: true }), await b.crowd(5, { chat: true })]
  const everybody = [driver, ...onA, ...onB]
  const ledger = createLedger()
  for (let h = 1; h <= 5; h++) {
    expect(await record(ledger, driver, goto(h))).toBe(true)
    for (const each of [onA[h % 5]!, onB[h % 5]!])
      expect(await record(ledger, each, { type: 'chat/say', text: `${h} of ${each.count.patches}` })).toBe(
        true,
      )
    await Promise.all(everybody.map((each) => each.until(showing(h))))
  }
  const { entries } = await universalCheck([a, b], { followers: everybody, ledger }, async () => {
    return (await openRedisLog(redis.address(), () => {})).log
  })
  const times = entries.map(({ at }) => at)
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(HOUR)
})

test.each([
  ['back by 10 minutes', -600_000],
  ['ahead by an hour', HOUR],
])(
  '[F27] the clock jumps %s during the talk: a phone still works, nothing is lost or repeated',
  async (_what, stepMs) => {
    const rig = await startRig({ env: wrong(0, stepMs) })
    const { page } = await present({ url: rig.url, key: KEY }, TALK, PHONE)
    const crowd = await rig.crowd(10, { chat: true })
    const ledger = createLedger()
    await thumb(nextButton(page))
    await Promise.all(crowd.map((each) => each.until(({ view }) => view.position?.f === 0)))
    rig.program.child.kill('SIGUSR2')
    for (let i = 0; i < 3; i++)
      await Promise.all(crowd.map((each) => record(ledger, each, { type: 'chat/say', text: `${i} after` })))
    await thumb(nextButton(page))
    await Promise.all(crowd.map((each) => each.until(({ view }) => view.position?.f === 1)))
    expect(ledger.refused.size).toBe(0)
    await page.context().close()
    await universalCheck(rig, { followers: crowd, ledger })
  },
)
