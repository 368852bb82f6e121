import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hostileStrings } from '../../tests/support/hostile.ts'
import { deviceLabel } from '../../protocol/features/driver.ts'
import { memoryDevices, type Scope } from './device-table.ts'
import { createDevices } from './devices.ts'
import { createKeys, loadKeys, type Keys } from './keys.ts'
import { memoryKeys } from './store.ts'
import { talkKeyOfFolder } from './talk-key-file.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-devices-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

async function open(at: string): Promise<Keys> {
  const keys = await loadKeys(at)
  onTestFinished(keys.close)
  return keys
}

/** The `Cookie` header of a browser that was paired with this key. */
async function paired(keys: Keys, key: string, browser = {}): Promise<string> {
  const answer = await keys.pair(key, false, browser)
  if (typeof answer === 'string') throw new Error(`The key is ${answer}.`)
  return answer.cookie?.split(';')[0] ?? ''
}

const always = () => true
const at = (role: 'presenter' | 'moderator' | 'stage' | 'audience', talk = 'a') => ({ role, talk })

test('[K11] a one-time key carries its role and its talk, and neither can be changed', async () => {
  const keys = createKeys(memoryKeys())
  const scope: Scope = { role: 'moderator', talk: null }
  const cookie = await paired(keys, keys.oneTimeKey(scope))
  expect(keys.device(cookie)).toMatchObject(scope)
  expect(keys.device(cookie, at('moderator'))).not.toBeNull()
  expect([keys.device(cookie, at('presenter')), keys.device(cookie, at('stage'))]).toEqual([null, null])
  const key = keys.oneTimeKey(scope)
  for (const forged of [
    key.replace('.moderator.', '.'),
    key.replace('moderator', 'presenter'),
    key.replace('moderator', 'moderator~a'),
  ])
    expect(await keys.pair(forged, false)).toBe('wrong')
  for (const forged of [cookie.replace('.moderator.', '.'), cookie.replace('moderator', 'presenter')])
    expect(keys.device(forged)).toBeNull()
  expect(await keys.pair(key, false)).toMatchObject({ scope })
})

test('[K11] a cookie from before there were roles is a presenter’s', async () => {
  const keys = createKeys(memoryKeys())
  const cookie = await paired(keys, keys.presenterKey)
  expect(cookie.split('.')).toHaveLength(3)
  expect(keys.device(cookie)).toMatchObject({ role: 'presenter', talk: null })
})

test('[K10] a browser that scans another code keeps a pairing that allows as much, and replaces a smaller one', async () => {
  const keys = createKeys(memoryKeys())
  const stage = await paired(keys, keys.oneTimeKey({ role: 'stage', talk: null }))
  const presenter = await paired(keys, keys.presenterKey, { cookie: stage })
  expect(keys.device(presenter)).toMatchObject({ role: 'presenter' })
  expect(await paired(keys, keys.oneTimeKey({ role: 'stage', talk: null }), { cookie: presenter })).toBe('')
})

test('[K12] the list names role, name and state, and contains no id', async () => {
  let now = 1000
  const keys = createKeys(memoryKeys(), () => now)
  const first = await paired(keys, keys.presenterKey, { name: 'iPhone' })
  const phone = keys.device(first)!
  const left = keys.devices.connected(phone)
  const view = { label: deviceLabel(phone.id), role: 'presenter', name: 'iPhone', everywhere: true }
  expect(keys.devices.list('a')).toEqual([{ ...view, on: true, seenAt: 1000 }])
  expect(JSON.stringify(keys.devices.list('a'))).not.toContain(phone.id)
  now = 2000
  // A second page of the same device.
  const other = keys.devices.connected(phone)
  left()
  expect(keys.devices.list('a')).toMatchObject([{ on: true }])
  other()
  expect(keys.devices.list('a')).toMatchObject([{ on: false, seenAt: 2000 }])
  for (const [i, text] of hostileStrings().entries()) {
    expect(await keys.devices.rename('a', view.label, text), String(i)).toBe(true)
    const [{ name } = { name: '?' }] = keys.devices.list('a')
    expect(Array.from(name).length).toBeLessThanOrEqual(40)
    expect(name).not.toMatch(/[\n\u202e]/u)
  }
  expect(await keys.devices.rename('a', 'nobody', 'x')).toBe(false)
})

