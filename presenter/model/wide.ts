/** The layout of a wide page, such as a laptop's: slides, notes and panels side by side, instead of the phone's clicker. */
import type { LayoutName, Settings } from '../taps/settings.ts'

export const WIDE = matchMedia('(min-width: 1200px)')

export function layoutOf({ layout }: Pick<Settings, 'layout'>): LayoutName {
  return WIDE.matches && layout === 'clicker' ? 'notes' : layout
}
