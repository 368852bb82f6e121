/** The sheets that features bring for the phone: each file `<feature>.sheet.ts` in this folder has a button on More. */
import type { Actions, Draw, Model } from '../model/model.ts'

export interface FeatureSheet {
  /** On its button. */
  word: string
  /** The line below, or null while the talk has no use for the sheet. */
  state(model: Model): string | null
  create(actions: Actions): { open(): void; draw: Draw }
}

/** In the order of their file names. */
export const FEATURE_SHEETS = Object.values(
  import.meta.glob<FeatureSheet>('./*.sheet.ts', { eager: true, import: 'default' }),
)

/** Whether some slide of the deck has this live element. */
export function hasElement({ deck }: Model, tag: string): boolean {
  return deck.outline.some(({ elements = [] }) => elements.some(({ name }) => name === tag))
}
