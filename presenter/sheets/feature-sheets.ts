/** The sheets that features bring for the phone: each file `<feature>.sheet.ts` in this folder has a button on More. */
import type { Connection } from '../../client/connection/connection.ts'
import type { LoadedDeck } from '../model/deck.ts'
import type { Model } from '../model/model.ts'
import type { Press } from '../press.ts'

/** What a sheet may use. It keeps the data that only it shows. */
export interface SheetContext {
  /** For `subscribe`, `listen` and `query`. */
  connection: Pick<Connection, 'store' | 'subscribe' | 'listen' | 'query' | 'onLink' | 'link'>
  press: Press
  /** Who uses the sheet. */
  role: 'presenter' | 'moderator'
  /** The present deck. */
  deck(): Pick<LoadedDeck, 'outline' | 'device' | 'flagged'>
  /** Requests a `draw` with the next frame, for data that is not in the model. */
  changed(): void
}

export interface OpenSheet {
  /** The line below the button, or null while the talk has no use for the sheet. */
  state(): string | null
  open(): void
  /** Called at most once per frame, after `changed` or a change of the model. */
  draw(model: Pick<Model, 'position' | 'link'>): void
}

export interface FeatureSheet {
  /** On its button. */
  word: string
  /** Its place among the sheets, the lowest first. */
  order: number
  /** Moderators have no use for it. */
  presenterOnly?: true
  create(context: SheetContext): OpenSheet
}

export const FEATURE_SHEETS = Object.values(
  import.meta.glob<FeatureSheet>('./*.sheet.ts', { eager: true, import: 'default' }),
).toSorted((a, b) => a.order - b.order)
