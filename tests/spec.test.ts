/** A rule for the rules: each has an id of its own and a test, and the tests name only rules that exist. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const FOLDERS = [
  'protocol',
  'server',
  'client',
  'audience',
  'stage',
  'presenter',
  'demos',
  'site',
  'slides',
  'scripts',
  'tests',
]

test('[Z15] every rule has an id of its own and a test, and the tests name no other', async () => {
  const spec = await readFile('protocol/SPEC.md', 'utf8')
  const ids = [...spec.matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, id = '']) => id)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  const tested = new Set<string>()
  const unknown: string[] = []
  for (const folder of FOLDERS) {
    for (const name of await readdir(folder, { recursive: true })) {
      // The contract's tests run in each log's own test file.
      if (!name.endsWith('.test.ts') && name !== 'log/contract.ts') continue
      const text = await readFile(join(folder, name), 'utf8')
      for (const [named, id = ''] of text.matchAll(/\[([A-Z]{1,2}\d+)\]/g)) {
        tested.add(id)
        if (!ids.includes(id)) unknown.push(`${folder}/${name} ${named}`)
      }
    }
  }
  expect(unknown).toEqual([])
  expect(ids.filter((id) => !tested.has(id))).toEqual([])
})
