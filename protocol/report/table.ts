/** The parts of the report after a talk, as data: a page, a spreadsheet and a program show the same tables. */
import type { ActorId } from '../ids.ts'

/** Null for nothing. */
export type Cell = string | number | null

export interface Column {
  /** Its name in JSON and in CSV. */
  key: string
  /** Its heading for people. */
  label: string
  /** `text` was written by people or by the deck; `time` is in ms since 1970, `duration` in ms. */
  kind: 'text' | 'count' | 'time' | 'duration'
  /** The page draws the number as a bar, too. */
  bar?: true
  /** The key of the column with the planned number, which is marked on the bar. */
  plan?: string
}

export interface ReportTable {
  /** Its name in JSON, and of its CSV file. */
  name: string
  title: string
  /** Its place in the report, the lowest first. */
  order: number
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  /** Rows with the same first cells, this many, belong together: a number, a heading, and more about them. */
  groupedBy?: number
  /** The page draws the second column over the first, which is a time. */
  chart?: 'line'
  /** What the page says when there are no rows. */
  empty: string
}

/** What a feature adds to the table of the slides. */
export interface SlideColumns {
  columns: readonly Column[]
  /** The cells of the slide with this id. */
  cells: (slide: string) => readonly Cell[]
}

export interface ReportPart {
  /** The numbers at the top of the report. */
  figures?: readonly { label: string; value: number }[]
  tables?: readonly ReportTable[]
  slides?: SlideColumns
}

/** What the report of a feature needs besides its slice. */
export interface ReportContext {
  /** The people who are muted. Nothing of them is in the report. */
  muted: ReadonlySet<ActorId>
}
