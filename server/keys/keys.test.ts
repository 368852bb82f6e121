import { createHmac } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renewKeyOfFolder } from './file-store.ts'
import { memoryKeys } from './store.ts'
import { createKeys, loadKeys, ONE_TIME_MS } from './keys.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-keys-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}
const pairOf = (paired: { cookie: string | null } | string): string =>
  (typeof paired === 'string' ? paired : (paired.cookie ?? '')).split(';')[0] ?? ''

test('[S1] the key has at least 128 bits, stays the same, and only its owner may read it', async () => {
  const at = await folder()
  const first = await loadKeys(at)
  expect(Buffer.from(first.presenterKey, 'base64url').length).toBeGreaterThanOrEqual(16)
  expect((await loadKeys(at)).presenterKey).toBe(first.presenterKey)
  for (const file of await readdir(at)) expect((await stat(join(at, file))).mode & 0o777, file).toBe(0o600)
})

test('[S1] a key that is truncated on disk is replaced', async () => {
  const at = await folder()
  await writeFile(join(at, 'presenter-key'), 'abc\n')
  const { presenterKey } = await loadKeys(at)
  expect(presenterKey.length).toBeGreaterThan(16)
  expect((await readFile(join(at, 'presenter-key'), 'utf8')).trim()).toBe(presenterKey)
})

test('[S2] a correct key gives a cookie that identifies a device; a wrong one gives none', async () => {
  const keys = await loadKeys(null)
  const cookie = pairOf(await keys.pair(keys.presenterKey, true))
  expect(await keys.pair(keys.presenterKey, true)).toMatchObject({
    cookie: expect.stringMatching(/HttpOnly; Secure; SameSite=Strict/),
  })
  expect(cookie).not.toContain(keys.presenterKey)
  expect(keys.device(cookie)).toEqual({
    id: expect.stringMatching(/^device-/),
    role: 'presenter',
    talk: null,
  })
  expect(await keys.pair('x'.repeat(24), true)).toBe('wrong')
})

test('[S3] a forged, foreign or missing cookie identifies nobody', async () => {
  const keys = await loadKeys(null)
  const good = pairOf(await keys.pair(keys.presenterKey, false))
  const other = await loadKeys(null)
  expect(other.device(good)).toBeNull()
  const [name] = good.split('=')
  for (const cookie of [
    undefined,
    '',
    `${name}=`,
    `${good}x`,
    good.replace('device-', 'device-x'),
    good.replace('lectern-presenter', 'lectern-participant'),
    `${name}=a.b.c`,
  ]) {
    expect(keys.device(cookie)).toBeNull()
    expect(keys.participant(cookie)).toBeNull()
  }
})

test('[S10] every server on the folder notices a renewed key; it ends pairings and renames no participant', async () => {
  const at = await folder()
  const keys = await loadKeys(at)
  onTestFinished(keys.close)
  const old = keys.presenterKey
  const [device, guest] = [pairOf(await keys.pair(old, false)), pairOf(keys.enrol(false)!)]
  const once = keys.oneTimeKey()
  const name = keys.participant(guest)?.id
  expect(name).not.toBeNull()
  const heard = new Promise((resolve) => keys.onRenewed(resolve))
  const key = await renewKeyOfFolder(at)
  await heard
  expect([keys.presenterKey, keys.device(device), keys.participant(guest)?.id]).toEqual([key, null, name])
  expect([await keys.pair(old, false), await keys.pair(once, false)]).toEqual(['wrong', 'wrong'])
  expect(keys.device(pairOf(await keys.pair(key, false)))).not.toBeNull()
  expect((await loadKeys(at)).participant(guest)?.id).toBe(name)
  expect((await readdir(at)).toSorted()).toEqual([
    'devices',
    'pairing-secret',
    'participant-secret',
    'presenter-key',
  ])
})

test('[S10] a missing or truncated key file does not count as a renewal', async () => {
  const at = await folder()
  const keys = await loadKeys(at)
  onTestFinished(keys.close)
  const old = keys.presenterKey
  const heard = new Promise((resolve) => keys.onRenewed(resolve))
  await rm(join(at, 'presenter-key'))
  await writeFile(join(at, 'presenter-key'), 'abc\n')
  const key = await renewKeyOfFolder(at)
  await heard
  expect([old === key, keys.presenterKey]).toEqual([false, key])
})

