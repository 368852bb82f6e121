/** `<Toc>` of Slidev: links to the slides that have a title. */
import { escapeHtml } from '../escape.ts'
import { withoutCode } from './code-free.ts'
import { textOf } from './slidev-layouts.ts'
import type { SlidevSlide } from './slidev-source.ts'

/** The list for the attributes of a `<Toc>`, as HTML. */
export type Toc = (attributes: string) => string

export function tocOf(slides: SlidevSlide[]): Toc {
  const entries = slides.flatMap(({ front, text, problem }, i) => {
    const [, marks = '#', heading = ''] = /^(#{1,6}) +(.+)$/m.exec(withoutCode(text)) ?? []
    const title = textOf(front['title']) || plain(heading)
    if (!title || problem !== undefined || String(front['hideInToc']) === 'true') return []
    return [{ title, level: Number(front['level']) || marks.length, slide: i }]
  })
  return (attributes) => {
    const limit = (name: RegExp): number | undefined => Number(name.exec(attributes)?.[1]) || undefined
    const least = limit(/\bmin-?depth=["']?(\d+)/i) ?? 1
    const most = limit(/\bmax-?depth=["']?(\d+)/i) ?? 6
    const items = entries
      .filter(({ level }) => level >= least && level <= most)
      .map(({ title, level, slide }) => {
        const inset = level > least ? ` style="margin-inline-start: ${level - least}em"` : ''
        return `<li${inset}><a href="#/${slide}">${escapeHtml(title)}</a></li>`
      })
    return items.length > 0 ? `<ol>${items.join('')}</ol>` : ''
  }
}

/** Without tags and the marks of Markdown; formulas stay. */
function plain(heading: string): string {
  return heading
    .replaceAll(/<[^<>]{0,500}>|[*`]|\{\{.{0,100}?\}\}/g, '')
    .replaceAll(/!?\[([^\]]{0,200})\]\([^)]{0,500}\)/g, '$1')
    .trim()
}
