/** A server that cannot write: the slides move, the phone and the stage say so in red, and it recovers by itself. */
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import type { Event } from '../../protocol/event.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { seriousViolations } from '../support/axe.ts'
import { DESKTOP, enabled, follow, nextButton, present, PROJECTOR, thumb } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

const banner = (page: Page) =>
  page.locator('#unsaved, #note', { hasText: 'Not saved: the server cannot write.' })

/** A log on a disk that can be full. */
function fillable(): { log: TalkLog; full: (is: boolean) => void } {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  let isFull = false
  const append: TalkLog['append'] = (...args) =>
    isFull ? Promise.reject(new Error('no space left')) : log.append(...args)
  return { log: { ...log, append }, full: (is) => void (isFull = is) }
}

test('[P26] [P27] [B10] [F23] while nothing can be stored, taps move every screen, and phone and stage say so in red', async () => {
  const { log, full } = fillable()
  const server = await startServer({ log })
  const talk = server.app.talk(TALK)
  const phone = await present(server)
  const stage = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const guest = await follow(server, `/${TALK}/`, DESKTOP)
  await thumb(nextButton(phone.page))
  await expectShown(guest.page, { h: 1, v: 0, f: -1 })
  full(true)
  for (let f = 0; f < 3; f++) {
    await thumb(nextButton(phone.page))
    for (const { page } of [guest, stage]) await expectShown(page, { h: 1, v: 0, f })
    await phone.page.waitForFunction(() => !document.querySelector('[data-pending]'))
  }
  await banner(phone.page).waitFor()
  await banner(stage.page).waitFor()
  expect(await banner(guest.page).count()).toBe(0)
  expect(talk.saved).toBe(false)
  expect(await nextButton(phone.page).getAttribute('aria-disabled')).toBe('false')
  for (const colorScheme of ['light', 'dark'] as const) {
    await phone.page.emulateMedia({ colorScheme })
    expect(await seriousViolations(phone.page), colorScheme).toEqual([])
  }
  // The banner lies over Next but does not block taps.
  const box = (await banner(phone.page).boundingBox())!
  await phone.page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
  await expectShown(guest.page, { h: 2, v: 0, f: -1 })

  // Browsers that join meanwhile get it as well, and those that reconnect still have it.
  await phone.page.reload()
  await enabled(phone.page)
  await banner(phone.page).waitFor()

  // The epoch changes and every browser starts over, on the slide that it shows.
  await guest.page.evaluate(() => {
    const redrawn: string[] = []
    Object.assign(globalThis, { redrawn })
    new MutationObserver((all) => {
      for (const { target } of all) if (target instanceof HTMLElement) redrawn.push(target.className)
    }).observe(document.querySelector('.slides')!, { attributes: true, childList: true, subtree: true })
  })
  const { epoch } = talk
  full(false)
  await banner(phone.page).waitFor({ state: 'hidden' })
  await banner(stage.page).waitFor({ state: 'hidden' })
  for (const { page } of [guest, stage]) await expectShown(page, { h: 2, v: 0, f: -1 })
  expect(talk.epoch).not.toBe(epoch)
  expect(await guest.page.evaluate(() => (globalThis as unknown as { redrawn: string[] }).redrawn)).toEqual(
    [],
  )
  const events: Event[] = []
  for await (const { event } of log.read(TALK, 0)) events.push(event)
  expect(events.filter(({ type }) => type === 'position/moved')).toHaveLength(5)
})

/** Records everything that is announced from now on, because each text stays only until the next. */
const keepAnnouncements = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const all: string[] = []
    Object.assign(globalThis, { announcements: all })
    const announcer = document.querySelector('#announcer')!
    new MutationObserver(() => all.push(announcer.textContent ?? '')).observe(announcer, {
      characterData: true,
      childList: true,
      subtree: true,
    })
  })

/** Resolves when a matching text has been announced. */
const announced = (page: Page, words: RegExp) =>
  page.waitForFunction(
    ([source]) =>
      (globalThis as unknown as { announcements: string[] }).announcements.some((text) =>
        new RegExp(source!).test(text),
      ),
    [words.source],
  )

test('[P27] a fresh start at the same position repeats no announcement, and waiting taps continue', async () => {
  const { log, full } = fillable()
  const server = await startServer({ log })
  const phone = await present(server)
  await keepAnnouncements(phone.page)
  await thumb(nextButton(phone.page))
  await phone.page.locator('#place-slide', { hasText: 'Slide 2 of' }).waitFor()
  full(true)
  // The first tap starts the unsaved time, in the middle of a fast series.
  for (let i = 0; i < 3; i++) await thumb(nextButton(phone.page))
  await phone.page.locator('#place-step', { hasText: 'step 3 of 3' }).waitFor()
  await phone.page.waitForFunction(() => !document.querySelector('[data-pending]'))
  await banner(phone.page).waitFor()
  await announced(phone.page, /Not saved/)
  full(false)
  await announced(phone.page, /^Saved again\.$/)
  await thumb(nextButton(phone.page))
  await phone.page.locator('#place-slide', { hasText: 'Slide 3 of' }).waitFor()
})
