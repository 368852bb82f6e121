/** Finds questions that are similar to a text, by the words that both contain. Pure. */
import type { QuestionItem } from '../../protocol/features/questions-view.ts'

const MOST = 3
/** Shorter words say little. */
const LEAST_LETTERS = 3
/** Of the words of the shorter text, this share must be in the other. */
const LEAST_SHARE = 0.5
const LEAST_COMMON = 2

/** The most similar first; empty while the text has too few words. */
export function similarTo(text: string, questions: readonly QuestionItem[]): QuestionItem[] {
  const wanted = wordsOf(text)
  if (wanted.size < LEAST_COMMON) return []
  return questions
    .map((question) => ({ question, share: shareOf(wanted, wordsOf(question.text)) }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .toSorted((a, b) => b.share - a.share || b.question.votes - a.question.votes)
    .slice(0, MOST)
    .map(({ question }) => question)
}

function shareOf(a: Set<string>, b: Set<string>): number {
  const common = [...a].filter((word) => b.has(word)).length
  return common < LEAST_COMMON ? 0 : common / Math.min(a.size, b.size)
}

/** In lower case, without accents. */
function wordsOf(text: string): Set<string> {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return new Set((plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= LEAST_LETTERS))
}
