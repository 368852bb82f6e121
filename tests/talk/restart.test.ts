/** kill -9 during a stream of moves: nothing that was acknowledged is lost, and every browser reconnects. */
import { expect, test } from 'vitest'
import type { Position } from '../../protocol/position.ts'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { freePort } from '../support/program.ts'
import { DESKTOP, follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { join, newIntentId, pairedCookie } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { temporaryFolder } from '../support/server.ts'

const KEY = 'a-key-for-this-test-only'

test('[L2] [T2] [G5] killed while the talk moves, and restarted on the same data', async () => {
  const port = await freePort()
  const data = await temporaryFolder()
  const start = () => startProgram(DECK, port, '--data', data, '--key', KEY)
  const program = await start()
  const server = { url: program.url, key: KEY }
  const phone = await present(server, TALK, { ...PHONE, unstable: true })
  const followers = [
    await follow(server, `/${TALK}/`, { ...DESKTOP, unstable: true }),
    await follow(server, `/${TALK}/stage`, { ...PROJECTOR, unstable: true }),
  ]
  const cookie = await pairedCookie(server)
  const driver = await join(server, 'presenter', { cookie })

  let acked: Position | undefined
  let ackedSeq = 0
  const dead = new Promise<void>((resolve) => driver.socket.once('disconnect', () => resolve()))
  const moves = (async () => {
    for (let i = 0; ; i++) {
      const to = { h: (i % 20) + 1, v: 0, f: -1 }
      const ack = await driver.send({ id: newIntentId(), type: 'position/goto', to }).catch(() => null)
      if (!ack?.ok) return
      acked = to
      ackedSeq = ack.seq
    }
  })()
  await driver.sees((view) => (view.position?.h ?? 0) === 17)
  await program.killHard()
  await dead
  await moves

  await start()
  const after = await join(server, 'presenter', { cookie })
  expect(after.store.epoch).toBe(driver.store.epoch)
  expect(after.store.seq('position')).toBeGreaterThanOrEqual(ackedSeq)
  // One more move may have been stored without its answer being sent.
  if (after.store.seq('position') === ackedSeq) expect(after.store.view.position).toEqual(acked)
  const at = { h: 25, v: 0, f: -1 }
  expect(await after.send({ id: newIntentId(), type: 'position/goto', to: at })).toMatchObject({ ok: true })
  for (const { page } of followers) await expectShown(page, at)
  await phone.page.getByText(/26 of/).first().waitFor()
})
