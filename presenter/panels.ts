/** The features' sheets as panels beside each other, for a page with enough space. */
import { asPanels } from './dom/sheet.ts'
import { WIDE } from './model/wide.ts'
import { byId } from './dom/dom.ts'
import { FEATURE_SHEETS, type OpenSheet, type SheetContext } from './sheets/feature-sheets.ts'

/** Each panel is shown while the talk has a use for it. Returns the function that draws them. */
export function createPanels(inside: HTMLElement, context: SheetContext): OpenSheet['draw'] {
  const usable = FEATURE_SHEETS.filter(({ presenterOnly }) => !presenterOnly || context.role === 'presenter')
  const panels = usable.map(({ word, create }) => {
    const place = document.createElement('div')
    place.dataset['panel'] = word
    inside.append(place)
    const sheet = asPanels(place, () => create(context))
    // Some read more while they are open.
    sheet.open()
    return { place, sheet }
  })
  return (model) => {
    for (const { place, sheet } of panels) {
      place.hidden = sheet.state() === null
      sheet.draw(model)
    }
  }
}

/** On the presenter's page the panels are created when the page is wide for the first time. */
export function createWidePanels(context: SheetContext, redraw: () => void): OpenSheet['draw'] {
  let draw: OpenSheet['draw'] | undefined
  WIDE.addEventListener('change', redraw)
  return (model) => {
    if (!WIDE.matches) return
    draw ??= createPanels(byId('panels'), context)
    draw(model)
  }
}
