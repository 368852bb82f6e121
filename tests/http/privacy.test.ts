/** Private stays private: canaries in everything private, searched for in every byte that others get. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { expect, test } from 'vitest'
import { nextPosition } from '../../protocol/features/position.ts'
import { START, type Position } from '../../protocol/position.ts'
import { DESKTOP, follow, nextButton, present, PROJECTOR, thumb } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { pairedCookie } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const CANARY = 'CANARY-7f3a'
const DECK = `---
title: Private
author: Ada
x-private: ${CANARY}
# ${CANARY}
---

# One

<!-- ${CANARY} -->

Note: ${CANARY} in a note

---

## Two

- a <!-- .element: class="fragment" -->
- b <!-- .element: class="fragment" --> <!-- ${CANARY} -->

<aside class="notes">${CANARY}</aside>

---

<!-- .slide: data-notes="${CANARY}" class="x" -->
## Three

<div data-notes="${CANARY}"><!-- ${CANARY} --><b>text</b></div>

\`\`\`js
const shown = 1
\`\`\`

Note:
${CANARY} again

---

<!-- .slide: data-visibility="hidden" -->
## Hidden ${CANARY}
`

test('[S5] [AT7] [AT3] nothing from notes, comments, front matter and hidden slides reaches stage or audience in a whole talk', async () => {
  const folder = joinPath(await temporaryFolder(), 'private')
  await mkdir(folder)
  await writeFile(joinPath(folder, 'deck.md'), DECK)
  const server = await startServer({ deck: folder })
  const talk = server.app.talk('private')
  const { outline } = talk.state.talk
  expect(outline).toHaveLength(3)

  const followers = await Promise.all([
    follow(server, '/private/', DESKTOP),
    follow(server, '/private/stage', PROJECTOR),
  ])
  const received: string[] = []
  for (const { page } of followers) {
    page.on(
      'response',
      (response) =>
        void response.text().then(
          (text) => received.push(text),
          () => undefined,
        ),
    )
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => received.push(String(payload))),
    )
    await page.reload()
    await page.waitForSelector('.reveal.ready')
  }
  const phone = await present(server, 'private')
  for (let at: Position | null = START; at; at = nextPosition(outline, at)) {
    for (const { page } of followers) await expectShown(page, at)
    if (nextPosition(outline, at)) await thumb(nextButton(phone.page))
  }
  expect(received.length).toBeGreaterThan(10)
  expect(received.filter((text) => text.includes(CANARY))).toEqual([])
  expect(received.filter((text) => text.includes(server.key))).toEqual([])

  const paths = [
    '',
    'stage',
    'presenter',
    'slides.html',
    'deck.css',
    'join.svg',
    'presenter.webmanifest',
    'presenter/deck.json',
    'deck.md',
    '.lectern',
    'nothing',
  ]
  for (const path of paths) {
    expect(await (await fetch(`${server.url}/private/${path}`)).text(), path).not.toContain(CANARY)
  }
  // The canaries are real: a paired phone gets the notes.
  const paired = await fetch(`${server.url}/private/presenter/deck.json`, {
    headers: { cookie: await pairedCookie(server) },
  })
  expect(await paired.text()).toContain(`${CANARY} in a note`)
})

test.each([
  'deck.md',
  '..%2fpackage.json',
  '%2e%2e/package.json',
  '..%5cpackage.json',
  '.git/HEAD',
  '%2fetc%2fpasswd',
  'deck.md%00.png',
  'audience.js.map',
  'assets/../../package.json',
  'presenter/deck.json%2f..%2f',
])('[S8] [AT7] %s of a talk is not served', async (path) => {
  const server = await startServer()
  // `fetch` would normalise the path, so it is sent unchanged.
  const { request } = await import('node:http')
  const status = await new Promise((resolve) => {
    request({ port: server.port, path: `/${TALK}/${path}` }, (response) => resolve(response.statusCode)).end()
  })
  expect([400, 403, 404]).toContain(status)
})

test('[S2] [AT3] the key leaves the address at once, and is exchanged for a cookie that scripts cannot read', async () => {
  const server = await startServer()
  const { page, context } = await present(server)
  expect(page.url()).not.toContain('key')
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(
    await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state])),
  ).not.toContain(server.key)
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  await page.goBack().catch(() => null)
  expect(page.url()).not.toContain(server.key)
})
