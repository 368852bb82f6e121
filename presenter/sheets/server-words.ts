/** The Server sheet's messages about the nodes. No DOM. */
import { fill, plural, words } from '../../client/words.ts'
import type { Fault, ServerNode, ServerView } from '../../protocol/server-view.ts'

/** The number of entries that a healthy node may be behind. */
const MAY_LAG = 20

export interface Verdict {
  good: boolean
  words: string
}

/** The worst known problem, in one sentence. */
export function verdict({ nodes, saved, deck }: ServerView): Verdict {
  const { server } = words.phone
  const unsaved = nodes.find((node) => node.saved === false)
  if (!saved || unsaved) return { good: false, words: server.notSaved }
  const troubled = nodes.find((node) => node.trouble)
  if (troubled) return { good: false, words: `${nodeName(troubled)}: ${troubled.trouble}` }
  const newest = Math.max(...nodes.map(({ seq }) => seq ?? 0))
  const behind = nodes.find(({ seq }) => seq !== undefined && newest - seq > MAY_LAG)
  if (behind) {
    const lags = plural(server.lags, newest - (behind.seq ?? 0), { node: nodeName(behind) })
    return { good: false, words: lags }
  }
  if (deck)
    return {
      good: false,
      words: fill(server.oldDeck, { problem: `${deck.file}:${deck.line} ${deck.message}` }),
    }
  return { good: true, words: plural(server.well, nodes.length) }
}

export function nodeName({ node }: Pick<ServerNode, 'node'>): string {
  return fill(words.phone.server.node, { name: node })
}

export function browsersWords(browsers: number): string {
  return plural(words.elements.browsers, browsers)
}

/** `Log 1,204 · 96 MB · 3 ms late`; values that a node has not reported are left out. */
export function nodeWords({ seq, memory, lagMs }: ServerNode): string {
  const { server } = words.phone
  const told = [
    seq === undefined ? '' : fill(server.logNumber, { n: seq }),
    memory === undefined ? '' : fill(server.memory, { n: Math.round(memory / 1_000_000) }),
    lagMs === undefined ? '' : fill(server.late, { n: Math.round(lagMs) }),
  ]
  return told.filter(Boolean).join(' · ')
}

/** The newest error of all nodes, with the node on which it happened. */
export function lastFault(nodes: ServerNode[]): { fault: Fault; words: string } | null {
  const [newest] = nodes
    .flatMap((node) => (node.fault ? [{ node, fault: node.fault }] : []))
    .toSorted((a, b) => b.fault.at - a.fault.at)
  return newest ? { fault: newest.fault, words: `${nodeName(newest.node)}: ${newest.fault.line}` } : null
}
