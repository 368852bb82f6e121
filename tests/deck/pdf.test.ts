/** A PDF as a deck: its pages on every screen, edits on the disk, and files that cannot be a deck. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { bombPdf, encryptedPdf, writePdf, type PdfPageSource } from '../support/pdf.ts'
import { newIntentId, pairedCookie } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const PAGES: PdfPageSource[] = [
  { lines: [['Bread at home', 60]], notes: ['Show the loaf'], fill: '0.9 0.8 0.6' },
  {
    lines: [
      ['Flour', 60],
      ['and water', 30],
    ],
    links: [{ to: 1, rect: [0, 0, 960, 270] }],
  },
  { lines: [['Salt', 60]], fill: '0.7 0.9 0.7' },
]

async function startWith(pdf: Buffer, beside: string): Promise<{ server: TestServer; file: string }> {
  const folder = await temporaryFolder()
  const file = join(folder, 'talk.pdf')
  await writeFile(file, pdf)
  await writeFile(join(folder, 'talk.md'), beside)
  return { server: await startServer({ deck: file }), file }
}

async function go(server: TestServer, h: number): Promise<void> {
  const intent = { id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } } as const
  expect(await server.app.talk('talk').append(intent, SERVER)).toMatchObject({ ok: true })
}

/** Resolves when the picture of the current page is loaded; with its size and place. */
async function picture(
  page: Page,
): Promise<{ src: string; natural: number; box: [number, number, number, number] }> {
  const image = page.locator('section.present .picture img')
  await image.waitFor()
  return image.evaluate(async (node: HTMLImageElement) => {
    await node.decode()
    const { left, top, width, height } = node.getBoundingClientRect()
    const box = [left, top, width, height].map(Math.round) as [number, number, number, number]
    return { src: node.getAttribute('src') ?? '', natural: node.naturalWidth, box }
  })
}

test('[J1] [J2] [J3] [J4] [J9] every screen shows the pages, with text, links, notes and slides between them', async () => {
  const { server } = await startWith(
    writePdf(PAGES),
    '# 2\n\nMix *well*.\n\n# after 2\n\n## Hands up\n\n<live-hand></live-hand>\n',
  )
  const stage = await follow(server, '/talk/stage', PROJECTOR)
  const phone = await follow(server, '/talk/', PHONE)
  const presenter = await present(server, 'talk')
  expect(await picture(stage.page)).toMatchObject({ natural: 1920, box: [0, 0, 1920, 1080] })
  await stage.page.getByRole('heading', { name: 'Bread at home' }).waitFor({ state: 'attached' })
  await presenter.page.getByRole('button', { name: 'Notes', exact: true }).tap()
  await presenter.page.getByText('Show the loaf').waitFor()
  const { box, natural } = await picture(phone.page)
  expect(natural).toBe(1920)
  expect([box[0], box[2]]).toEqual([0, 390])

  await go(server, 1)
  await presenter.page.getByText('Mix well.').waitFor()
  await expectShown(phone.page, { h: 1, v: 0, f: -1 })
  const slide = phone.page.locator('section.present')
  expect(await slide.locator('.text').innerText()).toContain('and water')
  await slide.getByRole('link', { name: 'Page 1' }).click()
  await expectShown(phone.page, { h: 0, v: 0, f: -1 })
  await expectShown(stage.page, { h: 1, v: 0, f: -1 })

  await go(server, 2)
  await stage.page.getByText('No hands are up.').waitFor()
  const html = await (await fetch(`${server.url}/talk/slides.html`)).text()
  expect(html).not.toContain('Show the loaf')
})

test('[J6] [J8] an edited page is replaced in place, and a damaged file changes nothing', async () => {
  const { server, file } = await startWith(writePdf(PAGES), '')
  // A picture of the replaced file may be requested a moment too late.
  const { page } = await follow(server, '/talk/', { ...PHONE, unstable: true })
  const before = await picture(page)
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  await writeFile(file, writePdf([{ ...PAGES[0], fill: '1 0 0' }, ...PAGES.slice(1)]))
  await page.locator(`section.present img:not([src="${before.src}"])`).waitFor()
  const after = await picture(page)
  expect(after.natural).toBe(1920)
  expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)

  await writeFile(file, 'damaged')
  const cookie = await pairedCookie(server)
  const warnings = async (): Promise<unknown> => {
    const answer = await fetch(`${server.url}/talk/presenter/deck.json`, { headers: { cookie } })
    return ((await answer.json()) as { warnings: unknown }).warnings
  }
  await expect
    .poll(warnings, { timeout: 60_000 })
    .toMatchObject([{ file: 'talk.pdf', message: 'talk.pdf is not a PDF, or it is damaged.' }])
  await go(server, 2)
  await expectShown(page, { h: 2, v: 0, f: -1 })
  expect((await picture(page)).natural).toBe(1920)
  expect((await fetch(`${server.url}/talk/${before.src}`)).status).toBe(404)
  expect((await fetch(`${server.url}/talk/talk.pdf`)).status).toBe(404)
})

test('[J8] a PDF that cannot be shown is one line and exit code 1', async () => {
  const folder = await temporaryFolder()
  const files: [name: string, content: Buffer, line: RegExp][] = [
    ['empty.pdf', Buffer.from(''), /^lectern: empty\.pdf is empty\.\n$/],
    ['text.pdf', Buffer.from('Dear reader'), /^lectern: text\.pdf is not a PDF, or it is damaged\.\n$/],
    ['secret.pdf', encryptedPdf(), /^lectern: secret\.pdf is encrypted: export it without a password\.\n$/],
    [
      'many.pdf',
      writePdf(Array.from({ length: 1000 }, () => ({}))),
      /^lectern: many\.pdf has 1000 pages, .+\n$/,
    ],
    ['bomb.pdf', bombPdf(), /^lectern: bomb\.pdf, page 1: Compiling was stopped after 5 s, .+\n$/],
  ]
  for (const [name, content, line] of files) {
    await writeFile(join(folder, name), content)
    expect(await run(join(folder, name)), basename(name)).toEqual({
      code: 1,
      errors: expect.stringMatching(line),
    })
  }
})

/** The built program; resolves when it has ended. */
function run(deck: string): Promise<{ code: unknown; errors: string }> {
  const args = ['dist/server/cli.js', deck, '--port', '0', '--memory', '--host', '127.0.0.1']
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, _out, errors) => resolve({ code: error?.code ?? 0, errors }))
  })
}
