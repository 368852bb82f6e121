import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renewKeyOfFolder } from './key-file.ts'
import { memoryKeys } from './key-store.ts'
import { createKeys, loadKeys, ONE_TIME_MS } from './keys.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-keys-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}
const pairOf = (paired: { cookie: string } | string): string =>
  (typeof paired === 'string' ? paired : paired.cookie).split(';')[0] ?? ''

test('[S1] the key is at least 128 bits, stays the same, and only its owner may read it', async () => {
  const at = await folder()
  const first = await loadKeys(at)
  expect(Buffer.from(first.presenterKey, 'base64url').length).toBeGreaterThanOrEqual(16)
  expect((await loadKeys(at)).presenterKey).toBe(first.presenterKey)
  for (const file of await readdir(at)) expect((await stat(join(at, file))).mode & 0o777, file).toBe(0o600)
})

test('[S1] a key that was cut short on the disk is replaced', async () => {
  const at = await folder()
  await writeFile(join(at, 'presenter-key'), 'abc\n')
  const { presenterKey } = await loadKeys(at)
  expect(presenterKey.length).toBeGreaterThan(16)
  expect((await readFile(join(at, 'presenter-key'), 'utf8')).trim()).toBe(presenterKey)
})

test('[S2] the right key gives a cookie that names a device; a wrong one gives none', async () => {
  const keys = await loadKeys(null)
  const cookie = pairOf(await keys.pair(keys.presenterKey, true))
  expect(await keys.pair(keys.presenterKey, true)).toMatchObject({
    cookie: expect.stringMatching(/HttpOnly; Secure; SameSite=Strict/),
  })
  expect(cookie).not.toContain(keys.presenterKey)
  expect(keys.device(cookie)).toMatch(/^device-/)
  expect(await keys.pair('x'.repeat(24), true)).toBe('wrong')
})

test('[S3] a forged, foreign or missing cookie names nobody', async () => {
  const keys = await loadKeys(null)
  const good = pairOf(await keys.pair(keys.presenterKey, false))
  const other = await loadKeys(null)
  expect(other.device(good)).toBeNull()
  for (const cookie of [
    undefined,
    '',
    'lectern-presenter=',
    `${good}x`,
    good.replace('device-', 'device-x'),
    good.replace('lectern-presenter', 'lectern-participant'),
    'lectern-presenter=a.b.c',
  ]) {
    expect(keys.device(cookie)).toBeNull()
    expect(keys.participant(cookie)).toBeNull()
  }
})

test('[S10] a renewed key is heard of by whoever runs on the folder; it ends pairings and renames no participant', async () => {
  const at = await folder()
  const keys = await loadKeys(at)
  onTestFinished(keys.close)
  const old = keys.presenterKey
  const [device, guest] = [pairOf(await keys.pair(old, false)), pairOf(keys.enrol(false))]
  const once = keys.oneTimeKey()
  const name = keys.participant(guest)
  expect(name).not.toBeNull()
  const heard = new Promise<void>((resolve) => keys.onRenewed(resolve))
  const key = await renewKeyOfFolder(at)
  await heard
  expect([keys.presenterKey, keys.device(device), keys.participant(guest)]).toEqual([key, null, name])
  expect([await keys.pair(old, false), await keys.pair(once, false)]).toEqual(['wrong', 'wrong'])
  expect(keys.device(pairOf(await keys.pair(key, false)))).not.toBeNull()
  expect((await loadKeys(at)).participant(guest)).toBe(name)
  expect((await readdir(at)).toSorted()).toEqual(['participant-secret', 'presenter-key'])
})

test('[S10] a key file that is gone or cut short is no renewal', async () => {
  const at = await folder()
  const keys = await loadKeys(at)
  onTestFinished(keys.close)
  const old = keys.presenterKey
  const heard = new Promise<void>((resolve) => keys.onRenewed(resolve))
  await rm(join(at, 'presenter-key'))
  await writeFile(join(at, 'presenter-key'), 'abc\n')
  const key = await renewKeyOfFolder(at)
  await heard
  expect([old === key, keys.presenterKey]).toEqual([false, key])
})

test('[S11] a one-time key pairs once, within two minutes, on whichever node', async () => {
  let now = Date.now()
  const store = memoryKeys()
  const [one, two] = [createKeys(store, () => now), createKeys(store, () => now)]
  const key = one.oneTimeKey()
  expect(key).not.toContain(one.presenterKey)
  expect(one.device(pairOf(await two.pair(key, false)))).not.toBeNull()
  expect([await one.pair(key, false), await two.pair(key, false)]).toEqual(['gone', 'gone'])
  const late = one.oneTimeKey()
  now += ONE_TIME_MS + 1000
  expect(await one.pair(late, false)).toBe('gone')
  const forged = `${one.oneTimeKey().slice(0, -1)}!`
  for (const wrong of [forged, late.replace(/\.[0-9a-z]+\./, '.zzzzzzzzz.'), 'once.a.b.c'])
    expect(await one.pair(wrong, false)).toBe('wrong')
})
