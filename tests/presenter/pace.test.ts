/** What the audience says about the pace: on the presenter's phone, and nowhere else. */
import { expect, test } from 'vitest'
import { newIntentId, join, pairedCookie, participantCookie } from '../support/people.ts'
import { PACE_FADES_MS } from '../../protocol/pace.ts'
import { present } from '../support/browsers.ts'
import { seriousViolations } from '../support/axe.ts'
import { TALK } from '../support/deck.ts'
import { startServer } from '../support/server.ts'

test('[R21] [R25] the presenter sees who is lost, and no other browser gets a byte of it', async () => {
  const server = await startServer()
  const cookie = () => participantCookie(server, `/${TALK}/`)
  const ada = await join(server, 'audience', { cookie: await cookie() })
  const bob = await join(server, 'audience', { cookie: await cookie() })
  const stage = await join(server, 'stage', { cookie: await pairedCookie(server) })
  const { page: phone } = await present(server)
  const wishes = (words: string) => phone.locator('#wishes').getByText(words, { exact: true }).waitFor()
  const heard: string[] = []
  for (const { socket } of [ada, bob, stage]) {
    socket.io.engine.on('packet', ({ data }) => heard.push(String(data)))
    socket.emit('subscribe', { channel: 'pace', on: true })
  }
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: 'lost' })).toMatchObject({ ok: true })
  await wishes('1 lost')
  expect(await bob.send({ id: newIntentId(), type: 'pace/say', what: 'slower' })).toMatchObject({ ok: true })
  await wishes('1 lost, 1 slower')
  expect(await ada.query({ query: 'pace/mine' })).toEqual({ what: 'lost' })
  expect(await bob.query({ query: 'pace/mine' })).toEqual({ what: 'slower' })
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: null })).toMatchObject({ ok: true })
  await wishes('1 slower')
  expect(heard.length).toBeGreaterThan(0)
  const leaks = heard.filter((text) => /"pace"|steps|faster/.test(text))
  expect(leaks).toEqual([])

  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Pace/ }).tap()
  await phone.getByText('Now: 1 slower.').waitFor()
  await phone.getByRole('listitem').filter({ hasText: 'The Room' }).getByText('1 slower').waitFor()
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
  expect(await phone.locator('#wishes').textContent()).toBe('')
  early = 0
  expect(await ada.send({ id: newIntentId(), type: 'pace/say', what: 'faster' })).toMatchObject({ ok: true })
  await phone.getByRole('button', { name: /^Pace 1 faster/ }).waitFor()
})
