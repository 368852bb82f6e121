/** Tests what each fact of the server means for the talk. */
import { expect, test } from 'vitest'
import type { TunnelTrouble } from './address.ts'
import { checkRows, diskRow } from './check-rows.ts'
import type { CheckFacts } from './check.ts'
import { ENGLISH } from './words/speech.ts'

const WARNING = { file: 'deck.md', line: 3, message: 'There is no picture a.png.' }
const DISK = { folder: '.lectern', freeBytes: 5e9 }
const STORED = { saved: true, forgetful: false, disk: DISK }
const READY: CheckFacts = {
  stages: 1,
  stageUrl: 'http://a/talk/stage',
  phones: 1,
  tunnel: null,
  storage: STORED,
  feed: null,
  warnings: [],
}
const tunnel = (url: string | null, trouble: TunnelTrouble | null = null) => ({
  name: 'ssh host',
  url,
  trouble,
})
const rows = (facts: Partial<CheckFacts>) => checkRows({ ...READY, ...facts }, ENGLISH)
const red = (facts: Partial<CheckFacts>) => rows(facts).filter(({ good }) => !good)

test.each<Partial<CheckFacts>>([
  { stages: 0 },
  { tunnel: tunnel(null, { is: 'denied', line: 'Permission denied', target: 'me@host' }) },
  { tunnel: tunnel(null) },
  { storage: { ...STORED, saved: false } },
  { storage: { ...STORED, saved: false, disk: null } },
  { storage: { ...STORED, disk: { ...DISK, freeBytes: 1e6 } } },
  { feed: { name: 'x', state: 'fallback', trouble: { is: 'token', n: 401 } } },
  { feed: { name: 'x', state: 'connecting', trouble: null } },
  { warnings: [WARNING] },
  { warnings: [WARNING, WARNING] },
])('[PF1] %j is one red row that says what to do', (facts) => {
  expect(red(facts)).toEqual([
    {
      name: expect.any(String),
      good: false,
      words: expect.stringMatching(/\.$/),
      advice: expect.stringMatching(/\.$/),
    },
  ])
})

test.each<Partial<CheckFacts>>([
  {},
  { stages: 2 },
  { tunnel: tunnel('http://host:4000') },
  { storage: { ...STORED, forgetful: true, disk: null } },
  { storage: { ...STORED, disk: null } },
  { storage: { ...STORED, disk: { ...DISK, freeBytes: null } } },
  { feed: { name: 'recording', state: 'live', trouble: null } },
  { feed: { name: 'recording', state: 'off', trouble: null } },
])('[PF1] %j is green and gives no advice', (facts) => {
  for (const row of rows(facts)) expect(row).toMatchObject({ good: true, advice: '' })
})

test('[PF1] the rows name what they found', () => {
  expect(red({ stages: 0 })[0]?.advice).toContain('http://a/talk/stage')
  expect(red({ warnings: [WARNING, WARNING] })[0]?.words).toBe(
    '2 warnings, the first: deck.md:3 There is no picture a.png.',
  )
  const free = (freeBytes: number): string => diskRow({ ...DISK, freeBytes }, ENGLISH).words
  expect(free(42e6)).toBe('Only 42 MB free on the disk of .lectern.')
  expect(free(5.37e9)).toBe('The talk is stored in .lectern: 5.3 GB free.')
})
