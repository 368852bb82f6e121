/** The sandboxes: small decks for visitors. Their slides, and what the wall and a phone get of them. */
import type { Outline } from './deck.ts'
import type { Position } from './position.ts'

/** The slides of every sandbox; each line is a step. */
export const SANDBOX_SLIDES: readonly { title: string; lines: readonly string[] }[] = [
  { title: 'My deck', lines: ['No key.', 'No account.'] },
  { title: 'I tap', lines: ['It moves!'] },
  { title: 'Rainbow', lines: [] },
  { title: 'A lie', lines: ['“In a sec.”', '“Or two.”'] },
  { title: 'Go back?', lines: ['Both ways.'] },
  { title: 'The end', lines: ['Applause!'] },
]

export const SANDBOX_OUTLINE: Outline = SANDBOX_SLIDES.map(({ title, lines }, h) => ({
  id: `sandbox-${h}`,
  h,
  v: 0,
  title,
  steps: lines.length,
}))

/** The most sandboxes of one talk at the same time. */
export const MAX_SANDBOXES = 500

export interface SandboxView {
  /** 1, 2, 3 … in the order in which they were opened. Contains nothing about the person. */
  number: number
  at: Position
  /** How often it was moved. */
  moves: number
  /** Where its owner holds the dot: -1 to 1 from left to right and from top to bottom; null before the first time. */
  dot: { x: number; y: number } | null
}

/** What the wall shows. */
export interface SandboxesNews {
  /** The number of all sandboxes, including those that do not fit on the wall. */
  total: number
  /** The numbers of the sandboxes on the wall, newest first. All others are no longer on it. */
  wall: number[]
  /** The sandboxes on the wall that are new or changed. */
  changed: SandboxView[]
}

/** `full`: no space for another one, or none for this address. `often`: this address opens too many. `no-cookie`: the browser keeps no cookie, so a sandbox could not belong to it. `ended`: idle for too long. `moved-on`: `from` is not its position. */
export type SandboxAnswer =
  | { ok: true; sandbox: SandboxView }
  | { ok: false; why: 'full' | 'often' | 'ended' | 'no-cookie' }
  | { ok: false; why: 'moved-on' | 'at-end' | 'at-start'; sandbox: SandboxView }
