/** Saving the deck: every screen replaces it in place and stays on its slide. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { DESKTOP, follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { newIntentId, pairedCookie } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const BEFORE = `---\ntitle: Before\n---\n\n# One\n\n---\n\n# Two\n\n- a <!-- .element: class="fragment" -->\n- b <!-- .element: class="fragment" -->\n\n---\n\n# Three\n`
const AFTER = BEFORE.replace('# One', '# Zero\n\n---\n\n# One').replace('- b <', '- changed <')

test('[T8] [A9] [B9] [P9] a saved deck is replaced on every screen, without a reload, on the same slide', async () => {
  const folder = join(await temporaryFolder(), 'edited')
  await mkdir(folder)
  const file = join(folder, 'deck.md')
  await writeFile(file, BEFORE)
  const server = await startServer({ deck: folder })
  const screens = [
    await follow(server, '/edited/', DESKTOP),
    await follow(server, '/edited/', PHONE),
    await follow(server, '/edited/stage', PROJECTOR),
  ]
  const phone = await present(server, 'edited')
  await server.app
    .talk('edited')
    .append({ id: newIntentId(), type: 'position/goto', to: { h: 1, v: 0, f: 1 } }, SERVER)
  for (const { page } of screens) {
    await expectShown(page, { h: 1, v: 0, f: 1 })
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  }

  await writeFile(file, AFTER)
  for (const { page } of screens) {
    await expectShown(page, { h: 2, v: 0, f: 1 })
    await page.locator('.slides section.present').getByText('changed').waitFor()
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
  }
  await phone.page
    .getByText(/3 of 4/)
    .first()
    .waitFor()
})

test('[D12] [D16] a broken save shows what is intact and warns with the line; the talk continues, and fixing the file fixes it', async () => {
  const folder = join(await temporaryFolder(), 'edited')
  await mkdir(folder)
  const file = join(folder, 'deck.md')
  await writeFile(file, BEFORE)
  const server = await startServer({ deck: folder })
  const cookie = await pairedCookie(server)
  const { page } = await follow(server, '/edited/', { ...DESKTOP, unstable: true })
  const broken = BEFORE.replace('title: Before', 'title: [Before').replace(
    '# One',
    '# One\n\n<div class="x">\n\n![](gone.png)',
  )
  await writeFile(file, broken)
  await page.locator('.slides section img').waitFor({ state: 'attached' })
  const answer = await fetch(`${server.url}/edited/presenter/deck.json`, { headers: { cookie } })
  const { warnings } = (await answer.json()) as {
    warnings: { file: string; line: number; message: string }[]
  }
  expect(warnings.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual([2, 7, 9])
  expect(warnings.every((warning) => warning.file === 'deck.md')).toBe(true)

  const to = { h: 2, v: 0, f: -1 }
  const ack = await server.app.talk('edited').append({ id: newIntentId(), type: 'position/goto', to }, SERVER)
  expect(ack).toMatchObject({ ok: true })
  await expectShown(page, to)
  await writeFile(file, BEFORE)
  await page.locator('.slides section img').waitFor({ state: 'detached' })
  await expectShown(page, to)
})
