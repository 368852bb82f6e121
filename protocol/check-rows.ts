/** The rows of a check: what each fact of the server means, and what to do about it. */
import type { TunnelStatus } from './address.ts'
import { bad, good, type CheckFacts, type CheckRow, type Disk, type Storage } from './check.ts'
import type { DeckWarning } from './deck.ts'
import { troubleWords } from './feed-words.ts'
import type { FeedStatus } from './post.ts'
import { tunnelWords } from './tunnel-words.ts'
import type { Speech } from './words/words.ts'

/** A long talk with a large audience needs less. */
const ENOUGH_BYTES = 200_000_000

/** In the order in which people prepare a talk. */
export function checkRows(facts: CheckFacts, speech: Speech): CheckRow[] {
  const { stages, stageUrl, tunnel, storage, feed, warnings } = facts
  return [
    stageRow(stages, stageUrl, speech),
    ...(tunnel ? [tunnelRow(tunnel, speech)] : []),
    storageRow(storage, speech),
    ...(feed ? [feedRow(feed, speech)] : []),
    deckRow(warnings, speech),
  ]
}

function stageRow(stages: number, url: string, { words, fill, plural }: Speech): CheckRow {
  const { check, devices } = words.phone
  if (stages === 0) return bad(devices.stage, check.stageNone, fill(check.stageAdvice, { url }))
  return good(devices.stage, plural(check.stageOn, stages))
}

function tunnelRow({ name, url, trouble }: TunnelStatus, speech: Speech): CheckRow {
  const { words, fill } = speech
  const { check } = words.phone
  if (url !== null) return good(check.tunnel, fill(check.tunnelOpen, { url }))
  return bad(
    check.tunnel,
    fill(check.tunnelShut, { name, trouble: tunnelWords(trouble, speech) }),
    check.tunnelAdvice,
  )
}

function storageRow({ saved, forgetful, disk }: Storage, speech: Speech): CheckRow {
  const { words, fill } = speech
  const { check } = words.phone
  if (!saved)
    return bad(
      check.storage,
      check.notStored,
      disk ? fill(check.notStoredAdvice, { folder: disk.folder }) : check.startDatabase,
    )
  if (forgetful) return good(check.storage, check.forgetful)
  return disk ? diskRow(disk, speech) : good(check.storage, check.stored)
}

export function diskRow({ folder, freeBytes }: Disk, { words, fill }: Speech): CheckRow {
  const { check } = words.phone
  if (freeBytes === null) return good(check.storage, fill(check.storedIn, { folder }))
  if (freeBytes >= ENOUGH_BYTES)
    return good(check.storage, fill(check.storedFree, { folder, n: Math.floor(freeBytes / 1e8) / 10 }))
  const low = fill(check.spaceLow, { folder, n: Math.floor(freeBytes / 1e6) })
  return bad(check.storage, low, check.spaceAdvice)
}

function feedRow({ name, state, trouble }: FeedStatus, speech: Speech): CheckRow {
  const { words, fill } = speech
  const { check, posts } = words.phone
  if (trouble)
    return bad(
      posts.title,
      troubleWords(name, trouble, speech),
      state === 'fallback' ? check.fallbackAdvice : check.wait,
    )
  if (state === 'connecting') return bad(posts.title, fill(posts.connecting, { name }), check.wait)
  return good(posts.title, state === 'off' ? check.postsOff : fill(posts.from, { name }))
}

export function deckRow(warnings: readonly DeckWarning[], { words, plural }: Speech): CheckRow {
  const { check } = words.phone
  const [first] = warnings
  if (!first) return good(check.deck, check.noWarnings)
  const said = plural(check.warnings, warnings.length, {
    first: `${first.file}:${first.line} ${first.message}`,
  })
  return bad(check.deck, said, plural(check.warningsAdvice, warnings.length))
}
