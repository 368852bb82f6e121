/** The tabs for the three layouts. */
import { byId } from '../dom/dom.ts'
import { onGesture } from '../taps/gestures.ts'
import type { Actions, Draw } from '../model/model.ts'
import { layoutOf } from '../model/wide.ts'
import { LAYOUTS, type LayoutName } from '../taps/settings.ts'

export function createTabs(actions: Actions): Draw {
  const buttons = [...byId('tabs').querySelectorAll<HTMLButtonElement>('button')]
  for (const button of buttons) {
    const layout = button.dataset['layout'] as LayoutName
    onGesture(button, { tap: () => actions.set({ layout }) })
  }
  return ({ settings }) => {
    const layout = layoutOf(settings)
    byId('phone').dataset['layout'] = layout
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(button.dataset['layout'] === layout))
    }
    for (const name of LAYOUTS) byId(`${name}-view`).hidden = name !== layout
  }
}
