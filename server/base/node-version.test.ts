/** Tests which versions of Node are refused. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeProblem } from './node-version.ts'

test('[H10] an old Node is refused in one line that names the required version', () => {
  expect(nodeProblem('18.20.4')).toBe('Lectern needs Node 20.19 or newer; this is 18.20.4.')
  expect(nodeProblem('20.18.1')).toContain('20.18.1')
})

test('[H10] the oldest allowed Node is the one in package.json', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
  expect(engines.node).toBe('>=20.19')
  for (const version of ['20.19.0', '20.20.2', '22.1.0', '24.21.0']) expect(nodeProblem(version)).toBeNull()
})
