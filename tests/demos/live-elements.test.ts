/** What every live element can rely on: it is loaded when near, live while it shows, and replaced when it throws. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { DESKTOP, follow, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { moveTo, showNone, showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

test('[E1] an element is loaded when its slide shows or is the next one, and not before', async () => {
  const server = await startServer()
  const { page } = await follow(server, `/${TALK}/`, DESKTOP)
  const loaded = (): Promise<string> =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(' '),
    )
  await page.locator('live-join[data-live]').waitFor({ state: 'attached' })
  expect(await loaded()).not.toMatch(/live-(map|chat|frame|phone)/)
  // The map is on the next slide.
  await showSlide(server, '#table')
  await page.waitForFunction(() => customElements.get('live-map') !== undefined)
  expect(await loaded()).not.toContain('live-phone')
})

test('[E2] an element of the deck is live while its slide shows, and shows its still otherwise', async () => {
  const server = await startServer({ deck: 'slides/tour' })
  const { page } = await follow(server, '/tour/', DESKTOP)
  await showSlide(server, 'live-lag')
  await page
    .locator('live-lag[data-live]')
    .getByText(/\d+ ms to the server and back/)
    .waitFor()
  await showNone(server)
  await page
    .locator('live-lag:not([data-live])')
    .getByText('Without a connection')
    .waitFor({ state: 'attached' })
})

test('[E3] an element whose listener or undo throws affects neither the slides nor other elements', async () => {
  const folder = join(await temporaryFolder(), 'broken')
  await mkdir(join(folder, 'elements'), { recursive: true })
  const bring = (name: string, body: string): Promise<void> =>
    writeFile(
      join(folder, 'elements', `live-${name}.js`),
      `export default (Base) => class extends Base { show({ room }) { ${body} } }`,
    )
  await bring(
    'listens',
    `this.append('fine'); return room.store.on('screen', ({ join }) => { if (join) throw new Error('a defect') })`,
  )
  await bring('ends', `this.append('fine'); return () => { throw new Error('a defect') }`)
  await bring(
    'works',
    `const words = document.createElement('p'); this.append(words)
     return room.store.on('screen', ({ join }) => { words.textContent = 'join ' + join })`,
  )
  const elements = ['listens', 'works', 'ends'].map((name) => `::: live-${name}\nThe still\n:::`)
  await writeFile(join(folder, 'deck.md'), `# One\n\n${elements.join('\n\n')}\n\n---\n\n# Two\n`)
  const server = await startServer({ deck: folder })
  const { page } = await follow(server, '/broken/', DESKTOP)
  await page.locator('live-works').getByText('join false').waitFor()
  for (const name of ['listens', 'ends']) await page.locator(`live-${name}`).getByText('fine').waitFor()
  const wish = { id: newIntentId(), type: 'screen/join', shown: true } as const
  await server.app.talk('broken').append(wish, SERVER)
  await page.locator('live-listens').getByText('This demo has stopped. The talk continues.').waitFor()
  await page.locator('live-works').getByText('join true').waitFor()
  await expectShown(page, await showSlide(server, '#two'))
  await page.locator('live-ends:not([data-live])').getByText('The still').waitFor({ state: 'attached' })
})

test('[E4] the step stays when an element redraws its still, and when the page was hidden meanwhile', async () => {
  const folder = join(await temporaryFolder(), 'steps')
  await mkdir(join(folder, 'elements'), { recursive: true })
  await writeFile(
    join(folder, 'elements', 'live-again.js'),
    `export default (Base) => class extends Base {
      show({ room }) {
        return room.store.on('screen', ({ join }) => this.replaceChildren(...this.stillCopy(), 'join ' + join))
      }
    }`,
  )
  const fragment = '<!-- .element: class="fragment" -->'
  const items = ['one', 'two', 'three'].map((item) => `- ${item} ${fragment}`)
  await writeFile(join(folder, 'deck.md'), `# One\n\n::: live-again\n${items.join('\n')}\n:::\n`)
  const server = await startServer({ deck: folder })
  const { page } = await follow(server, '/steps/', DESKTOP)
  const talk = server.app.talk('steps')
  await page.locator('live-again').getByText('join false').waitFor()
  const to = { h: 0, v: 0, f: 1 }
  await moveTo(server, to)
  await expectShown(page, to)
  await talk.append({ id: newIntentId(), type: 'screen/join', shown: true }, SERVER)
  await page.locator('live-again').getByText('join true').waitFor()
  await expectShown(page, to)
  for (const hidden of [true, false]) {
    await page.evaluate((is) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => is })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
    const now = hidden ? 'live-again:not([data-live])' : 'live-again[data-live]'
    await page.locator(now).waitFor({ state: 'attached' })
    await expectShown(page, to)
  }
})

test('[E3] an element that throws is replaced by a short note, and the talk continues', async () => {
  const folder = join(await temporaryFolder(), 'broken')
  await mkdir(join(folder, 'elements'), { recursive: true })
  await writeFile(
    join(folder, 'elements', 'live-broken.js'),
    `export default (Base) => class extends Base { show() { throw new Error('a defect') } }`,
  )
  await writeFile(join(folder, 'deck.md'), '# One\n\n::: live-broken\nThe still\n:::\n\n---\n\n# Two\n')
  const server = await startServer({ deck: folder })
  const { page } = await follow(server, '/broken/stage', PROJECTOR)
  await page.getByText('This demo has stopped. The talk continues.').waitFor()
  await expectShown(page, await showSlide(server, '#two'))
})
