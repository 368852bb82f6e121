/** The Python on the slides of the talk, read by Python itself. */
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('[X8] every Python sample is Python', async () => {
  const markdown = await readFile('slides/sockets-and-lies/deck.md', 'utf8')
  const samples = [...markdown.matchAll(/^```python\n(.*?)^```/gms)].map(([, code]) => code)
  expect(samples.length).toBeGreaterThan(6)
  // One Python for all: starting it takes longer than the work.
  const program = 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)'
  const parsed = spawnSync('python3', ['-c', program], { input: JSON.stringify(samples) })
  expect(parsed.error, 'python3 is needed').toBeUndefined()
  expect(parsed.stderr.toString()).toBe('')
})
