/** Combines warnings of the same kind into one, with a count, and the file and line of the first. */
import type { DeckWarning } from '../../protocol/deck.ts'
import type { Noted } from './origin.ts'

/** Names that are listed; further ones are only counted. */
const MOST_NAMES = 3

/** In the order of file and line. */
export function mergeWarnings(noted: readonly Noted[]): DeckWarning[] {
  const groups = new Map<string, Noted[]>()
  for (const warning of noted.toSorted(byPlace)) {
    const key = warning.kind?.key ?? warning.message
    const group = groups.get(key)
    if (group) group.push(warning)
    else groups.set(key, [warning])
  }
  return [...groups.values()].map(merged)
}

function byPlace(a: DeckWarning, b: DeckWarning): number {
  return a.file.localeCompare(b.file) || a.line - b.line
}

function merged(group: Noted[]): DeckWarning {
  const [{ file, line, message, kind }] = group as [Noted, ...Noted[]]
  // Without a kind, two rules may have found the same problem.
  const count = kind ? group.length : new Set(group.map((each) => `${each.file}:${each.line}`)).size
  if (count === 1) return { file, line, message }
  if (!kind) return { file, line, message: `${message} (${count} times)` }
  return { file, line, message: kind.several(count, listed(group.flatMap((each) => each.kind?.name ?? []))) }
}

function listed(all: string[]): string {
  const names = [...new Set(all)]
  const more = names.length - MOST_NAMES
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ')
}
