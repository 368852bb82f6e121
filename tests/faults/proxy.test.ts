/** F8: a node dies behind a real proxy. */
import { expect, test } from 'vitest'
import { loseNode } from './lose-node.ts'

test('[F8] one of three nodes dies behind HAProxy: its browsers spread over the others, all on the slide, nothing lost', async () => {
  const { times } = await loseNode(60)
  expect(Math.max(...times)).toBeLessThan(15_000)
})
