/** Attacks through text: scripts, injections, forged log lines, and what a moderator must be able to hide. */
import { readFile, readdir } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import type { Page } from 'playwright-core'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import { cleanText } from '../../protocol/text.ts'
import { createLogger } from '../../server/ops/logger.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { bystanders } from '../support/attacker.ts'
import { DESKTOP, follow, PHONE, present, PROJECTOR, visit } from '../support/browsers.ts'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'
import { HOSTILE } from './hostile-texts.ts'

const CHAT = `/${TALK}/demos/chat`

async function said(page: Page): Promise<{ made: number; wide: boolean; hrefs: string[] }> {
  return page.evaluate(() => ({
    made: document.querySelectorAll(
      'live-chat :is(img, script, iframe, svg, b, video, audio, object, embed, style, link, math)',
    ).length,
    wide: document.documentElement.scrollWidth > innerWidth,
    hrefs: [...document.querySelectorAll<HTMLAnchorElement>('live-chat a')].map(({ href }) => href),
  }))
}

test('[E15] [AT17] more than two hundred hostile texts, as names and as messages: nothing runs on any screen, and nothing leaves its box', async () => {
  expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(200)
  const server = await startServer()
  const talk = server.app.talk(TALK)
  for (const [i, hostile] of HOSTILE.entries()) {
    const who = { role: 'audience', paired: false, id: `p${i}` } as const
    await talk.append({ id: newIntentId(), type: 'chat/name', name: hostile.slice(0, 400) }, who)
    await talk.append({ id: newIntentId(), type: 'chat/say', text: hostile }, who)
  }
  await talk.append(
    { id: newIntentId(), type: 'chat/say', text: 'the end' },
    { role: 'audience', paired: false, id: 'z' },
  )
  await showSlide(server, 'live-chat')
  // Each page's own check for dialogs, errors, policy violations and foreign requests fails this test.
  const phone = await visit(server, CHAT, PHONE)
  const stage = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const audience = await follow(server, `/${TALK}/`, DESKTOP)
  await present(server)
  for (const { page } of [phone, stage, audience]) {
    await page.locator('.chat-item').filter({ hasText: 'the end' }).waitFor()
    expect(await said(page)).toMatchObject({ made: 0, wide: false })
  }
  const scroller = phone.page.getByRole('region', { name: 'Messages' })
  const first = phone.page.locator('.chat-item').first()
  // Scrolls back through everything, like somebody who reads what they missed.
  const oldest = `'guest' is now '${HOSTILE[0]}'`
  for (let row = ''; !row.includes(oldest);) {
    const before = (row = await first.innerText())
    if (row.includes(oldest)) break
    await scroller.evaluate((element) => (element.scrollTop = 0))
    await expect.poll(async () => (row = await first.innerText())).not.toBe(before)
    const { made, wide, hrefs } = await said(phone.page)
    expect([made, wide]).toEqual([0, false])
    for (const href of hrefs) expect(href).toMatch(/^https?:\/\/[^@]*$/)
  }
})

test('[E13] [AT21] hidden messages disappear from open pages, from history, and from what newcomers get', async () => {
  const server = await startServer()
  const { presenter, follower } = await bystanders(server)
  const chat = (): readonly ChatItem[] => follower.store.view.chat?.items ?? []
  follower.socket.emit('subscribe', { channel: 'chat', on: true })
  const writer = await join(server, 'audience', { cookie: await participantCookie(server, '/pair') })
  const ack = await writer.send({ id: newIntentId(), type: 'chat/say', text: 'something vile' })
  if (!ack.ok) throw new Error('It was not said.')
  await expect.poll(() => chat().some(({ text }) => text === 'something vile')).toBe(true)
  const hide = { id: newIntentId(), type: 'chat/hide', message: ack.seq, hidden: true } as const
  expect(await presenter.send(hide)).toMatchObject({ ok: true })
  await expect
    .poll(() => chat().some(({ id, hidden, text }) => id === ack.seq && hidden && text === ''))
    .toBe(true)
  const newcomer = await join(server, 'audience')
  newcomer.socket.emit('subscribe', { channel: 'chat', on: true })
  await newcomer.sees((view) => view.chat !== undefined)
  const history = await newcomer.query({ query: 'chat/before', item: ack.seq + 1 })
  expect(JSON.stringify([history, newcomer.store.view])).not.toContain('vile')
})

