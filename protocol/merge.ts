/** How a view applies a change. Separate from the features, so that pages do not load their rules. */
import { mergeChat } from './features/chat-merge.ts'
import { mergeQuestions } from './features/questions-merge.ts'
import { mergePolls } from './features/poll-merge.ts'
import type { FeatureName } from './features/index.ts'
import { mergeQuiz } from './features/quiz-merge.ts'
import type { Change, View } from './view.ts'

/** A change of any other feature is its whole view. The compiler reports here a feature that is missing. */
const merges: {
  [N in FeatureName as [Change<N>] extends [never] ? never : N]: (view: View[N], change: Change<N>) => View[N]
} = {
  chat: mergeChat,
  questions: mergeQuestions,
  poll: mergePolls,
  quiz: mergeQuiz,
}

/** The view after a change that does not replace all of it. */
export function merge<N extends FeatureName>(
  name: N,
  view: View[N] | undefined,
  change: View[N] | Change<N>,
): View[N] {
  if (view === undefined || !isMerged(name)) return change as View[N]
  return merges[name](view as never, change as never) as View[N]
}

function isMerged(name: FeatureName): name is keyof typeof merges {
  return Object.hasOwn(merges, name)
}
