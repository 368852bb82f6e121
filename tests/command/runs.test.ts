/** The commands for runs, as the real program: while its server runs, after it was killed, and over Redis. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startRedis } from '../support/redis.ts'
import { temporaryFolder } from '../support/server.ts'

const KEY = 'a-key-for-this-test-only'
const SECRET = 'Zebra-said-this-in-run-one'
const run = promisify(execFile)
const lectern = async (...args: string[]): Promise<string> =>
  (await run(process.execPath, ['dist/server/cli.js', ...args])).stdout
const said = (text: string) => ({ id: newIntentId(), type: 'chat/say', text }) as const

async function holds(folder: string, text: string): Promise<boolean> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('lectern.db'))
  const bytes = await Promise.all(names.map((name) => readFile(joinPath(folder, name))))
  return bytes.some((each) => each.includes(text))
}

test('[V23] [V24] in SQLite: a run begins and is deleted while the server runs, and nothing of it is left in the file', async () => {
  const data = await temporaryFolder()
  const start = () => startProgram(DECK, 0, '--data', data, '--key', KEY)
  const program = await start()
  const guest = await join(program, 'audience', { cookie: await participantCookie(program, `/${TALK}/`) })
  expect(await guest.send(said(SECRET))).toMatchObject({ ok: true })
  expect(await holds(data, SECRET)).toBe(true)

  const { epoch } = guest.store
  expect(await lectern('run', 'new', TALK, '--data', data)).toContain('Run 2')
  await expect.poll(() => guest.store.epoch).not.toBe(epoch)
  expect(await guest.send(said('second'))).toMatchObject({ ok: true })
  await program.killHard()
  // Without its server, the command opens the log itself.
  expect(await lectern('runs', TALK, '--data', data)).toMatch(/\n1 .* ended\n2 .* current\n$/)

  const again = await start()
  expect(await lectern('forget', TALK, '1', '--data', data)).toContain('Run 1')
  expect(await holds(data, SECRET)).toBe(false)
  expect(await lectern('runs', TALK, '--data', data)).not.toContain('\n1 ')
  await expect(lectern('forget', TALK, '2', '--data', data)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^lectern: Run 2 is the current one: .*\n$/),
  })
  await again.killHard()
})

test('[V23] [V24] over Redis: the command begins a run for a live room, and deletes the earlier one with all its keys', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const node = await startProgram(DECK, 0, '--redis', redis.url, '--key', KEY)
  const guest = await join(node, 'audience', { cookie: await participantCookie(node, `/${TALK}/`) })
  expect(await guest.send(said(SECRET))).toMatchObject({ ok: true })
  const driver = await join(node, 'presenter', { cookie: await pairedCookie({ url: node.url, key: KEY }) })
  expect(await lectern('run', 'new', TALK, '--redis', redis.url)).toContain('Run 2')
  await driver.sees((view) => view.run?.number === 2)
  expect(await lectern('forget', TALK, '1', '--redis', redis.url)).toContain('Run 1')
  expect((await redis.client().keys('*')).filter((name) => name.includes('@'))).toEqual([])
  expect(await lectern('runs', TALK, '--redis', redis.url)).toMatch(/state\n2 .* current\n$/)
})
