/** The parts of the report after a talk, as data: a page, a spreadsheet and a program show the same tables. */
import type { ActorId } from '../ids.ts'
import type { Words } from '../words/words.ts'

type ReportWords = Words['report']

/** Null for nothing. */
export type Cell = string | number | null

export interface Column {
  /** Its name in JSON, and that of its heading in `report.columns`; a heading without a word is the key itself. */
  key: string
  /**
   * `text` was written by people or by the deck; `word` is a kind of poll or a key of `report.cells`; `name` is the name of
   * a person, the number of a guest, or null for nobody; `time` is in ms since 1970, `duration` in ms.
   */
  kind: 'text' | 'word' | 'name' | 'count' | 'time' | 'duration'
  /** The page draws the number as a bar, too. */
  bar?: true
  /** The key of the column with the planned number, which is marked on the bar. */
  plan?: string
}

export interface Figure {
  name: keyof ReportWords['figures']
  value: number
}

export interface ReportTable {
  /** Its name in JSON, that of its CSV file, and that of its words. */
  name: keyof ReportWords['tables']
  /** Its place in the report, the lowest first. */
  order: number
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  /** Rows with the same first cells, this many, belong together: a number, a heading, and more about them. */
  groupedBy?: number
  /** The page draws the second column over the first, which is a time. */
  chart?: 'line'
}

/** What a feature adds to the table of the slides. */
export interface SlideColumns {
  columns: readonly Column[]
  /** The cells of the slide with this id. */
  cells: (slide: string) => readonly Cell[]
}

export interface ReportPart {
  /** The numbers at the top of the report. */
  figures?: readonly Figure[]
  tables?: readonly ReportTable[]
  slides?: SlideColumns
}

/** What the report of a feature needs besides its slice. */
export interface ReportContext {
  /** The people who are muted. Nothing of them is in the report. */
  muted: ReadonlySet<ActorId>
}
