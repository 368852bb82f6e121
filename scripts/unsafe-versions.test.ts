/** Tests the version check with lockfiles that are safe, old and wrong. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { unsafeVersions, type Lockfile } from './unsafe-versions.ts'

const SOUND = {
  'node_modules/socket.io': '4.8.4',
  'node_modules/socket.io-parser': '4.2.7',
  'node_modules/engine.io': '6.6.12',
  'node_modules/engine.io/node_modules/ws': '8.21.0',
  'node_modules/ws': '9.0.0',
  'node_modules/wsx': '0.0.1',
}

const lockfile = (versions: Record<string, string>): Lockfile => ({
  packages: Object.fromEntries(Object.entries(versions).map(([path, version]) => [path, { version }])),
})

test('[S18] [AT29] safe versions pass, including ours', async () => {
  expect(unsafeVersions(lockfile(SOUND))).toEqual([])
  expect(unsafeVersions(JSON.parse(await readFile('package-lock.json', 'utf8')))).toEqual([])
})

test.each([
  ['node_modules/socket.io', '4.8.3'],
  ['node_modules/socket.io-parser', '4.2.5'],
  ['node_modules/socket.io-parser', '4.2.7-beta.1'],
  ['node_modules/socket.io/node_modules/socket.io-parser', '3.9.9'],
  ['node_modules/engine.io', '6.6.8'],
  ['node_modules/engine.io/node_modules/ws', '8.20.0'],
  ['node_modules/jsdom/node_modules/ws', '7.5.10'],
])('[S18] [AT29] %s %s is named', (path, version) => {
  expect(unsafeVersions(lockfile({ ...SOUND, [path]: version }))).toEqual([
    expect.stringContaining(`${version} (${path}) is older than`),
  ])
})

test('[S18] [AT29] a lockfile without any of them is the wrong file', () => {
  expect(unsafeVersions(lockfile({}))).toEqual([expect.stringContaining('is it the right file?')])
})
