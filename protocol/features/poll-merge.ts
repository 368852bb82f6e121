/** A browser's copy of the polls after a change. Separate from the rules, so that pages do not load them. */
import type { PollsChange, PollsView, PollView } from './poll-view.ts'

/** A poll that is not here yet comes as a whole. */
export function mergePolls(view: PollsView, { polls: changed }: PollsChange): PollsView {
  const news = new Map(changed.map((change) => [change.id, change]))
  const known = view.polls.map((poll): PollView => {
    const change = news.get(poll.id)
    news.delete(poll.id)
    return change ? { ...poll, ...change } : poll
  })
  return { polls: [...known, ...(news.values() as Iterable<PollView>)] }
}
