/** What the compiler makes of a folder of slides, and the part of it that every role may see: the outline. */

/** What an author wrote into an element, or the part of it that only the server and the presenters may see. */
export interface ElementParts {
  attributes: Record<string, string>
  /** The text outside lists, without line breaks; absent when there is none. */
  text?: string
  /** The text of each list item; absent when there are none. */
  items?: string[]
}

/** A custom element on a slide: its tag, such as `live-map`, and what every browser may see of it. */
export interface OutlineElement extends ElementParts {
  name: string
  /** Absent when its author marked nothing as private. */
  private?: ElementParts
}

/** One slide, as the talk and the presenter see it. */
export interface OutlineSlide {
  /** Stays the same while the slide is edited: its `id` attribute, or an id made from its title. Unique in the deck. */
  id: string
  /** Horizontal index, from 0. */
  h: number
  /** Vertical index, from 0; always 0 outside a vertical stack. */
  v: number
  /** The first heading's text, or the first words; never empty. */
  title: string
  /** Number of fragment steps, as reveal.js counts them; 0 when there are none. */
  steps: number
  /** In the order of the slide; absent when there are none. */
  elements?: OutlineElement[]
}

/** The slides in the order in which `next` visits them. Never empty. */
export type Outline = OutlineSlide[]

/** One `<section>` without its notes and comments; a vertical stack has children and no html of its own. */
export interface Section {
  /** Attributes of the `<section>`, `class` and `id` included. */
  attributes: Record<string, string>
  /** Inner HTML that every browser may see. */
  html: string
  children: Section[]
}

/** How reveal.js is configured for this deck: only what its author may choose. Sizes are in CSS pixels. */
export interface DeckSettings {
  width: number
  height: number
  transition: 'none' | 'fade' | 'slide' | 'convex' | 'concave' | 'zoom'
  /** Slides are centred vertically. */
  center: boolean
  /** The audience may look at slides that the talk has not reached. */
  browseAhead: boolean
  /** The audience's page has the room bar, with which people ask, react and raise a hand. */
  participation: boolean
  /** On portrait phones, slides get another layout instead of a smaller scale. */
  reflow: boolean
  /** Which theme the slides have. `centred` is Lectern's theme with centred text, for HTML; `own` is a theme of the deck. */
  look: 'lectern' | 'centred' | 'own'
  /** The share of the screen that stays empty around the slides, from 0. */
  margin: number
  /** Text runs from right to left, and the slides with it. */
  rtl: boolean
  /** How the number of a slide is written, as in reveal.js; null for no number. */
  slideNumber: 'h.v' | 'h/v' | 'c' | 'c/t' | null
  /** `speaker` means the pictures on the phone. */
  showSlideNumber: 'all' | 'print' | 'speaker'
  progress: boolean
  /** Milliseconds after which a paired stage moves to the next step by itself. 0 means only where a slide sets a time, false means never. */
  autoSlide: number | false
  /** A move by hand stops the automatic steps. */
  autoSlideStoppable: boolean
  /** The kinds of reactions that the audience can send; empty for none. */
  reactions: readonly string[]
}

/** A problem in the deck's source, for the speaker. `line` counts from 1 in `file`. */
export interface DeckWarning {
  file: string
  line: number
  message: string
}

/**
 * What a deck uses a file for. `frame`: a page or PDF shown in a frame. `link`: it can be opened. `notes`: only the
 * presenter may get it. `folder`: everything in the folder that contains no page or source.
 */
export type FileUse = 'shown' | 'style' | 'script' | 'frame' | 'link' | 'notes' | 'folder'

/** By path from the deck's folder, with `/`; a folder ends with one. */
export type DeckFiles = Record<string, FileUse>

/** What the pictures of a PDF's pages are drawn from. */
export interface DeckPdf {
  /** Identifies the file's content. */
  hash: string
  /** The number of pages. */
  pages: number
  /** The file, in memory that threads share. It may have changed on the disk. */
  bytes: Uint8Array
}

export interface Deck {
  /** The id of its talk: the folder's or file's name as a slug. */
  id: string
  /** Short hash of everything that a browser gets. When it changes, screens swap the deck. */
  version: string
  title: string
  /** Empty when the deck does not name one. */
  author: string
  /** BCP 47. */
  language: string
  /** The deck names its language. */
  languageNamed: boolean
  /** `auto` follows the device's colour scheme. */
  theme: 'auto' | 'light' | 'dark'
  /** Planned length in minutes; 0 when the deck does not say. */
  durationMinutes: number
  settings: DeckSettings
  outline: Outline
  /** What the stage and the audience get: no notes, no HTML comments, no front matter. */
  public: Section[]
  /** HTML of what is shown beside every slide: header, logo, footer. */
  beside: string
  /** Words that mark what the audience writes, for moderators. */
  flagged: string[]
  /** Planned seconds for each slide of the outline; empty when the deck gives none. */
  timings: number[]
  /** The files that are served: those that the deck names. */
  files: DeckFiles
  /** Names of the package's style sheets for this deck, in order: a theme of reveal.js, its reset, colours of code. */
  packaged: string[]
  /** All styles of the deck, including linked sheets, as one sheet that matches nothing outside the slides. */
  css: string
  /** Presenter's notes as HTML by slide id; slides without notes are absent. */
  notes: Record<string, string>
  warnings: DeckWarning[]
  /** Of a deck made from a PDF; absent for others. */
  pdf?: DeckPdf
  /** Why slides could not be compiled, one message for each. A neutral slide replaces it. The messages are also among the warnings. */
  errors: DeckWarning[]
}
