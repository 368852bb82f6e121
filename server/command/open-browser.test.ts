/** Tests that the right program opens the browser, with a stand-in on the PATH. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openBrowser } from './open-browser.ts'

const URL = 'http://localhost:4000/a-talk/stage'

function standIn(name: string): { folder: string; opened: Promise<string> } {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-open-'))
  const file = join(folder, name)
  writeFileSync(
    file,
    `#!/bin/sh\nprintf %s "$*" > "${folder}/part" && mv "${folder}/part" "${folder}/asked"\n`,
  )
  chmodSync(file, 0o700)
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
  const opened = new Promise<string>((resolve) => {
    const watcher = watch(folder, (_event, changed) => {
      if (changed !== 'asked') return
      watcher.close()
      resolve(readFileSync(join(folder, 'asked'), 'utf8'))
    })
  })
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
  return { folder, opened }
}

test.skipIf(process.platform === 'win32').each([
  ['linux', 'xdg-open'],
  ['darwin', 'open'],
] as const)('[H22] on %s, %s is asked to open the stage', async (platform, command) => {
  const { opened } = standIn(command)
  openBrowser(URL, pino({ level: 'silent' }), platform)
  expect(await opened).toBe(URL)
})

test('[H22] a computer without a browser only logs it', async () => {
  vi.stubEnv('PATH', '/nowhere')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const line = await new Promise<string>((resolve) => openBrowser(URL, pino({}, { write: resolve }), 'linux'))
  expect(line).toContain('No browser could be opened.')
})
