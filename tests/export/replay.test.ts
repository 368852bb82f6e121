/** The replay of a talk in a browser: from the server, and from a file without one. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join as joinPath, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { SERVER } from '../../protocol/role.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { seriousViolations } from '../support/axe.ts'
import { DESKTOP, follow, PROJECTOR, visit } from '../support/browsers.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'
import { englishOn } from '../support/words.ts'
import { ADA, BOB, CANARY, EVE, toldTalk } from '../support/told-talk.ts'

const DECK = `---
title: Told
x-private: ${CANARY}
---

<!-- .slide: id="hello" -->
# Hello

![A dot](dot.png)

Note: ${CANARY} in a note

---

<!-- .slide: id="plan" -->
## The plan

- One <!-- .element: class="fragment" -->
- Two <!-- .element: class="fragment" -->

<live-poll poll="made:21"></live-poll>

---

<!-- .slide: id="end" data-background="dot.png" -->
## The end
`

async function writeDeck(): Promise<string> {
  const folder = joinPath(await temporaryFolder(), 'told')
  await mkdir(folder)
  await writeFile(joinPath(folder, 'deck.md'), DECK)
  await cp('docs/images/live/chat.png', joinPath(folder, 'dot.png'))
  return folder
}

/** All bytes of the file, with what is packed in it. */
function unpacked(html: string): string {
  const zipped = /id="recording">([^<]*)</.exec(html)?.[1] ?? ''
  return html + gunzipSync(Buffer.from(zipped, 'base64')).toString()
}

const ready = (page: Page) => page.waitForSelector('html[data-ready]')
const slideOf = (page: Page) => page.locator('.slides > section.present').first()
const timeOf = (page: Page) => page.locator('#time').textContent()

