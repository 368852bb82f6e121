/** Tests what each fact of the server means for the talk. */
import { expect, test } from 'vitest'
import { deckRow, diskRow, feedRow, phoneRow, stageRow, storageRow, tunnelRow } from './check-rows.ts'

const WARNING = { file: 'deck.md', line: 3, message: 'There is no picture a.png.' }
const DISK = { folder: '.lectern', freeBytes: 5e9 }
const STORED = { saved: true, forgetful: false, disk: DISK }

test('[PF1] each red row says what to do, and each green one is silent about it', () => {
  const red = [
    stageRow(0, 'http://a/talk/stage'),
    phoneRow(0),
    tunnelRow({ name: 'ssh host', url: null, trouble: 'Connection refused.' }),
    storageRow({ ...STORED, saved: false }),
    storageRow({ ...STORED, saved: false, disk: null }),
    storageRow({ ...STORED, disk: { ...DISK, freeBytes: 1e6 } }),
    feedRow({ name: 'x', state: 'fallback', trouble: 'The token is wrong.' }),
    feedRow({ name: 'x', state: 'connecting', trouble: '' }),
    deckRow([WARNING]),
    deckRow([WARNING, WARNING]),
  ]
  for (const row of red) expect(row).toMatchObject({ good: false, advice: expect.stringMatching(/\.$/) })
  const green = [
    stageRow(1, ''),
    stageRow(2, ''),
    phoneRow(1),
    tunnelRow({ name: 'ssh host', url: 'http://host:4000', trouble: '' }),
    storageRow(STORED),
    storageRow({ ...STORED, forgetful: true, disk: null }),
    diskRow({ ...DISK, freeBytes: null }),
    feedRow({ name: 'recording', state: 'live', trouble: '' }),
    feedRow({ name: 'recording', state: 'off', trouble: '' }),
    deckRow([]),
  ]
  for (const row of green) expect(row).toMatchObject({ good: true, advice: '' })
})

test('[PF1] the rows name what they found', () => {
  expect(stageRow(0, 'http://a/talk/stage').advice).toContain('http://a/talk/stage')
  expect(storageRow({ ...STORED, disk: { ...DISK, freeBytes: 42e6 } }).words).toContain('42 MB free')
  expect(deckRow([WARNING, WARNING]).words).toBe(
    '2 warnings, the first: deck.md:3 There is no picture a.png.',
  )
})
