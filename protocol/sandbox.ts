/** The decks that visitors play with: the slides of each, and what the wall and a phone know of them. */
import type { Outline } from './deck.ts'
import type { Position } from './features/position.ts'

/** Every visitor's deck; each line is a step. */
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

/** Sandboxes of one talk at once. */
export const MAX_SANDBOXES = 500

export interface SandboxView {
  /** 1, 2, 3 … in the order in which they were opened; says nothing about the person. */
  number: number
  at: Position
  /** How often it was moved. */
  moves: number
  /** Where its owner holds the dot: -1 to 1 from left to right and from top to bottom; null before. */
  dot: { x: number; y: number } | null
}

/** What the wall shows. */
export interface SandboxesNews {
  /** How many there are, those that the wall has no room for too. */
  total: number
  /** The numbers of those on the wall, newest first; all others are gone from it. */
  wall: number[]
  /** Those on the wall that are new to it or changed. */
  changed: SandboxView[]
}

/** `full`: no room for another, or none for this address. `often`: too many are opened from it. `no-cookie`: the browser keeps none, so a deck could not be its own. `ended`: idle for too long. `moved-on`: `from` is not where it is. */
export type SandboxAnswer =
  | { ok: true; sandbox: SandboxView }
  | { ok: false; why: 'full' | 'often' | 'ended' | 'no-cookie' }
  | { ok: false; why: 'moved-on' | 'at-end' | 'at-start'; sandbox: SandboxView }
