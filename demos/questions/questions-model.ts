/** What one element shows: the view of this browser, and the older pages that were loaded before it. */
import { withChange } from '../../protocol/features/questions-merge.ts'
import type {
  QuestionItem,
  QuestionPage,
  QuestionsChange,
  QuestionsView,
} from '../../protocol/features/questions-view.ts'

export interface QuestionsModel {
  /** By id, the oldest first. */
  readonly items: readonly QuestionItem[]
  /** From this id on, everything is here; 1 for all. */
  readonly from: number
  take(view: QuestionsView, change: QuestionsChange | undefined): void
  /** A page that was queried with `from`. */
  takeOlder(page: QuestionPage): void
}

export function createQuestionsModel(): QuestionsModel {
  let items: QuestionItem[] = []
  let from = 1
  return {
    get items() {
      return items
    },
    get from() {
      return from
    },
    take(view, change) {
      if (change) {
        items = withChange(items, change)
        return
      }
      items = view.items
      ;({ from } = view)
    },
    takeOlder(page) {
      if (page.from >= from) return
      items = withChange(page.items, { items })
      ;({ from } = page)
    },
  }
}
