/** The report after a talk: on the phone, over HTTP, and from the command line. */
import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join as joinPath, resolve } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { present } from '../support/browsers.ts'
import { seriousViolations } from '../support/axe.ts'
import { TALK } from '../support/deck.ts'
import { newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'
import { CANARY, toldTalk } from '../support/told-talk.ts'
import { deckWith } from '../support/words.ts'

const run = promisify(execFile)

async function tell(log: TalkLog, entries = toldTalk()): Promise<void> {
  expect(await log.append(TALK, 0, entries)).not.toBe('stale')
}

test('[W8] only presenters and moderators get the report, which is never cached', async () => {
  const log = openMemoryLog()
  await tell(log)
  const server = await startServer({ log })
  const get = (ending: string, cookie: string) =>
    fetch(`${server.url}/${TALK}/presenter/report.${ending}`, { headers: { cookie } })
  const guest = await participantCookie(server, `/${TALK}/`)
  const paired = await pairedCookie(server)
  for (const ending of ['html', 'zip', 'json']) {
    for (const cookie of ['', guest]) expect((await get(ending, cookie)).status).toBe(401)
    const { status, headers } = await get(ending, paired)
    expect([status, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
      200,
      'no-store',
      'nosniff',
    ])
  }
  expect((await get('exe', paired)).status).toBe(404)

  const page = await get('html', paired)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-disposition')).toBe(`inline; filename=${TALK}-report.html`)
  expect(page.headers.get('content-security-policy')).not.toContain('script-src')
  const zip = await get('zip', paired)
  expect(zip.headers.get('content-type')).toBe('application/zip')
  expect(zip.headers.get('content-disposition')).toBe(`attachment; filename=${TALK}-report.zip`)
  const texts = Object.values(unzipSync(new Uint8Array(await zip.arrayBuffer()))).map((file) =>
    strFromU8(file),
  )
  for (const text of [...texts, await page.text(), await (await get('json', paired)).text()])
    expect(text).not.toContain(CANARY)
  await log.close()
})

test('[LG8] the report that a browser opens is in its language, if the deck names none', async () => {
  const log = openMemoryLog()
  await tell(log)
  const server = await startServer({
    log,
    deck: await deckWith((source) => source.replace('language: en\n', '')),
  })
  const headers = { cookie: await pairedCookie(server), 'accept-language': 'de-AT' }
  const page = await fetch(`${server.url}/${TALK}/presenter/report.html`, { headers })
  expect(await page.text()).toContain('<html lang="de" dir="ltr">')
  await log.close()
})

test('[W9] the phone offers the report of a talk that is over, and a page shows it without an error', async () => {
  const log = openMemoryLog()
  const entries = toldTalk()
  await tell(
    log,
    entries.slice(
      0,
      entries.findIndex(({ event }) => event.type === 'talk/ended'),
    ),
  )
  const server = await startServer({ log })
  const { page, context } = await present(server)
  await server.app.talk(TALK).append({ id: newIntentId(), type: 'talk/end' }, SERVER)
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Report' }).tap()
  const report = await opened
  await report.setViewportSize({ width: 320, height: 568 })
  await report.getByRole('heading', { name: 'Questions' }).waitFor()
  await report.getByText('Is it free?').waitFor()
  expect(await report.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  expect(await seriousViolations(report)).toEqual([])
  await report.close()

  await page.getByRole('button', { name: 'More' }).tap()
  await page
    .getByRole('dialog', { name: 'More' })
    .getByRole('button', { name: /^Report/ })
    .tap()
  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: /^Save for a spreadsheet/ }).tap()
  expect((await saved).suggestedFilename()).toBe(`${TALK}-report.zip`)
  await log.close()
})

test('[W10] lectern export writes each format, and says in one line why it cannot', async () => {
  const folder = await temporaryFolder()
  const data = joinPath(folder, 'data')
  await mkdir(data)
  const { log } = await openSqliteLog(joinPath(data, 'lectern.db'))
  await tell(log)
  await log.close()
  const cli = resolve('dist/server/cli.js')
  const lectern = (...args: string[]) => run(process.execPath, [cli, 'export', ...args], { cwd: folder })
  const fails = (...args: string[]) =>
    lectern(...args).then(
      () => 'It did not fail.',
      ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr.trim()}`,
    )

  expect((await lectern(TALK, '--html', '--data', data)).stdout).toBe(`${TALK}-report.html\n`)
  expect(await readFile(joinPath(folder, `${TALK}-report.html`), 'utf8')).toContain('Is it free?')
  await lectern(resolve('tests/decks/room'), '--csv', '--data', data, '--out', 'tables.zip')
  expect(Object.keys(unzipSync(await readFile(joinPath(folder, 'tables.zip'))))).toContain('questions.csv')
  const { stdout } = await lectern(TALK, '--json', '--data', data, '--out', '-')
  expect(JSON.parse(stdout)).toMatchObject({ title: TALK, seconds: 210 })

  await lectern(TALK, '--html', '--run', '1', '--data', data, '--out', 'first.html')
  expect(await fails(TALK, '--html', '--run', '2', '--data', data)).toMatch(
    /^1 lectern: Run 2 of the talk "room"/,
  )
  expect(await fails(TALK, '--html')).toMatch(/^1 lectern: There are no talks in \.lectern.*--data\.$/)
  expect(await fails('another', '--html', '--data', data)).toMatch(
    /^1 lectern: The talk "another" has not been given/,
  )
  expect(await fails(TALK, '--html', '--data', data, '--out', 'no/such/file')).toMatch(
    /^1 lectern: Cannot write no\/such\/file/,
  )
})
