/** A list of rows by key. A row that stays is not replaced, so that nothing moves under a thumb. */
import { el } from '../dom/dom.ts'

export interface Row<T> {
  element: HTMLElement
  draw(item: T): void
}

export function createRows<T>(
  label: string,
  make: (item: T) => Row<T>,
): { element: HTMLElement; draw(items: (readonly [key: string, item: T])[]): void } {
  const element = el('ul', { class: 'rows', 'aria-label': label })
  const rows = new Map<string, Row<T>>()
  return {
    element,
    draw(items) {
      const keys = new Set(items.map(([key]) => key))
      for (const [key, row] of rows) {
        if (keys.has(key)) continue
        row.element.remove()
        rows.delete(key)
      }
      items.forEach(([key, item], index) => {
        const row = rows.get(key) ?? make(item)
        rows.set(key, row)
        row.draw(item)
        const there = element.children[index]
        if (there !== row.element) element.insertBefore(row.element, there ?? null)
      })
    },
  }
}
