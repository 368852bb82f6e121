/** The tabs for the three layouts. */
import { byId } from '../dom/dom.ts'
import { onGesture } from '../taps/gestures.ts'
import type { Actions, Draw } from '../model/model.ts'
import { LAYOUTS, type LayoutName } from '../taps/settings.ts'

export function createTabs(actions: Actions): Draw {
  const buttons = [...byId('tabs').querySelectorAll<HTMLButtonElement>('button')]
  for (const button of buttons) {
    const layout = button.dataset['layout'] as LayoutName
    onGesture(button, { tap: () => actions.set({ layout }) })
  }
  return ({ settings }) => {
    byId('phone').dataset['layout'] = settings.layout
    for (const button of buttons) {
      button.setAttribute('aria-pressed', String(button.dataset['layout'] === settings.layout))
    }
    for (const name of LAYOUTS) byId(`${name}-view`).hidden = name !== settings.layout
  }
}
