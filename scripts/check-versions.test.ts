/** Tests the version check with lockfiles that are safe, old and wrong. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const SOUND = {
  'node_modules/socket.io': '4.8.4',
  'node_modules/socket.io-parser': '4.2.7',
  'node_modules/engine.io': '6.6.12',
  'node_modules/engine.io/node_modules/ws': '8.21.0',
  'node_modules/ws': '9.0.0',
  'node_modules/wsx': '0.0.1',
}

async function check(changes: Record<string, string> | null): Promise<{ stderr: string; code: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-lock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const versions = changes === null ? {} : { ...SOUND, ...changes }
  const packages = Object.fromEntries(Object.entries(versions).map(([path, version]) => [path, { version }]))
  await writeFile(join(folder, 'lock.json'), JSON.stringify({ packages }))
  return promisify(execFile)(process.execPath, [
    'scripts/check-versions.mjs',
    join(folder, 'lock.json'),
  ]).then(
    ({ stderr }) => ({ stderr, code: 0 }),
    ({ stderr, code }: { stderr: string; code: number }) => ({ stderr, code }),
  )
}

test('[S18] [AT29] safe versions pass, including ours', async () => {
  expect(await check({})).toEqual({ stderr: '', code: 0 })
  await expect(promisify(execFile)(process.execPath, ['scripts/check-versions.mjs'])).resolves.toBeDefined()
})

test.each([
  ['node_modules/socket.io', '4.8.3'],
  ['node_modules/socket.io-parser', '4.2.5'],
  ['node_modules/socket.io-parser', '4.2.7-beta.1'],
  ['node_modules/socket.io/node_modules/socket.io-parser', '3.9.9'],
  ['node_modules/engine.io', '6.6.8'],
  ['node_modules/engine.io/node_modules/ws', '8.20.0'],
  ['node_modules/jsdom/node_modules/ws', '7.5.10'],
])('[S18] [AT29] %s %s fails and is named', async (path, version) => {
  const { stderr, code } = await check({ [path]: version })
  expect(code).toBe(1)
  expect(stderr).toContain(`${version} (${path}) is older than`)
})

test('[S18] [AT29] a lockfile without any of them is the wrong file', async () => {
  expect((await check(null)).code).toBe(1)
})
