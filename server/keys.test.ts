import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadKeys } from './keys.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-keys-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}
const pairOf = (setCookie: string | null): string => (setCookie ?? '').split(';')[0] ?? ''

test('[S1] the key is at least 128 bits, stays the same, and only its owner may read it', async () => {
  const at = await folder()
  const first = await loadKeys(at)
  expect(Buffer.from(first.presenterKey, 'base64url').length).toBeGreaterThanOrEqual(16)
  expect((await loadKeys(at)).presenterKey).toBe(first.presenterKey)
  expect((await stat(join(at, 'presenter-key'))).mode & 0o777).toBe(0o600)
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
  const cookie = keys.pair(keys.presenterKey, true)
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
  expect(cookie).toMatch(/Secure/)
  expect(cookie).not.toContain(keys.presenterKey)
  expect(keys.device(pairOf(cookie))).toMatch(/^device-/)
  expect(keys.pair('x'.repeat(24), true)).toBeNull()
})

test('[S3] a forged, foreign or missing cookie names nobody', async () => {
  const keys = await loadKeys(null)
  const good = pairOf(keys.pair(keys.presenterKey, false))
  const other = await loadKeys(null)
  expect(other.device(good)).toBeNull()
  for (const cookie of [
    undefined,
    '',
    'lectern-presenter=',
    `${good}x`,
    good.replace('device-', 'device-x'),
    'lectern-presenter=a.b.c',
  ]) {
    expect(keys.device(cookie)).toBeNull()
  }
})
