/** The Polls sheet on the speaker's phone, with the stage and a person of the audience. */
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import { follow, nextButton, PHONE, present, PROJECTOR, thumb } from '../support/browsers.ts'
import { newIntentId } from '../support/people.ts'
import { startServer } from '../support/server.ts'
import { SERVER } from '../../protocol/role.ts'

const TALK = 'polls'

test('[O15] [O3] the phone opens a poll, sees the result before the room, closes it, shows it and repeats it', async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const talk = server.app.talk(TALK)
  const to = { h: 1, v: 0, f: -1 }
  await talk.append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  const { page: phone } = await present(server, TALK)
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  await phone.getByRole('button', { name: 'More', exact: true }).tap()
  await phone.getByRole('button', { name: /^Polls/ }).tap()
  const sheet = phone.getByRole('dialog', { name: 'Polls' })
  // That of the current slide is first, and unfolded.
  const card = sheet.locator('.poll-card').first()
  await card.getByRole('heading', { name: 'Which language?' }).waitFor()
  await card.getByRole('button', { name: 'Open the poll' }).tap()
  await ada.getByRole('button', { name: 'Rust' }).tap()
  await card.getByText(/open, 1 vote, results hidden/).waitFor()
  await expect.poll(() => card.textContent()).toMatch(/Rust100 %, 1 vote/)
  expect(await stage.locator('.present live-poll').textContent()).not.toContain('100 %')
  expect(await seriousViolations(phone)).toEqual([])
  await card.getByRole('button', { name: 'Close the poll' }).tap()
  await card.getByText(/closed, 1 vote, results hidden/).waitFor()
  await card.getByRole('button', { name: 'Show the results' }).tap()
  await stage.getByText('100 %').waitFor()
  await card.getByRole('button', { name: 'Another round' }).tap()
  await card.getByText(/open, 0 votes, round 2, results hidden/).waitFor()
  await ada.getByRole('button', { name: 'Go' }).tap()
  await card.getByText(/open, 1 vote, round 2, results hidden/).waitFor()
  await card.getByRole('button', { name: 'Show the results' }).tap()
  await expect.poll(() => stage.locator('.present live-poll').textContent()).toContain('100 % before')
  await card.getByRole('button', { name: 'Remove all votes' }).tap()
  await phone.getByRole('button', { name: 'Remove', exact: true }).tap()
  await stage.getByText('0 votes', { exact: true }).waitFor()
  expect(talk.state.poll.polls[0]).toMatchObject({ votes: 0, round: 1, before: null })
})

test('[O15] [O5] [O8] [O17] [K50] a poll is made on the phone, answered from the bar, brought to the stage, and an answer is hidden', async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const { page: phone } = await present(server, TALK)
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  await phone.getByRole('button', { name: 'More', exact: true }).tap()
  await phone.getByRole('button', { name: /^Polls/ }).tap()
  await phone.getByRole('button', { name: 'New poll' }).tap()
  const form = phone.getByRole('dialog', { name: 'New poll' })
  await form.getByRole('button', { name: 'Open it now' }).tap()
  await form.getByRole('alert').getByText('Write a question.').waitFor()
  await form.getByLabel('Question').fill('What is <b>missing</b>?')
  await form.getByLabel('Kind').selectOption('Open answers')
  expect(await seriousViolations(phone)).toEqual([])
  await form.getByRole('button', { name: 'Open it now' }).tap()
  const card = phone.locator('.poll-card').filter({ hasText: 'What is <b>missing</b>?' })
  await card.getByText(/Made here · Open answers · open, 0 votes/).waitFor()

  await ada.getByRole('button', { name: 'Vote', exact: true }).tap()
  const dialog = ada.getByRole('dialog', { name: 'Poll' })
  await dialog.getByRole('textbox').fill('Something rude')
  await dialog.getByRole('button', { name: 'Send' }).tap()
  await dialog.getByText('Your vote counts. You can change it.').waitFor()
  expect(await seriousViolations(ada)).toEqual([])
  await card.getByRole('button', { name: 'Show it on the stage' }).tap()
  const overlay = stage.locator('#spotlight')
  await overlay.getByText('Something rude').waitFor()
  await overlay.getByText('What is <b>missing</b>?').waitFor()
  await card.locator('li', { hasText: 'Something rude' }).getByText('Word list').waitFor()
  expect(await ada.getByText('Word list').count()).toBe(0)
  await card.getByRole('button', { name: 'Hide', exact: true }).tap()
  await overlay.getByText('Something rude').waitFor({ state: 'detached' })
  await card.getByRole('button', { name: 'Take it off the stage' }).tap()
  await overlay.waitFor({ state: 'hidden' })
})

test('[O7] [P38] the phone shows where next leads while the room decides, and leads back afterwards', async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const talk = server.app.talk(TALK)
  const slide = talk.state.talk.outline.find(({ title }) => title === 'The room decides')
  const to = { h: slide?.h ?? -1, v: 0, f: -1 }
  await talk.append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  const { page: phone } = await present(server, TALK)
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  await expect.poll(() => nextButton(phone).textContent()).toContain('Long')
  await talk.append({ id: newIntentId(), type: 'poll/open', poll: 'path' }, SERVER)
  await ada.getByRole('button', { name: /^The short way/ }).tap()
  await expect.poll(() => nextButton(phone).textContent(), { timeout: 60_000 }).toContain('Short')

  // The other way: its next slide is the short one, so the phone has the way back.
  await ada.getByRole('button', { name: /^The long way/ }).tap()
  await expect.poll(() => nextButton(phone).textContent()).toContain('Long')
  await thumb(nextButton(phone))
  await phone.getByText('The way that the room chose').waitFor()
  await phone.getByRole('button', { name: 'Continue at Steps' }).tap()
  await phone.getByText('The way that the room chose').waitFor({ state: 'hidden' })
  const steps = talk.state.talk.outline.find(({ title }) => title === 'Steps')
  await expect.poll(() => talk.state.position.h).toBe(steps?.h)
})
