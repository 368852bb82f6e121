/** A rehearsal as the real program: the simulated room, the phone, the times in the terminal, and the talk afterwards. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { Rehearsed } from '../../protocol/plan.ts'
import { nextButton, PHONE, present, thumb } from '../support/browsers.ts'
import { startProgram } from '../support/cli.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startRedis } from '../support/redis.ts'
import { temporaryFolder } from '../support/server.ts'

const KEY = 'a-key-for-this-test-only'
const TALK = 'talk'
const DECK = `# The start

---

## The vote

<live-poll id="which">

Which one?

- This one
- That one

</live-poll>

---

## The end
`
/** Somebody writes and somebody asks within the first seconds. */
const SEED = '49'
const run = promisify(execFile)
const lectern = (...args: string[]) => run(process.execPath, ['dist/server/cli.js', ...args])

async function place(): Promise<{ deck: string; data: string }> {
  const folder = await temporaryFolder()
  const deck = joinPath(folder, 'talk.md')
  await writeFile(deck, DECK)
  return { deck, data: joinPath(folder, 'data') }
}

/** Its first argument is the command, and the deck follows. */
const rehearse = (deck: string, ...options: string[]) =>
  startProgram('rehearse', 0, deck, '--key', KEY, ...options)
const serverOf = ({ url }: { url: string }) => ({ url, key: KEY })
const guestOf = async (program: { url: string }) => {
  const guest = await join(program, 'audience', {
    talk: TALK,
    cookie: await participantCookie(program, `/${TALK}/`),
  })
  for (const channel of ['chat', 'questions', 'poll']) guest.socket.emit('subscribe', { channel, on: true })
  return guest
}
const driverOf = async (program: { url: string }) =>
  join(program, 'presenter', { talk: TALK, cookie: await pairedCookie(serverOf(program)) })
const sum = (plan: Rehearsed = []): number => plan.reduce((all, { ms }) => all + ms, 0)

