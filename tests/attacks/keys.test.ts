/** A key known to the wrong person: after a renewal, every browser with the old key is disconnected at once. */
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { follow, PHONE, present, visit } from '../support/browsers.ts'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const run = promisify(execFile)
const lectern = (...args: string[]): Promise<{ stdout: string }> =>
  run(process.execPath, ['dist/server/cli.js', ...args])

test('[S10] [AT6] [AT23] `lectern key --new` beside a running server: the old key is invalid within a second, the audience stays', async () => {
  const data = await temporaryFolder()
  const program = await startProgram(DECK, 0, '--data', data)
  const keyOf = async (): Promise<string> => (await readFile(joinPath(data, 'presenter-key'), 'utf8')).trim()
  const old = { url: program.url, key: await keyOf() }
  const options = { cookie: await pairedCookie(old) }
  const presenter = await join(old, 'presenter', options)
  const stage = await join(old, 'stage', options)
  const guest = { cookie: await participantCookie(old, `/${TALK}/`) }
  const follower = await join(old, 'audience', guest)
  const say = (text: string) => follower.send({ id: newIntentId(), type: 'chat/say', text })
  expect(await say('before')).toMatchObject({ ok: true })

  const cut = Promise.all(
    [presenter, stage].map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve))),
  )
  const { stdout } = await lectern('key', '--new', '--data', data, '--port', '4711')
  await cut
  await expect(join(old, 'presenter', options)).rejects.toThrow('unauthorized')
  await expect(pairedCookie(old)).rejects.toThrow('403')
  const again = await join(old, 'stage', options)
  expect(await again.send({ id: newIntentId(), type: 'screen/blank', blanked: true })).toMatchObject({
    refusal: { code: 'forbidden' },
  })

  const now = { url: program.url, key: await keyOf() }
  expect(stdout).toContain(`:4711/pair#key=${now.key}\n`)
  expect((await stat(joinPath(data, 'presenter-key'))).mode & 0o777).toBe(0o600)
  const cookie = await pairedCookie(now)
  await expect(join(now, 'presenter', { cookie })).resolves.toBeDefined()

  expect(follower.socket.connected).toBe(true)
  expect(await say('after')).toMatchObject({ ok: true })
  const other = await join(now, 'audience', guest)
  const me = (person: typeof other): Promise<unknown> => person.query({ query: 'chat/me' })
  expect(await me(other)).toEqual(await me(follower))
  expect(await me(other)).toMatchObject({ author: 1 })

  const shown = await lectern('key', '--data', data, '--public-url', 'https://talk.example.com')
  expect(shown.stdout).toContain(`https://talk.example.com/pair#key=${now.key}\n`)
})

test('[S10] [AT6] a phone whose key was renewed shows the pairing page, and can pair again', async () => {
  const server = await startServer()
  const { page } = await present(server)
  const audience = await follow(server, `/${TALK}/`)
  server.renewKey()
  await page.getByRole('heading', { name: 'Pair this phone' }).waitFor()
  await page.getByLabel('Or paste the link or its key').fill(server.key)
  await page.getByRole('button', { name: 'Pair' }).click()
  await page.getByRole('button', { name: /^Next/ }).first().waitFor()
  expect(await audience.page.locator('.reveal.ready').count()).toBe(1)
})

test.each([
  ['--memory', 'With --memory no key is stored: restart the server for a new one.'],
  ['--data=no-such-folder', "There is no key in no-such-folder: pass the server's folder with --data."],
  [
    '--key=1357-kqzv-w8mt-xy',
    'The key is set with --key or LECTERN_KEY: change it there and restart the server.',
  ],
])('[S10] [H12] `lectern key --new %s` is refused in one line', async (option, line) => {
  await expect(lectern('key', '--new', option)).rejects.toMatchObject({
    stderr: `lectern: ${line}\n`,
    code: 1,
  })
})

test('[S11] [AT3] a paired phone shows a code that pairs one other phone, once', async () => {
  const server = await startServer()
  const { page } = await present(server)
  const asked = page.waitForResponse('**/pair/once')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: /^Devices/ }).click()
  await page.getByRole('button', { name: /^Pair another phone/ }).click()
  const offer = (await (await asked).json()) as { url: string; svg: string }
  await page.getByRole('img', { name: 'Code for the other phone' }).waitFor()
  expect(offer.url + offer.svg).not.toContain(server.key)
  const path = offer.url.slice(server.url.length)
  const other = await visit(server, path, PHONE)
  await other.page.getByRole('button', { name: /^Next/ }).first().waitFor()
  expect(other.page.url()).not.toContain('once')
  const third = await visit(server, path, { ...PHONE, unstable: true })
  await third.page.getByText('That code has been used or has expired.').first().waitFor()
  expect((await fetch(`${server.url}/pair/once`, { method: 'POST' })).status).toBe(401)
})