test('[K13] [K14] a revoked device is refused at once and after a restart; a damaged list is not ignored', async () => {
  const place = await folder()
  const keys = await open(place)
  const [kept, lost] = [await paired(keys, keys.presenterKey), await paired(keys, keys.presenterKey)]
  const label = deviceLabel(keys.device(lost)!.id)
  const ended: boolean[] = []
  const both = [keys.device(kept)!, keys.device(lost)!]
  keys.onEnded((hasEnded) => ended.push(...both.map(hasEnded)))
  expect(await keys.devices.revoke('a', label, always)).toBe(true)
  expect(ended).toEqual([false, true])
  expect([keys.device(lost), keys.prolong(lost, false)]).toEqual([null, []])
  expect(keys.devices.list('a')).toHaveLength(1)
  await keys.close()
  const again = await open(place)
  expect([again.device(lost), again.device(kept)?.id]).toEqual([null, both[0]!.id])
  expect((await stat(join(place, 'devices'))).mode & 0o777).toBe(0o600)
  expect(await readFile(join(place, 'devices'), 'utf8')).not.toContain(again.presenterKey)
  await again.close()
  await writeFile(join(place, 'devices'), '{"known":')
  await expect(loadKeys(place)).rejects.toThrow(/^The list of devices in .* is damaged\. [^\n]+$/)
})

test('[K14] the list keeps the newest devices, and a data folder without a list is read as before', async () => {
  let now = 0
  const table = memoryDevices()
  const devices = createDevices(table, () => (now += 1))
  for (let i = 0; i < 250; i++) await devices.paired({ id: `device-${i}`, role: 'stage', talk: null }, '')
  expect(table.rows.known.size).toBe(200)
  expect(table.rows.known.has('device-249')).toBe(true)
  const place = await folder()
  const before = await open(place)
  const cookie = await paired(before, before.presenterKey)
  await rm(join(place, 'devices'))
  expect((await open(place)).device(cookie)).not.toBeNull()
})

test('[K15] [K16] the key of a talk opens only that talk; renewing it ends only its pairings', async () => {
  const place = await folder()
  const keys = await open(place)
  const made = [await talkKeyOfFolder(place, 'a', false), await talkKeyOfFolder(place, 'b', false)]
  expect(await talkKeyOfFolder(place, 'a', false)).toBe(made[0])
  await expect.poll(() => keys.talkKeys.size).toBe(2)
  const [a = '', b = ''] = await Promise.all(made.map((key) => paired(keys, key)))
  const all = await paired(keys, keys.presenterKey)
  expect(keys.device(a, at('presenter', 'a'))).toMatchObject({ talk: 'a' })
  for (const role of ['presenter', 'moderator', 'stage', 'audience'] as const)
    expect(keys.device(a, at(role, 'b'))).toBeNull()
  // One browser may have both, and the order of its cookies does not matter.
  for (const jar of [`${a}; ${b}`, `${b}; ${a}`])
    expect([
      keys.device(jar, at('presenter', 'a'))?.talk,
      keys.device(jar, at('presenter', 'b'))?.talk,
    ]).toEqual(['a', 'b'])
  // A cookie under the name of another talk is not accepted.
  expect(keys.device(a.replace(/-a=/, '-b='), at('presenter', 'b'))).toBeNull()

  const renewed = new Promise((resolve) => keys.onRenewed(resolve))
  const fresh = await talkKeyOfFolder(place, 'a', true)
  expect(await renewed).toBe('a')
  expect([keys.device(a), keys.device(b), keys.device(all)].map((each) => each?.talk)).toEqual([
    undefined,
    'b',
    null,
  ])
  expect(await keys.pair(made[0]!, false)).toBe('wrong')
  expect(keys.device(await paired(keys, fresh), at('presenter', 'a'))).not.toBeNull()
})

test('[K12] [K15] codes and revocations of a talk’s device stay within that talk', async () => {
  const store = memoryKeys()
  store.renewTalks(new Map([['a', 'the-key-of-talk-a-1234']]))
  const keys = createKeys(store)
  const own = keys.device(await paired(keys, 'the-key-of-talk-a-1234'))!
  const stage = keys.device(await paired(keys, keys.oneTimeKey({ role: 'stage', talk: own.talk })))!
  expect(stage).toMatchObject({ role: 'stage', talk: 'a' })
  const all = keys.device(await paired(keys, keys.presenterKey))!
  expect(keys.devices.list('a')).toHaveLength(3)
  expect(keys.devices.list('b')).toHaveLength(1)
  expect(await keys.devices.revoke('b', deviceLabel(own.id), always)).toBe(false)
  expect(await keys.devices.revoke('a', deviceLabel(all.id), ({ talk }) => talk === own.talk)).toBe(false)
  expect(await keys.devices.revoke('a', deviceLabel(stage.id), ({ talk }) => talk === own.talk)).toBe(true)
})