test('[S11] a one-time key pairs one browser, within two minutes, on any node', async () => {
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

test('[S25] the presenter key cannot be tested against a one-time key or a cookie, because their signatures use another secret too', async () => {
  const chosen = 'a-chosen-key-of-the-speaker'
  const seen = async (): Promise<string[]> => {
    const keys = createKeys(memoryKeys(chosen), () => 4711)
    return [keys.oneTimeKey(), pairOf(await keys.pair(chosen, false))].map(
      (text) => text.split(/[=;]/).at(-1) ?? '',
    )
  }
  for (const text of await seen()) {
    const parts = text.split('.')
    const signature = parts.pop() ?? ''
    const withKey = createHmac('sha256', chosen).update(parts.join('.')).digest('base64url')
    expect(signature).toHaveLength(withKey.length)
    expect(signature).not.toBe(withKey)
  }
  // They are from another server with the same key, and are not accepted here.
  const other = createKeys(memoryKeys(chosen), () => 4711)
  const [once = ''] = await seen()
  expect(await other.pair(once, false)).toBe('wrong')
})

test("[S25] the nodes of one data folder accept each other's one-time keys, even after a restart", async () => {
  const at = await folder()
  const once = (await loadKeys(at)).oneTimeKey()
  expect(await (await loadKeys(at)).pair(once, false)).toMatchObject({ cookie: expect.any(String) })
})

test('[S27] a device cookie expires on the server 30 days after its date, and is renewed while it is used', async () => {
  const days = (count: number): number => count * 24 * 60 * 60 * 1000
  let now = Date.now()
  const keys = createKeys(memoryKeys(), () => now)
  const cookie = pairOf(await keys.pair(keys.presenterKey, true))
  const id = keys.device(cookie)?.id
  expect(keys.prolong(cookie, true)).toEqual([])
  now += days(29)
  expect(keys.device(cookie)?.id).toBe(id)
  const [prolonged = ''] = keys.prolong(cookie, true)
  expect(prolonged).toMatch(/Max-Age=2592000; .*HttpOnly; Secure; SameSite=Strict/)
  now += days(2)
  expect([keys.device(cookie), keys.prolong(cookie, true)]).toEqual([null, []])
  expect(keys.device(pairOf({ cookie: prolonged }))?.id).toBe(id)
})

test('[S27] a changed, missing or future date makes a cookie invalid', async () => {
  let now = Date.now()
  const keys = createKeys(memoryKeys(), () => now)
  const cookie = pairOf(await keys.pair(keys.presenterKey, true))
  const [name, value = ''] = cookie.split('=')
  const [id, date = '', signature] = value.split('.')
  const later = (Number.parseInt(date, 36) + 1).toString(36)
  for (const forged of [`${id}.${later}.${signature}`, `${id}.${signature}`, `${id}..${signature}`])
    expect(keys.device(`${name}=${forged}`), forged).toBeNull()
  now -= 60 * 60 * 1000
  expect(keys.device(cookie)).toBeNull()
})

test('[S28] two servers on one host use separate cookies; servers on one folder share them', async () => {
  const [here, there] = [await folder(), await folder()]
  const [one, two] = [await loadKeys(here), await loadKeys(there)]
  const jar: Record<string, string> = {}
  for (const keys of [one, two]) {
    for (const cookie of [pairOf(await keys.pair(keys.presenterKey, false)), pairOf(keys.enrol(false)!)]) {
      const [name = '', value = ''] = cookie.split('=')
      jar[name] = value
    }
  }
  const sent = Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
  for (const keys of [one, two, await loadKeys(here)]) {
    expect(keys.device(sent)?.id).toMatch(/^device-/)
    expect(keys.participant(sent)?.id).toMatch(/^guest-/)
  }
  expect((await loadKeys(here)).device(sent)).toEqual(one.device(sent))
  expect(one.device(sent)?.id).not.toBe(two.device(sent)?.id)
})

test('[K41] a participant’s cookie says when each talk was entered, with one id for all', () => {
  let now = 1_000_000
  const keys = createKeys(memoryKeys(), () => now)
  const passer = pairOf(keys.enrol(true)!)
  expect(keys.participant(passer)?.since('one')).toBeNull()
  expect(keys.enrol(true, passer)).toBeNull()
  const inOne = pairOf(keys.enrol(true, passer, 'one')!)
  now += 5000
  expect(keys.enrol(true, inOne, 'one')).toBeNull()
  const inTwo = pairOf(keys.enrol(true, inOne, 'two')!)
  const person = keys.participant(inTwo)
  expect(person?.id).toBe(keys.participant(passer)?.id)
  expect(['one', 'two', 'three'].map((talk) => person?.since(talk))).toEqual([1_000_000, 1_005_000, null])
  let cookie = inTwo
  for (let i = 0; i < 30; i++) cookie = pairOf(keys.enrol(true, cookie, `talk-${i}`)!)
  expect(cookie.length).toBeLessThan(400)
  expect(keys.participant(cookie)?.since('talk-29')).toBe(now)
  expect(keys.participant(cookie)?.since('one')).toBeNull()
})

test('[K41] a cookie from before talks were noted counts as entered when it was issued', () => {
  const at = 1_000_000
  const store = memoryKeys()
  const keys = createKeys(store, () => at)
  const text = `guest-earlier.${at.toString(36)}`
  const signature = createHmac('sha256', store.participantSecret).update(text).digest('base64url')
  const cookie = `lectern-participant-${store.id}=${text}.${signature}`
  expect(keys.participant(cookie)?.since('any')).toBe(at)
  expect(keys.enrol(true, cookie, 'any')).toBeNull()
})

test('[S28] without a data folder, cookie names contain the port and stay the same after each start', async () => {
  const nameOf = async (port: number): Promise<string | undefined> =>
    (await loadKeys(null, undefined, port)).enrol(false)!.split('=')[0]
  expect(await nameOf(4000)).toBe(await nameOf(4000))
  expect(await nameOf(4000)).not.toBe(await nameOf(4001))
})
