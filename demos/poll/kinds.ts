/** Loads what a kind of poll needs, when a poll of this kind is first shown. */
import './kinds.css'
import type { PollKind } from '../../protocol/features/poll-kinds.ts'
import type { KindModule } from './part.ts'

const choice = (): Promise<KindModule> => import('./kind-choice.ts')

export const KINDS: Record<PollKind, () => Promise<KindModule>> = {
  single: choice,
  multiple: choice,
  yesno: choice,
  path: choice,
  scale: () => import('./kind-scale.ts'),
  estimate: () => import('./kind-estimate.ts'),
  ranking: () => import('./kind-ranking.ts'),
  text: () => import('./kind-text.ts'),
  words: () => import('./kind-words.ts'),
  points: () => import('./kind-points.ts'),
  place: () => import('./kind-place.ts'),
}
