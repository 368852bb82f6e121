/** A copy of a running server's data by deploy/backup.sh works elsewhere and contains everything acknowledged. */
import { execFile } from 'node:child_process'
import { join as joinPath } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startProgram } from '../support/cli.ts'
import { DECK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie } from '../support/people.ts'
import { temporaryFolder } from '../support/server.ts'

const run = promisify(execFile)
const KEY = 'the-key-of-the-backup'

test('[N10] a backup under load is complete, and a restored one continues', async () => {
  const folder = await temporaryFolder()
  const data = joinPath(folder, 'data')
  const copy = joinPath(folder, 'copy')
  const program = await startProgram(DECK, 0, '--data', data, '--key', KEY)
  const server = { url: program.url, key: KEY }
  const presenter = await join(server, 'presenter', { cookie: await pairedCookie(server) })
  let acked = 0
  let moving = true
  const moves = (async () => {
    for (let i = 0; moving; i += 1) {
      const to = { h: i % 20, v: 0, f: -1 }
      const ack = await presenter.send({ id: newIntentId(), type: 'position/goto', to })
      if (ack.ok) acked = ack.seq
      // The server asks clients to wait for this long.
      else await setTimeout(ack.refusal.retryAfterMs)
    }
  })()
  await presenter.sees(() => presenter.store.seq('position') > 60)
  const before = acked
  await run('deploy/backup.sh', [data, copy, String(program.child.pid)])
  // The server was only paused for a moment, so the moves continue.
  await presenter.sees(() => presenter.store.seq('position') > before + 20)
  moving = false
  await moves
  await expect(run('deploy/backup.sh', [data, copy])).rejects.toThrow('is there already')

  const restored = await startProgram(DECK, 0, '--data', copy, '--key', KEY)
  const person = await join({ url: restored.url }, 'audience')
  expect(person.store.seq('position')).toBeGreaterThanOrEqual(before)
  expect(person.store.seq('position')).toBeLessThan(acked)
  expect(person.store.epoch).toBe(presenter.store.epoch)
})
