/** Reads a log page by page, so that a long talk neither fills the memory nor blocks the event loop. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Entry } from '../../protocol/event.ts'
import type { TalkId } from '../../protocol/ids.ts'

/** At most `limit` entries after `after`, in order; fewer only at the end of the log. */
export type ReadPage = (talk: TalkId, after: number, limit: number) => Entry[] | Promise<Entry[]>

/** Entries per page: reading one takes a few milliseconds. */
export const PAGE = 512

/** Full pages and then the rest, with a turn of the event loop after each. Never yields an empty page. */
export async function* pages(readPage: ReadPage, talk: TalkId, after: number): AsyncGenerator<Entry[]> {
  for (;;) {
    const page = await readPage(talk, after, PAGE)
    const last = page.at(-1)
    if (!last) return
    yield page
    if (page.length < PAGE) return
    after = last.seq
    await turn()
  }
}
