/** Tests what the log recovers from a damaged file. */
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entriesOf, sqliteFile, TALK } from '../support/sqlite-file.ts'
import { move } from '../../server/log/contract.ts'

/** What happens to the file, and the minimum number of its 500 entries that must be recovered. */
const damages: [string, (db: ReturnType<typeof sqliteFile>) => void | Promise<void>, number][] = [
  ['garbage', ({ file }) => writeFileSync(file, 'This is no database. '.repeat(1000)), 0],
  ['a garbage header', ({ overwrite }) => overwrite(0, 100), 500],
  ['four bytes flipped in page 3', ({ overwrite }) => overwrite(4096 * 2 + 4, 4), 480],
  ['a file cut in half', ({ file }) => truncateSync(file, Math.floor(statSync(file).size / 2)), 100],
  ['a file without its last page', ({ file }) => truncateSync(file, statSync(file).size - 4096), 450],
  ['a file without its last 8 KB', ({ file }) => truncateSync(file, statSync(file).size - 8192), 400],
  ['overwritten pages', ({ overwrite }) => overwrite(4096 * 5, 8192), 400],
  ['the root of all entries overwritten', ({ overwrite }) => overwrite(4096 * 2, 4096), 480],
  ['an overwritten schema', ({ overwrite }) => overwrite(100, 3000), 500],
  ['an entry that is gone', ({ alter }) => alter('DELETE FROM entry WHERE seq = 250'), 499],
  [
    'an entry that cannot be read',
    ({ alter }) => alter('UPDATE entry SET event = \'{"type":\' WHERE seq = 250'),
    499,
  ],
]
test.each(damages)(
  '[L7] [F25] %s: the file is renamed, and what can be read continues under a new epoch',
  async (_what, damage, least) => {
    const db = sqliteFile()
    const epoch = await db.filled()
    await damage(db)
    const broken = readFileSync(db.file)
    const { log, keptAside, salvaged } = await db.open()
    expect(keptAside).toMatch(/lectern\.db\.broken-[\w-]+$/)
    expect(readFileSync(keptAside ?? '')).toEqual(broken)
    const entries = await entriesOf(log)
    const sound = entries.filter(({ id }) => !id.startsWith('lost-'))
    expect(salvaged).toEqual({ entries: sound.length, lost: entries.length - sound.length })
    expect(sound.length).toBeGreaterThanOrEqual(least)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
    for (const entry of sound) expect(entry).toEqual({ ...move(entry.seq - 1), seq: entry.seq })
    expect(await log.epoch(TALK)).not.toBe(epoch)
    expect(await log.append(TALK, entries.length, [move(1)])).toHaveLength(1)
  },
)

test.each([
  ['the snapshot', 20_000],
  ['a snapshot in pieces', 300_000],
])('[L7] [F25] recovers a long entry and %s', async (_what, length) => {
  const { open, overwrite } = sqliteFile()
  const { log } = await open()
  const event = { type: 'chat/said', text: 'long '.repeat(4000) } as const
  await log.append(TALK, 0, [move(1), { ...move(2), event }, move(3)])
  const snapshot = { seq: 3, body: JSON.stringify({ version: 1, text: 'x'.repeat(length) }) }
  await log.saveSnapshot(TALK, snapshot)
  await log.close()
  overwrite(0, 100)
  const again = await open()
  expect(again.salvaged).toEqual({ entries: 3, lost: 0 })
  expect((await entriesOf(again.log))[1]?.event).toEqual(event)
  expect(await again.log.snapshot(TALK)).toEqual(snapshot)
})
