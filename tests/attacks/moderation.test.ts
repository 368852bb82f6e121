/** People who disturb: muted without being told, and newcomers who find the room closed. */
import { expect, test } from 'vitest'
import { openMemoryLog } from '../../server/log/memory.ts'
import { follow, PHONE, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { startServer } from '../support/server.ts'

const CHAT = `/${TALK}/demos/chat`

const say = (person: Person, text: string) => person.send({ id: newIntentId(), type: 'chat/say', text })

test('[K40] [O18] [AT21] a muted participant is not told: their messages and answers are in no byte to anybody else, not even after a restart', async () => {
  const log = openMemoryLog()
  const server = await startServer({ log })
  // The server is closed at the end, while the page is open.
  const { page } = await visit(server, CHAT, { ...PHONE, unstable: true })
  const box = page.getByRole('textbox', { name: 'Message' })
  const own = (text: string) => page.locator('.chat-item.own').filter({ hasText: text })
  await box.fill('a rude word')
  await box.press('Enter')
  await own('a rude word').waitFor()
  const moderator = await join(server, 'moderator', { talk: TALK, cookie: await pairedCookie(server) })
  const item = server.app.talk(TALK).state.chat.items.at(0)!.id
  const intent = { id: newIntentId(), type: 'people/mute', kind: 'message', item, muted: true } as const
  expect(await moderator.send(intent)).toMatchObject({ ok: true })

  const cookie = await participantCookie(server, CHAT)
  const bob = await join(server, 'audience', { talk: TALK, cookie })
  bob.socket.emit('subscribe', { channel: 'chat', on: true })
  bob.socket.emit('subscribe', { channel: 'people', on: true })
  moderator.socket.emit('subscribe', { channel: 'chat', on: true })
  await box.fill('a secret insult')
  await box.press('Enter')
  await own('a secret insult').waitFor()
  await moderator.sees(
    ({ chat }) => chat?.items.some(({ text, muted }) => muted && text === 'a secret insult') === true,
  )
  expect(await say(bob, 'a kind word')).toMatchObject({ ok: true })
  await bob.sees(({ chat }) => chat?.items.some(({ text }) => text === 'a kind word') === true)
  const before = await bob.query({ query: 'chat/before', item: 999 })
  expect(JSON.stringify([bob.patches, before])).not.toContain('insult')
  // Nor what they answer to a poll.
  const made = await moderator.send({
    id: newIntentId(),
    type: 'poll/create',
    kind: 'text',
    question: 'Why?',
    options: [],
    results: 'live',
    open: true,
  })
  if (!made.ok) throw new Error('The poll was not made.')
  const [mine = { name: '', value: '' }] = await page.context().cookies()
  const muted = await join(server, 'audience', { talk: TALK, cookie: `${mine.name}=${mine.value}` })
  const asked = { poll: `made:${made.seq}`, ballot: made.seq }
  const vote = (person: Person, text: string) =>
    person.send({ id: newIntentId(), type: 'poll/vote', ...asked, vote: { text } })
  for (const person of [bob, muted, moderator]) person.socket.emit('subscribe', { channel: 'poll', on: true })
  expect(await vote(muted, 'an insulting answer')).toMatchObject({ ok: true })
  expect(await vote(bob, 'a kind answer')).toMatchObject({ ok: true })
  await bob.sees(({ poll }) => poll?.polls[0]?.votes === 2)
  await moderator.sees(({ poll }) => poll?.polls[0]?.result?.answers?.[1]?.[2] === 'muted')
  expect(JSON.stringify(bob.patches)).not.toContain('insult')
  await page.reload()
  await own('a secret insult').waitFor()
  await server.close()
  const again = await startServer({ log })
  const late = await join(again, 'audience', { talk: TALK, cookie: await participantCookie(again, CHAT) })
  late.socket.emit('subscribe', { channel: 'chat', on: true })
  await late.sees(({ chat }) => chat?.items.some(({ text }) => text === 'a kind word') === true)
  expect(JSON.stringify(late.patches)).not.toContain('insult')
})

test('[K41] [AT21] a closed room refuses newcomers with a page that says why; who is in stays, reloads and writes', async () => {
  const server = await startServer()
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  const cookie = await participantCookie(server, `/${TALK}/`)
  const inside = await join(server, 'audience', { talk: TALK, cookie })
  // From a page that is not part of the room, as that of another talk.
  const elsewhere = await participantCookie(server, `/${TALK}/presenter`)
  const key = await pairedCookie(server)
  const presenter = await join(server, 'presenter', { talk: TALK, cookie: key })
  const close = (closed: boolean) => presenter.send({ id: newIntentId(), type: 'people/close', closed })
  expect(await close(true)).toMatchObject({ ok: true })

  expect(await say(inside, 'still here')).toMatchObject({ ok: true })
  await ada.reload()
  await ada.waitForSelector('.reveal.ready')
  await join(server, 'audience', { talk: TALK, cookie })
  for (const path of [`/${TALK}/`, `/${TALK}/stage`, CHAT]) {
    const answer = await fetch(server.url + path, { headers: { accept: 'text/html' } })
    expect([answer.status, (await answer.text()).includes('The room is closed')], path).toEqual([403, true])
    const young = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    for (const role of ['audience', 'stage'] as const) {
      await expect(join(server, role, { talk: TALK, cookie: young })).rejects.toThrow('room-closed')
      await expect(join(server, role, { talk: TALK })).rejects.toThrow('room-closed')
    }
  }
  await expect(join(server, 'audience', { talk: TALK, cookie: elsewhere })).rejects.toThrow('room-closed')
  // A paired browser enters any time.
  await join(server, 'stage', { talk: TALK, cookie: key })
  expect(await close(false)).toMatchObject({ ok: true })
  await join(server, 'audience', { talk: TALK })
})
