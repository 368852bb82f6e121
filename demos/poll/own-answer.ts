/** A muted person's own answer or words among those of the room: they are not told that nobody else sees them. */
import type { ShownAnswer, ShownWord } from '../../protocol/features/poll-result.ts'
import type { Cast } from '../../protocol/features/poll-slice.ts'

/** `earlier`: there are answers before these, and the own one may be among them. */
export function withOwnAnswer(
  shown: readonly ShownAnswer[],
  own: Cast | undefined,
  earlier: boolean,
): readonly ShownAnswer[] {
  if (!own || own.answer === undefined || !('text' in own.vote)) return shown
  const mine: ShownAnswer = [own.answer, own.vote.text]
  const oldest = shown.at(-1)?.[0] ?? 0
  if (earlier && mine[0] < oldest) return shown
  const others = shown.filter(([item]) => item !== mine[0])
  return [...others, mine].toSorted(([a], [b]) => b - a)
}

export function withOwnWords(shown: readonly ShownWord[], own: Cast | undefined): readonly ShownWord[] {
  if (!own || !('words' in own.vote)) return shown
  const mine = new Map(own.vote.words.map((word) => [word.toLowerCase(), word]))
  const counted = shown.map((each): ShownWord => {
    const [word, count] = each
    return mine.delete(word.toLowerCase()) ? [word, count + 1] : each
  })
  return [...counted, ...[...mine.values()].map((word): ShownWord => [word, 1])]
}
