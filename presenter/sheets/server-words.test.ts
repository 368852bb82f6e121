/** Tests the phone's messages about the nodes. */
import { expect, test } from 'vitest'
import type { ServerNode, ServerView } from '../../protocol/server-view.ts'
import { browsersWords, lastFault, nodeWords, verdict } from './server-words.ts'

const WELL: ServerNode = {
  node: '3f2a',
  browsers: 412,
  here: true,
  seq: 1204,
  saved: true,
  lagMs: 3,
  memory: 96_400_000,
  trouble: null,
  fault: null,
}
const view = (nodes: ServerNode[], saved = true): ServerView => ({
  at: 0,
  epoch: 'epoch',
  seq: 1204,
  saved,
  deck: null,
  feed: { name: 'recording', state: 'live', trouble: null },
  nodes,
})

test('[M11] the verdict is the worst known problem', () => {
  const other = { ...WELL, node: '77aa', here: false }
  const one = verdict(view([WELL]))
  expect(one).toEqual({ good: true, words: 'All is well: 1 node for this talk.' })
  expect(verdict(view([WELL, other])).words).toBe('All is well: 2 nodes for this talk.')
  expect(verdict(view([WELL, { ...other, seq: 900 }]))).toEqual({
    good: false,
    words: 'Node 77aa is 304 entries behind.',
  })
  expect(verdict(view([WELL, { ...other, seq: 1190 }])).good).toBe(true)
  const full = { ...other, trouble: 'The heap is nearly full.' }
  expect(verdict(view([WELL, full])).words).toBe('Node 77aa: The heap is nearly full.')
  expect(verdict(view([WELL, { ...full, saved: false }])).words).toMatch(/^Not saved/)
  expect(verdict(view([WELL], false)).good).toBe(false)
  // A node of an older version reports only its presence.
  expect(verdict(view([WELL, { node: 'old1', browsers: 2, here: false }])).good).toBe(true)
})

test('[M11] describes a node in one line, and the newest error of all nodes', () => {
  expect(nodeWords(WELL)).toBe('Log 1,204 · 96 MB · 3 ms late')
  expect(nodeWords({ node: 'old1', browsers: 2, here: false })).toBe('')
  expect([browsersWords(1), browsersWords(1200)]).toEqual(['1 browser', '1,200 browsers'])
  expect(lastFault([WELL])).toBe(null)
  const first = { ...WELL, fault: { at: 1, line: 'One.' } }
  const second = { ...WELL, node: '77aa', fault: { at: 2, line: 'Two.' } }
  expect(lastFault([second, first])).toEqual({ fault: second.fault, words: 'Node 77aa: Two.' })
})
