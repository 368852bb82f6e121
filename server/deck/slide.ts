/** Turns a draft into a finished slide with Lectern's rules, in the required order. */
import type { HLJSApi } from 'highlight.js'
import type { OutlineElement, Section } from '../../protocol/deck.ts'
import { checkAssets, type Assets } from './assets.ts'
import { clean, type Aside } from './clean.ts'
import { renderCode, type CodeBlock } from './code.ts'
import { attribute, createElement, innerHtml, parseHtml, type Element } from './dom.ts'
import { OF_THE_COMPILER, outlineElements } from './outline-elements.ts'
import type { Draft } from './draft.ts'
import type { Files } from './files.ts'
import { framePages } from './frames.ts'
import { inlineDrawings } from './inline-svg.ts'
import { checkQuizzes, hideAnswers } from './quizzes.ts'
import { preparePolls } from './polls.ts'
import { renderMath, type Katex } from './math.ts'
import { takeNotes } from './notes.ts'
import type { Warn } from './origin.ts'
import { fragmentSteps } from './steps.ts'
import { titleOf } from './titles.ts'

/** What the rules need and what is the same for the whole deck. */
export interface Workshop {
  assets: Assets
  aside: Aside
  files: Files
  hljs: HLJSApi
  /** Null if the deck has no math. */
  katex: Katex | null
  /** A new prefix for the ids of a drawing. */
  drawingPrefix: () => string
  /** The id of a quiz question, made unique in the deck. */
  quizId: (wanted: string) => string
  /** A poll's id, made unique in the deck. */
  pollId: (wanted: string) => string
}

export interface FinishedSlide {
  section: Section
  /** Empty if the slide has no text. */
  title: string
  steps: number
  notes: string
  elements: OutlineElement[]
}

/** Changes the draft's tree. Throws only for an error that leaves no slide to show. */
export function finishSlide(
  draft: Draft,
  blocks: CodeBlock[],
  workshop: Workshop,
  warn: Warn,
): FinishedSlide {
  const slide = draft.section
  const animated = attribute(slide, 'data-auto-animate') !== null
  // Code first, because comments and notes inside it are code.
  for (const block of blocks) renderCode(block, workshop.hljs, animated)
  inlineDrawings(slide, workshop.assets, workshop.drawingPrefix, warn)
  clean(slide, workshop.assets, workshop.aside, warn)
  if (workshop.katex) renderMath(slide, workshop.katex, warn)
  framePages(slide, warn)
  const notes = takeNotes(slide)
  hideAnswers(slide)
  preparePolls(slide, workshop.pollId, warn)
  const live = outlineElements(slide)
  checkQuizzes(slide, live, workshop.quizId, warn)
  checkAssets(slide, workshop.assets, warn)
  workshop.files.nameIn(slide)
  workshop.files.nameIn(createElement('aside', {}, parseHtml(notes)), 'notes')
  return {
    section: sectionOf(slide),
    title: titleOf(slide),
    steps: fragmentSteps(slide).length,
    notes,
    elements: live,
  }
}

/** A stack keeps its attributes, and its notes are extracted. Its slides are finished one by one. */
export function finishStack(draft: Draft, { assets, aside, files }: Workshop, warn: Warn): [Section, string] {
  const own = draft.section.childNodes.filter((node) => node.nodeName !== 'section')
  const shell: Element = { ...createElement('section'), attrs: draft.section.attrs }
  shell.childNodes = own
  for (const node of own) node.parentNode = shell
  clean(shell, assets, aside, warn)
  const notes = takeNotes(shell)
  files.nameIn(shell)
  files.nameIn(createElement('aside', {}, parseHtml(notes)), 'notes')
  return [{ attributes: attributesOf(shell), html: '', children: [] }, notes]
}

function sectionOf(slide: Element): Section {
  return { attributes: attributesOf(slide), html: innerHtml(slide).trim(), children: [] }
}

/** Without the attributes that controlled the compilation. */
function attributesOf(slide: Element): Record<string, string> {
  const kept = slide.attrs.filter(({ name }) => !OF_THE_COMPILER.test(name))
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]))
}
