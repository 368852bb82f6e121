/** The Server sheet's messages about the nodes. No DOM. */
import type { Fault, ServerNode, ServerView } from '../../protocol/server-view.ts'

/** The number of entries that a healthy node may be behind. */
const MAY_LAG = 20

export interface Verdict {
  good: boolean
  words: string
}

/** The worst known problem, in one sentence. */
export function verdict({ nodes, saved, deck }: ServerView): Verdict {
  const unsaved = nodes.find((node) => node.saved === false)
  if (!saved || unsaved) return { good: false, words: 'Not saved: the slides move, but nothing is stored.' }
  const troubled = nodes.find((node) => node.trouble)
  if (troubled) return { good: false, words: `${nodeName(troubled)}: ${troubled.trouble}` }
  const newest = Math.max(...nodes.map(({ seq }) => seq ?? 0))
  const behind = nodes.find(({ seq }) => seq !== undefined && newest - seq > MAY_LAG)
  if (behind) {
    const entries = number(newest - (behind.seq ?? 0))
    return { good: false, words: `${nodeName(behind)} is ${entries} entries behind.` }
  }
  if (deck)
    return {
      good: false,
      words: `An earlier version of the deck is shown: ${deck.file}:${deck.line} ${deck.message}`,
    }
  return { good: true, words: `All is well: ${counted(nodes.length, 'node')} for this talk.` }
}

export function nodeName({ node }: Pick<ServerNode, 'node'>): string {
  return `Node ${node}`
}

export function browsersWords(browsers: number): string {
  return counted(browsers, 'browser')
}

/** `Log 1,204 · 96 MB · 3 ms late`; values that a node has not reported are left out. */
export function nodeWords({ seq, memory, lagMs }: ServerNode): string {
  const told = [
    seq === undefined ? '' : `Log ${number(seq)}`,
    memory === undefined ? '' : `${Math.round(memory / 1_000_000)} MB`,
    lagMs === undefined ? '' : `${number(lagMs)} ms late`,
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

function counted(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? '' : 's'}`
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en')
}