test('[W24] [W21] everybody may open the replay once the talk is over, and nothing private is in its bytes', async () => {
  const log = openMemoryLog()
  await log.append('told', 0, toldTalk())
  const server = await startServer({ log, deck: await writeDeck() })
  const get = (cookie: string) => fetch(`${server.url}/told/replay`, { headers: { cookie } })
  const guest = await participantCookie(server, '/told/')
  const paired = await pairedCookie(server)

  const over = await get(guest)
  expect([over.status, over.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(over.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'sha256-/)
  const bytes = unpacked(await over.text())
  for (const secret of [CANARY, ADA, BOB, EVE, 'intent-', 'd-phone']) expect(bytes).not.toContain(secret)
  expect(bytes).toContain('Is it free?')

  await server.app.talk('told').append({ id: newIntentId(), type: 'talk/reopen' }, SERVER)
  expect([(await get(guest)).status, (await get(paired)).status]).toEqual([404, 200])
  await log.close()
})

test('[W25] a replay shows slides, steps, chat and polls of each moment, with the keyboard and at 320 px', async () => {
  const log = openMemoryLog()
  await log.append('told', 0, toldTalk())
  const server = await startServer({ log, deck: await writeDeck() })
  const { page } = await visit(server, '/told/', DESKTOP)
  await page.getByRole('link', { name: 'Watch it again' }).click()
  await ready(page)
  await slideOf(page).getByRole('heading', { name: 'Hello' }).waitFor()
  await expect
    .poll(() => page.locator('.slides img').evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0)
  const chat = page.getByRole('region', { name: 'Chat', exact: true })
  await chat.getByText('Good morning').waitFor()

  await page.keyboard.press('PageDown')
  await slideOf(page).getByRole('heading', { name: 'The plan' }).waitFor()
  expect(await timeOf(page)).toBe('0:05 / 3:40')
  expect(await slideOf(page).locator('.fragment.visible').count()).toBe(0)
  await page.getByRole('slider', { name: 'Time' }).fill('105000')
  await expect.poll(() => slideOf(page).locator('.fragment.visible').count()).toBe(1)
  await slideOf(page).locator('live-poll').getByText('Rust').waitFor()

  await page.keyboard.press('End')
  await slideOf(page).getByRole('heading', { name: 'The end' }).waitFor()
  await chat.getByText('Thanks').waitFor()
  await page.keyboard.press('Home')
  await slideOf(page).getByRole('heading', { name: 'Hello' }).waitFor()
  await chat.getByText('Thanks').waitFor({ state: 'detached' })

  expect(await seriousViolations(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 568 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await log.close()
})

test('[LG8] the replay of an Arabic deck has Arabic words in it and runs from right to left', async () => {
  const folder = await writeDeck()
  await writeFile(joinPath(folder, 'deck.md'), DECK.replace('title: Told', 'title: Told\nlanguage: ar'))
  const log = openMemoryLog()
  await log.append('told', 0, toldTalk())
  const server = await startServer({ log, deck: folder })
  const { page } = await visit(server, '/told/replay', DESKTOP)
  await ready(page)
  await page.getByRole('button', { name: 'تشغيل العرض' }).waitFor()
  await page.getByRole('region', { name: 'الدردشة' }).getByText('Good morning').waitFor()
  const [lang, dir] = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])
  expect([lang, dir, await page.locator('.slides').getAttribute('lang')]).toEqual(['ar', 'rtl', 'ar'])
  expect(await englishOn(page, 'ar')).toEqual([])
  await log.close()
})

test('[W27] a replay shows the posts of the map when they arrived, also after a jump, and none before', async () => {
  const folder = joinPath(await temporaryFolder(), 'mapped')
  await mkdir(folder)
  const slides = ['# Hello', '<live-map map="world">\n\nA still.\n\n</live-map>', '# The end']
  await writeFile(joinPath(folder, 'deck.md'), slides.join('\n\n---\n\n'))
  const log = openMemoryLog()
  const server = await startServer({ log, deck: folder })
  const cookie = await pairedCookie(server)
  const driver = await join(server, 'presenter', { cookie, talk: 'mapped' })
  const goto = (h: number) =>
    driver.send({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
  await follow(server, '/mapped/stage', PROJECTOR)
  await goto(1)
  await expect.poll(() => server.app.talk('mapped').state.map.count).toBeGreaterThan(1)
  await goto(2)
  await driver.send({ id: newIntentId(), type: 'talk/end' })
  const entries: Entry[] = []
  for await (const entry of log.read('mapped', 0)) entries.push(entry)
  const shownAt = entries.find(({ event }) => event.type === 'position/moved' && event.h === 1)!.at
  const [post] = entries.flatMap(({ event }) => (event.type === 'map/kept' ? event.posts : []))

  const { page } = await visit(server, '/mapped/replay', DESKTOP)
  await ready(page)
  const said = slideOf(page).locator('.map-said').filter({ hasText: post!.text })
  await page.keyboard.press('PageDown')
  await slideOf(page).locator('live-map[data-live]').waitFor()
  const time = page.getByRole('slider', { name: 'Time' })
  const start = Number(await time.inputValue())
  await time.fill(String(start + post!.at - shownAt + 100))
  await said.waitFor()
  await slideOf(page).locator('.map-dot').first().waitFor()
  await time.fill(String(start))
  await said.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await said.waitFor()
  await page.keyboard.press('k')
  expect(await seriousViolations(page)).toEqual([])
  await log.close()
})

/** A second of silence. */
function silence(): Buffer {
  const rate = 8000
  const wav = Buffer.alloc(44 + rate, 128)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + rate, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE(rate, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(rate, 40)
  return wav
}

test('[W26] the exported file plays from the disk, at any speed, with its sound', async () => {
  const deck = await writeDeck()
  const folder = await temporaryFolder()
  const { log } = await openSqliteLog(joinPath(folder, 'lectern.db'))
  await log.append('told', 0, toldTalk())
  await log.close()
  await writeFile(joinPath(folder, 'talk.wav'), silence())
  const args = ['export', deck, '--replay', '--data', folder, '--audio', 'talk.wav', '--audio-offset', '1']
  await promisify(execFile)(process.execPath, [resolve('dist/server/cli.js'), ...args], { cwd: folder })
  const file = joinPath(folder, 'told-replay.html')
  expect(unpacked(await readFile(file, 'utf8'))).not.toContain(CANARY)

  const server = await startServer()
  const { page } = await visit(server, '/healthz', DESKTOP)
  await page.addInitScript(() => {
    const { play } = HTMLMediaElement.prototype
    HTMLMediaElement.prototype.play = function () {
      document.documentElement.dataset['sounded'] = 'true'
      return play.call(this)
    }
  })
  await page.goto(pathToFileURL(file).href)
  await ready(page)
  for (const speed of ['1×', '1.25×', '1.5×', '2×'])
    await page.getByRole('button', { name: `${speed} speed`, exact: true }).click()
  await page.getByRole('button', { name: 'Play the talk' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await slideOf(page).getByRole('heading', { name: 'The plan' }).waitFor()
  await page.waitForSelector('html[data-sounded]')
  await page.keyboard.press('k')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
})
