/** Decides which modules stand in one file, so that a page needs few requests and loads nothing that it does not use. */
import { fileURLToPath } from 'node:url'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** What the audience's page runs before it follows the talk. */
const ENTRIES = [at('audience/main.ts'), at('client/slide-deck.ts')]
/** reveal.js and what belongs to it stand in the file of `slide-deck.ts`, which is loaded at the same time. */
const SHARED =
  /preload-helper|\/node_modules\/(?!reveal)|\/protocol\/|\/client\/(?!reveal\/|slide-deck|fit\.).*\.ts$/

interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null
}

/** Names the file of what the audience's page needs at once. Other modules are divided by the bundler. */
export function sharedFile(): (id: string, graph: Graph) => string | null {
  let needed: Set<string> | undefined
  return (id, graph) => {
    needed ??= importedBy(ENTRIES, graph)
    return needed.has(id) && SHARED.test(id) ? 'shared' : null
  }
}

/** Everything that these modules import, directly or not, except what they import on demand. */
function importedBy(entries: string[], graph: Graph): Set<string> {
  const found = new Set(entries)
  for (const id of found) for (const each of graph.getModuleInfo(id)?.importedIds ?? []) found.add(each)
  return found
}