test('[H33] [H34] [V27] [V29] [P39] a rehearsal has a lively room, ends with its times, and leaves the talk its plan and nothing else', async () => {
  const { deck, data } = await place()
  const before = await startProgram(deck, 0, '--data', data, '--key', KEY)
  const early = await guestOf(before)
  expect(await early.send({ id: newIntentId(), type: 'chat/say', text: 'before' })).toMatchObject({
    ok: true,
  })
  before.child.kill('SIGTERM')
  await once(before.child, 'exit')

  const program = await rehearse(deck, '--data', data, '--people', '40', '--seed', SEED)
  expect(program.said()).toContain('This is a rehearsal with 40 simulated people')
  const guest = await guestOf(program)
  const driver = await driverOf(program)
  const { page } = await present(serverOf(program), TALK, { ...PHONE, unstable: true })
  await page.getByRole('heading', { name: 'Rehearsal Slide 1 of 3' }).waitFor()
  await guest.sees(({ chat }) => (chat?.items.length ?? 0) > 0)
  expect(JSON.stringify(guest.store.view.chat)).not.toContain('before')
  await guest.sees(({ questions }) => (questions?.items.length ?? 0) > 0)

  await thumb(nextButton(page))
  await guest.sees(({ position }) => position?.h === 1)
  expect(await driver.send({ id: newIntentId(), type: 'poll/open', poll: 'which' })).toMatchObject({
    ok: true,
  })
  await guest.sees(({ poll }) => (poll?.polls[0]?.votes ?? 0) > 1)
  await thumb(nextButton(page))
  await guest.sees(({ position }) => position?.h === 2)

  const alone = new Promise<void>((resolve) =>
    driver.listen('headcount', ({ audience }) => audience === 1 && resolve()),
  )
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: /^End the talk/ }).tap()
  await page.getByRole('dialog', { name: /^End/ }).getByRole('button', { name: /^End/ }).tap()
  await expect.poll(() => program.said(), { timeout: 60_000 }).toContain('The plan is stored')
  // Only the one who is no simulation.
  await alone
  const told =
    /The rehearsal of "The start":[^]*1 +The start +\d+:\d\d\n[^]*2 +The vote +\d+:\d\d\n[^]*3 +The end +\d+:\d\d\n +total +\d+:\d\d\n/
  expect(program.said()).toMatch(told)
  const cookie = await pairedCookie(serverOf(program))
  const report = await fetch(`${program.url}/${TALK}/presenter/report.html`, { headers: { cookie } })
  expect(await report.text()).toContain('Report of a rehearsal')
  const exited = once(program.child, 'exit')
  program.child.kill('SIGINT')
  expect(await exited).toEqual([0, null])
  expect(program.errors()).not.toMatch(/"level":"(error|fatal)"/)
  const { stdout: runs } = await lectern('runs', TALK, '--data', data)
  expect(runs).toMatch(/\n1 .* talk +ended\n2 .* rehearsal +ended\n3 .* 2 +0 +talk +current\n$/)

  const after = await startProgram(deck, 0, '--data', data, '--key', KEY)
  const visitor = await guestOf(after)
  await visitor.sees(
    ({ chat, questions, poll }) => chat !== undefined && questions !== undefined && poll !== undefined,
  )
  const { chat, questions, poll, position } = visitor.store.view
  expect([chat?.items, questions?.items, poll?.polls, position?.h]).toEqual([[], [], [], 0])
  const speaker = await driverOf(after)
  const plan = speaker.store.view.run?.plan ?? []
  expect(plan.map(({ slide }) => slide)).toEqual(['the-start', 'the-vote', 'the-end'])
  for (const id of ['the-start', 'the-vote'])
    expect(sum(plan.filter(({ slide }) => slide === id))).toBeGreaterThan(1000)
  const { page: phone } = await present(serverOf(after), TALK)
  await phone.getByRole('heading', { name: 'Slide 1 of 3' }).waitFor()
  expect(await phone.getByText('Rehearsal', { exact: true }).isVisible()).toBe(false)
  await thumb(nextButton(phone))
  // The deck has no times, so only the plan can tell this.
  await phone.getByText(/^(left|over), (on time|\d+ min ahead)$/).waitFor()
})

test('[V27] [V28] over Redis, the plan outlives a server that was killed, and the talk has a run of its own', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const { deck } = await place()
  const program = await rehearse(deck, '--redis', redis.url, '--people', '0')
  const driver = await driverOf(program)
  await driver.sees(({ run: now }) => now?.rehearsal === true)
  for (const h of [1, 2]) {
    await driver.send({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
    // Each slide has a time only if the clock of the log has gone on.
    const moved = Date.now()
    await expect.poll(() => Date.now()).toBeGreaterThan(moved + 5)
  }
  await driver.send({ id: newIntentId(), type: 'talk/end' })
  await expect.poll(() => program.said(), { timeout: 60_000 }).toContain('The plan is stored')
  await program.killHard()

  const talk = await startProgram(deck, 0, '--redis', redis.url, '--key', KEY)
  const speaker = await driverOf(talk)
  expect(speaker.store.view.run).toMatchObject({ number: 2, rehearsal: false })
  expect(speaker.store.view.run?.plan.map(({ slide }) => slide)).toEqual(['the-start', 'the-vote', 'the-end'])
  expect(speaker.store.view.talk).toMatchObject({ over: false })
})

test('[H12] a rehearsal of several decks, or of none, is refused in one line', async () => {
  const folder = await temporaryFolder()
  await expect(lectern('rehearse', folder)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^lectern: [^\n]+\n$/),
  })
  await writeFile(joinPath(folder, 'one.md'), DECK)
  await expect(lectern('rehearse', joinPath(folder, 'other.md'))).rejects.toMatchObject({ code: 1 })
  await expect(lectern('rehearse', 'slides')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^lectern: lectern rehearse takes one deck, and slides has 2: [^\n]+\n$/),
  })
})
