/** What the audience says about the pace: on the presenter's phone, and nowhere else. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newIntentId, join, pairedCookie, participantCookie } from '../support/people.ts'
import { PACE_FADES_MS } from '../../protocol/pace.ts'
import { follow, PHONE, present } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { seriousViolations } from '../support/axe.ts'
import { startServer } from '../support/server.ts'

/** The line in the phone's header. */
const lineOf = (phone: Page) => phone.locator('#wishes').textContent()

test('[R21] [R25] the presenter sees who is lost, and no other browser gets a byte of it', async () => {
  const server = await startServer()
  const cookie = () => participantCookie(server, `/${TALK}/`)
  const ada = await join(server, 'audience', { cookie: await cookie() })
  const bob = await join(server, 'audience', { cookie: await cookie() })
  const stage = await join(server, 'stage', { cookie: await pairedCookie(server) })
  const { page: phone } = await present(server)
  const heard: string[] = []
  for (const { socket } of [ada, bob, stage]) {
    socket.io.engine.on('packet', ({ data }) => heard.push(String(data)))
    socket.emit('subscribe', { channel: 'pace', on: true })
  }
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: 'lost' })).toMatchObject({ ok: true })
  await expect.poll(() => lineOf(phone)).toBe('1 lost')
  expect(await bob.send({ id: newIntentId(), type: 'pace/say', what: 'slower' })).toMatchObject({ ok: true })
  await expect.poll(() => lineOf(phone)).toBe('1 lost, 1 slower')
  expect(await ada.query({ query: 'pace/mine' })).toEqual({ what: 'lost' })
  expect(await bob.query({ query: 'pace/mine' })).toEqual({ what: 'slower' })
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: null })).toMatchObject({ ok: true })
  await expect.poll(() => lineOf(phone)).toBe('1 slower')
  expect(heard.length).toBeGreaterThan(0)
  const leaks = heard.filter((text) => /"pace"|steps|faster/.test(text))
  expect(leaks).toEqual([])

  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Pace/ }).tap()
  await phone.getByText('Now: 1 slower.').waitFor()
  await phone.getByRole('dialog', { name: 'Pace' }).getByText('1 The Room').waitFor()
  expect(await seriousViolations(phone)).toEqual([])
})

test('[R22] after five minutes the phone’s line is empty, and the slide keeps its number', async () => {
  let early = PACE_FADES_MS + 1000
  const server = await startServer({ now: () => Date.now() - early })
  const ada = await join(server, 'audience', { cookie: await participantCookie(server, `/${TALK}/`) })
  const { page: phone } = await present(server)
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: 'lost' })).toMatchObject({ ok: true })
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Pace nobody asks for another pace/ }).waitFor()
  expect(await lineOf(phone)).toBe('')
  early = 0
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: 'faster' })).toMatchObject({ ok: true })
  await phone.getByRole('button', { name: /^Pace 1 faster/ }).waitFor()
})

test('[R11] [R20] from the bar a person says that they are lost, withdraws it, and reacts', async () => {
  const server = await startServer()
  const { page } = await follow(server, `/${TALK}/`, PHONE)
  const { page: phone } = await present(server)
  const open = () => page.getByRole('button', { name: 'React', exact: true }).tap()
  const lost = page.getByRole('button', { name: 'Lost me here' })
  const pressed = () => lost.getAttribute('aria-pressed')
  await open()
  await lost.tap()
  await page.getByText('The speaker sees it. Tap again to withdraw it.').waitFor()
  await expect.poll(() => lineOf(phone)).toBe('1 lost')
  expect(await seriousViolations(page)).toEqual([])

  // The server knows it after a reload.
  await page.reload()
  await open()
  await expect.poll(pressed).toBe('true')
  await lost.tap()
  await page.getByText('Only the speaker sees this.').waitFor()
  await expect.poll(() => lineOf(phone)).toBe('')
  await lost.tap()
  await expect.poll(pressed).toBe('true')

  // Another slide is another question.
  await showSlide(server, '#text')
  await expect.poll(pressed).toBe('false')
  expect(await lineOf(phone)).toBe('1 lost')

  await page.getByRole('button', { name: '👏', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^Reactions: 👏 1/).waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(await page.locator('#live').getAttribute('data-following')).toBe('true')
})
