/** The Posts sheet: switches for holding posts and for the recording, and the waiting posts. */
import { fill, words } from '../../client/words.ts'
import type { PostsView } from '../../protocol/features/posts.ts'
import { deckHas } from '../../protocol/outline.ts'
import type { FeedStatus, Post, ReviewNews } from '../../protocol/post.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import { feedWords, postsWords, waitingWords } from '../model/words.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default {
  word: words.phone.posts.button,
  order: 5,
  presenterOnly: true,
  create: createPostsSheet,
} satisfies FeatureSheet

function createPostsSheet({ connection, press, deck, changed }: SheetContext): OpenSheet {
  const { posts: known } = words.phone
  let now: PostsView = { blanked: false, held: false, recording: false }
  /** Known only while the sheet is open. */
  let status: FeedStatus | undefined
  let review: ReviewNews | undefined
  connection.store.on('posts', (posts) => {
    now = posts
    changed()
  })
  const sheet = createSheet(known.title, () => sheet.close())
  let undo: (() => void)[] = []
  sheet.dialog.addEventListener('close', () => {
    for (const each of undo) each()
    undo = []
    status = undefined
    review = undefined
    drawRows([])
    setText(feed, '')
  })
  const hold = button(known.hold, () => void press({ type: 'posts/hold', held: !now.held }))
  const holdState = stateOf(hold)
  const replace = button(
    known.replace,
    () => void press({ type: 'posts/replace', recording: !now.recording }),
  )
  const replaceState = stateOf(replace)
  const feed = el('p', { class: 'soft' })
  const count = el('p', { class: 'waiting-count', role: 'status' })
  const list = el('ol', { class: 'waiting-posts', 'aria-label': known.list })
  const dropAll = button(known.dropAll, () => void decide(shown(), false))
  const rows = new Map<string, HTMLElement>()
  const shown = (): string[] => [...rows.keys()]
  sheet.body.append(
    sheetHead(sheet, known.title),
    el('div', { class: 'big-switches' }, hold, replace),
    feed,
    count,
    list,
    dropAll,
  )

  function decide(ids: string[], show: boolean): Promise<boolean> {
    return press({ type: 'posts/review', posts: ids, shown: show })
  }

  function watch(): void {
    undo = [
      connection.listen('stream', ({ feed: heard }) => {
        status = heard
        changed()
      }),
      connection.listen('review', (news) => {
        review = news
        changed()
      }),
    ]
  }

  /** Rows that stay are not changed, so that nothing moves under a thumb. */
  function drawRows(posts: Post[]): void {
    const ids = new Set(posts.map(({ id }) => id))
    for (const [id, row] of rows) {
      if (ids.has(id)) continue
      row.remove()
      rows.delete(id)
    }
    for (const post of posts) {
      if (rows.has(post.id)) continue
      const row = postRow(post, (show) => decide([post.id], show))
      rows.set(post.id, row)
      list.append(row)
    }
  }

  function drawOpen(): void {
    setPressed(hold, now.held)
    setText(holdState, now.held ? known.holdOn : known.holdOff)
    // If the feed is the recording, there is nothing to replace.
    replace.hidden = status?.name === 'recording' && !now.recording
    setPressed(replace, now.recording)
    setText(replaceState, now.recording ? known.replaceOn : known.replaceOff)
    setText(feed, now.recording ? known.youReplace : feedWords(status))
    const waiting = now.held ? (review?.waiting ?? []) : []
    drawRows(waiting)
    setText(count, now.held ? waitingWords(waiting.length, review?.missed ?? 0) : '')
    dropAll.hidden = waiting.length < 2
  }

  return {
    state: () => (deckHas(deck().outline, 'live-map') || now.held || now.recording ? postsWords(now) : null),
    open() {
      sheet.open()
      sheet.dialog.scrollTop = 0
      drawOpen()
      if (undo.length === 0) watch()
    },
    draw() {
      if (sheet.dialog.open) drawOpen()
    },
  }
}

function setPressed(of: HTMLElement, is: boolean): void {
  of.setAttribute('aria-pressed', String(is))
}

function postRow(post: Post, decide: (show: boolean) => Promise<boolean>): HTMLElement {
  const { drop, show, thisPost } = words.phone.posts
  const about = el('p', { class: 'soft' }, el('bdi', {}, post.author), ' · ', el('bdi', {}, post.place))
  const text = el('p', { dir: 'auto', class: 'waiting-text' }, post.text)
  const answer = (word: string, is: boolean): HTMLButtonElement => {
    const made = el('button', { type: 'button', class: is ? 'button primary' : 'button' }, word)
    made.append(el('span', { class: 'visually-hidden' }, ` ${fill(thisPost, { author: post.author })}`))
    made.addEventListener('click', () => {
      // The row disappears when the talk confirms it. Until then, a second tap does nothing.
      const enable = (can: boolean): void => {
        for (const each of answers.querySelectorAll('button')) each.disabled = !can
      }
      enable(false)
      void decide(is).then(() => enable(true))
    })
    return made
  }
  const answers = el('div', { class: 'answers' }, answer(drop, false), answer(show, true))
  return el('li', {}, about, text, answers)
}