test('[L12] [AT25] injections are stored unchanged, and a forged log line is not a line', async () => {
  const folder = await temporaryFolder()
  const { log } = await openSqliteLog(joinPath(folder, 'lectern.db'))
  const written: string[] = []
  const logger = createLogger('info', { write: (line: string) => void written.push(line) })
  const server = await startServer({ log, logger })
  onTestFinished(async () => {
    await server.close()
    await log.close()
  })
  const texts = HOSTILE.filter((text) => cleanText(text, 500) !== '')
  for (const [i, text] of texts.entries())
    await server.app
      .talk(TALK)
      .append({ id: newIntentId(), type: 'chat/say', text }, { role: 'audience', paired: false, id: `p${i}` })
  const stored: string[] = []
  for await (const { event } of log.read(TALK, 0)) if (event.type === 'chat/said') stored.push(event.text)
  expect(stored).toEqual(texts.map((text) => cleanText(text, 500)))
  for (const text of texts) logger.warn({ deck: text, message: text }, text)
  expect(written.length).toBeGreaterThanOrEqual(texts.length)
  for (const line of written) {
    expect(line.trimEnd()).not.toMatch(/[\n\r]/)
    expect(JSON.parse(line)).not.toMatchObject({ level: 'fatal' })
  }
})

test('[S9] [AT27] [AT3] after a talk, the database, its journal and the logs contain no address, no browser and no key', async () => {
  const data = await temporaryFolder()
  const agent = 'Canary-Browser/7.3'
  const forwarded = '198.51.100.77'
  const program = await startProgram(DECK, 0, '--data', data)
  let logged = ''
  program.child.stderr?.on('data', (chunk: Buffer) => (logged += chunk.toString()))
  const key = (await readFile(joinPath(data, 'presenter-key'), 'utf8')).trim()
  const place = { url: program.url, key }
  const headers = { 'user-agent': agent, 'x-forwarded-for': forwarded }
  for (const path of [`/${TALK}/`, `/${TALK}/presenter?key=${key}`, '/nothing', '/pair'])
    await fetch(program.url + path, { headers })
  const cookie = await participantCookie(place, `/${TALK}/`)
  const person = await join(place, 'audience', { cookie, headers })
  expect(await person.send({ id: newIntentId(), type: 'chat/say', text: 'hello' })).toMatchObject({
    ok: true,
  })
  const presenter = await join(place, 'presenter', {
    cookie: await pairedCookie(place),
    headers,
  })
  await presenter.send({ id: newIntentId(), type: 'position/goto', to: { h: 1, v: 0, f: -1 } })
  const [, signature = ''] = cookie.split('=')[1]?.split('.') ?? []
  const secrets = [agent, 'Canary', forwarded, '127.0.0.1', key, signature]
  const files = (await readdir(data)).filter((name) => name.startsWith('lectern.db'))
  expect(files.length).toBeGreaterThan(0)
  for (const name of files) {
    const bytes = await readFile(joinPath(data, name))
    for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${name}`).toBe(false)
  }
  for (const secret of secrets) expect(logged).not.toContain(secret)
})

test('[S9] a log at the lowest level contains no address, no key and no query', async () => {
  const written: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void written.push(line) })
  const server = await startServer({ logger })
  await fetch(`${server.url}/pair?key=${server.key}`)
  await join(server, 'presenter', { cookie: await pairedCookie(server) })
  const all = written.join('')
  expect(all).not.toContain(server.key)
  expect(all).not.toContain('127.0.0.1')
})
