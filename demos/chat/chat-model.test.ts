import { expect, test } from 'vitest'
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import type { ChatView } from '../../protocol/features/chat-view.ts'
import { createChatModel, type ChatModel } from './chat-model.ts'
import { presenceWords } from './chat-presence.ts'

const item = (id: number, hidden = false): ChatItem => ({
  id,
  kind: 'said',
  author: 1,
  name: hidden ? '' : 'ada',
  text: hidden ? '' : `t${id}`,
  at: id,
  hidden,
})
const items = (from: number, to: number): ChatItem[] =>
  Array.from({ length: to - from + 1 }, (_, i) => item(from + i))
const view = (all: ChatItem[], earlier = false): ChatView => ({ items: all, earlier, speakers: [] })
const ids = (model: ChatModel): number[] => model.items.map(({ id }) => id)

/** A model that takes views and changes, each with a number of its own. */
function modelOf(keepHidden = false) {
  const model = createChatModel(keepHidden)
  let at = 0
  return {
    model,
    replace: (all: ChatItem[], earlier?: boolean) => model.take(view(all, earlier), undefined, String(++at)),
    change: (all: ChatItem[]) => model.take(view([]), { items: all }, String(++at)),
    /** The element is shown again, and nothing has changed meanwhile. */
    again: (all: ChatItem[]) => model.take(view(all), undefined, String(at)),
  }
}

test('[E12] lines that arrive twice or late change nothing; their order is that of the log', () => {
  const { model, replace, change } = modelOf()
  replace(items(1, 3))
  expect(change([item(4), item(6)])).toEqual([])
  expect(change([item(4), item(5), item(6)])).toEqual([4, 6])
  expect(ids(model)).toEqual([1, 2, 3, 4, 5, 6])
})

test('[E12] a new view replaces everything, and history is added before it', () => {
  const { model, replace, change, again } = modelOf()
  replace(items(1, 50))
  replace(items(151, 200), true)
  expect([model.items.length, model.oldest, model.earlier]).toEqual([50, 151, true])
  // An older line has changed, which is not here yet.
  change([item(120, true)])
  expect(model.oldest).toBe(151)
  model.takeHistory({ items: items(101, 150), earlier: true })
  expect([model.items.length, model.oldest, model.earlier]).toEqual([100, 101, true])
  // It is kept while the element is not shown.
  again(items(151, 200))
  expect(model.oldest).toBe(101)
  model.takeHistory({ items: [], earlier: false })
  expect(model.earlier).toBe(false)
  replace(items(151, 200), true)
  expect(model.oldest).toBe(151)
})

test('[E13] a hidden message is removed, except for moderators, who may show it again', () => {
  const everybody = modelOf()
  const chair = modelOf(true)
  for (const { replace, change } of [everybody, chair]) {
    replace(items(1, 3))
    expect(change([item(2, true)])).toEqual([2])
  }
  expect([ids(everybody.model), ids(chair.model)]).toEqual([
    [1, 3],
    [1, 2, 3],
  ])
  expect(everybody.change([item(2)])).toEqual([])
  expect(ids(everybody.model)).toEqual([1, 2, 3])
})

test('[V8] a paused model shows nothing until the next view, and has kept its history', () => {
  const { model, replace, change, again } = modelOf()
  replace(items(3, 4), true)
  model.takeHistory({ items: items(1, 2), earlier: true })
  model.pause()
  expect([model.here, model.earlier, model.incomplete, ids(model)]).toEqual([false, false, false, []])
  again(items(3, 4))
  change([item(3, true)])
  expect([model.here, model.earlier, ids(model)]).toEqual([true, true, [1, 2, 4]])
})

test('[E16] at most ten thousand lines are kept, whatever arrives', () => {
  const { model, replace, change } = modelOf()
  replace(items(1, 50))
  for (let from = 51; from < 12_000; from += 50) change(items(from, from + 49))
  expect(model.items.length).toBe(10_000)
  expect(model.items.at(-1)?.id).toBe(12_000)
  expect(model.oldest).toBe(2001)
  expect(model.earlier).toBe(false)
})

test('[E24] joins and leaves are combined into one line', () => {
  expect(presenceWords(undefined, 0)).toBe('Everybody here can write')
  expect(presenceWords(12, 12)).toBe('12 here')
  expect(presenceWords(312, 12)).toBe('312 here · 300 joined')
  expect(presenceWords(9, 12)).toBe('9 here · 3 left')
})
