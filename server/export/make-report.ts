/** Makes the report of a talk from its log and its deck. */
import type { Deck } from '../../protocol/deck.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { collectReport, type Plan, type Report } from '../../protocol/report/report.ts'
import { EMPTY } from '../../protocol/state.ts'
import { entriesOf, stateBefore, type GivenTalk } from './read-entries.ts'

/** What the report needs of a deck. */
export type ReportedDeck = Pick<
  Deck,
  'title' | 'author' | 'language' | 'durationMinutes' | 'outline' | 'timings'
>

/** Null for a talk without any entry. */
export async function makeReport(given: GivenTalk, deck: ReportedDeck | null): Promise<Report | null> {
  const collected = collectReport()
  let count = 0
  for await (const entry of entriesOf(given)) {
    // The times of the slides before are lost, everything else is in the snapshot.
    if (count === 0 && entry.seq > 1) collected.begin((await stateBefore(given)) ?? EMPTY)
    collected.add(entry)
    count += 1
  }
  return count === 0 ? null : collected.make(planOf(given.talk, deck))
}

/** Without its deck, the report has no plan and is called by the name of the talk. */
function planOf(talk: TalkId, deck: ReportedDeck | null): Plan {
  if (!deck) return { title: talk, author: '', language: 'en', durationMinutes: 0, timings: new Map() }
  const { title, author, language, durationMinutes, outline, timings } = deck
  return {
    title,
    author,
    language,
    durationMinutes,
    timings: new Map(timings.length === 0 ? [] : outline.map(({ id }, i) => [id, timings[i] ?? 0])),
  }
}
