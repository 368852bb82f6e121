/** The checks before a talk: in the terminal, and on the phone. */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join as joinPath, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { present } from '../support/browsers.ts'
import { join } from '../support/people.ts'
import { freePort } from '../support/ports.ts'
import { spawnProgram } from '../support/program.ts'
import { temporaryFolder } from '../support/server.ts'

/** Resolves to the exit code and everything that was printed. */
function check(...args: string[]): Promise<{ code: number; text: string }> {
  const command = [resolve('dist/server/cli.js'), 'check', ...args]
  return new Promise((done) => {
    execFile(process.execPath, command, (error, out, errors) => {
      done({ code: error ? Number(error.code) : 0, text: out + errors })
    })
  })
}

test('[PF1] [PF2] [PF3] the terminal and the phone say what is not ready, until everything is', async () => {
  const folder = await temporaryFolder()
  const deck = joinPath(folder, 'hello')
  await mkdir(deck)
  await writeFile(joinPath(deck, 'deck.md'), '# Hello\n\n---\n\n![](none.png)\n')
  const port = await freePort()
  const options = ['--data', joinPath(folder, 'data'), '--port', String(port), '--host', '127.0.0.1']
  const before = await check(deck, ...options, '--tunnel', 'ssh://host')
  expect(before.code).toBe(1)
  expect(before.text).toMatch(/BAD {2}Deck +One warning: deck\.md:5 /)
  expect(before.text).toContain(`Port ${port} is free.`)
  expect(before.text).toContain('1 of 5 not ready.')

  await writeFile(joinPath(deck, 'deck.md'), '# Hello\n\n---\n\n## Two\n')
  // The phone uses another address than the audience.
  const audience = ['--public-url', `http://localhost:${port}`]
  const program = await spawnProgram(deck, port, '--data', joinPath(folder, 'data'), ...audience)
  onTestFinished(program.killHard)
  const early = await check(...options)
  expect(early.code).toBe(1)
  expect(early.text).toMatch(/BAD {2}Stage +No stage is connected\.\n +Open http:\S+\/hello\/stage /)
  expect(early.text).toMatch(/BAD {2}Phone /)
  expect(early.text).toContain(`ok   Address   http://localhost:${port} answers from here.`)
  const stranger = await check('--port', String(port), '--key', 'another-key-4711-kqzv')
  expect(stranger.text).toContain(`A Lectern with another key runs on port ${port}.`)

  const key = /#key=(\S+)/.exec(program.said())?.[1] ?? ''
  const { page: phone, complaints } = await present({ url: program.url, key }, 'hello')
  // Asking the address for the audience is the only request to another host, and only here.
  onTestFinished(
    () => void complaints.splice(0, complaints.length, ...complaints.filter((one) => !asked.test(one))),
  )
  const asked = new RegExp(`^request: http://localhost:${port}/healthz$`)
  await phone.getByRole('button', { name: 'More' }).click()
  await phone.getByRole('button', { name: /^Check/ }).click()
  const row = (name: string): Promise<string> =>
    phone.locator('.checks').evaluate((list, start) => {
      return (
        [...list.children].map((each) => each.textContent ?? '').find((text) => text.includes(start)) ?? ''
      )
    }, `${name}:`)
  await expect.poll(() => row('Address')).toContain(`localhost:${port} answers on this phone.`)
  await expect.poll(() => row('Clock')).toContain('agrees')
  await expect.poll(() => row('Stage')).toContain('No stage is connected.')
  const stage = await join({ url: program.url }, 'stage', { talk: 'hello' })
  await expect.poll(() => row('Stage')).toContain('One is connected.')
  expect(
    await phone
      .getByRole('status')
      .filter({ hasText: /ready|red/ })
      .count(),
  ).toBeGreaterThan(0)

  const ready = await check(...options)
  expect(ready).toMatchObject({ code: 0, text: expect.stringContaining('Ready.') })
  stage.socket.disconnect()
  await expect.poll(async () => (await check(...options)).code).toBe(1)
})
