/** What browsers see of the questions: the newest and the most wanted, the changes since an entry, an earlier page. */
import { MODERATORS, type Who } from '../role.ts'
import { questionNumbered, type Question, type QuestionMode, type Questions } from './questions-slice.ts'

/** The newest questions that a newcomer gets, and those in one earlier page. */
const PAGE = 50
/** A browser that missed changes of more questions than this gets the whole view instead. */
const MOST_MISSED = 200

export interface QuestionItem {
  /** 1, 2, 3 … in the order in which they were asked. */
  id: number
  text: string
  votes: number
  /** Absent for an anonymous question. */
  name?: string
  /** Asked under the name of a paired browser. */
  paired?: true
  tags?: string[]
  answered?: true
  reply?: string
  /** Only moderators see these. */
  state?: 'held' | 'hidden'
}

interface QuestionSettings {
  mode: QuestionMode
  tags: string[]
  /** The names of paired browsers: nobody else is shown under one. */
  speakers: string[]
}

export interface QuestionPage {
  /** By id, the oldest first. */
  items: QuestionItem[]
  /** From this id on, every question is here. Of those before it, the view has only the most wanted. */
  from: number
}

export interface QuestionsView extends QuestionSettings, QuestionPage {}

export interface QuestionsChange {
  /** New and changed questions, each whole. */
  items?: QuestionItem[]
  /** The new numbers of votes of questions that are otherwise unchanged, by id. */
  votes?: [id: number, votes: number][]
  /** The ids of those that are no longer shown. */
  gone?: number[]
  /** Absent when unchanged. */
  settings?: QuestionSettings
}

export function viewQuestions(slice: Questions, role: Who['role']): QuestionsView {
  const start = Math.max(0, slice.items.length - PAGE)
  const older = [...slice.top, ...(isModerator(role) ? slice.held : [])].filter((id) => id <= start)
  const numbers = [...new Set(older)].toSorted((a, b) => a - b)
  for (let id = start + 1; id <= slice.items.length; id++) numbers.push(id)
  return { ...settingsOf(slice), items: shown(slice, numbers, role), from: start + 1 }
}

/** Undefined when there are too many changes since then, or when they are no longer known. */
export function questionChanges(
  slice: Questions,
  since: number,
  role: Who['role'],
): QuestionsChange | undefined {
  const { changes } = slice
  if (changes.cut > 0 && (changes.at(0)?.seq ?? 0) > since) return undefined
  const changed = new Set<number>()
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes.at(i)
    if (!change || change.seq <= since) break
    changed.add(change.question)
    if (changed.size > MOST_MISSED) return undefined
  }
  const ids = [...changed].toSorted((a, b) => a - b)
  const seen = ids.filter((id) => isSeen(slice, id, role))
  const counted = seen.filter((id) => isThere(slice, id, since))
  const items = shown(
    slice,
    seen.filter((id) => !counted.includes(id)),
    role,
  )
  const votes = counted.map((id): [number, number] => [id, questionNumbered(slice, id)?.votes ?? 0])
  const gone = ids.filter((id) => !seen.includes(id) && questionNumbered(slice, id)?.state !== 'held')
  return {
    ...(items.length > 0 && { items }),
    ...(votes.length > 0 && { votes }),
    ...(gone.length > 0 && { gone }),
    ...(slice.settingsSeq > since && { settings: settingsOf(slice) }),
  }
}

/** The page of questions before the one with this id. */
export function questionsBefore(slice: Questions, id: number, role: Who['role']): QuestionPage {
  const end = Math.min(id - 1, slice.items.length)
  const start = Math.max(0, end - PAGE)
  const numbers = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + 1 + i)
  return { items: shown(slice, numbers, role), from: start + 1 }
}

/** Whether every browser that is up to date until then has it, so that its number of votes is enough. */
function isThere(slice: Questions, id: number, since: number): boolean {
  const seq = questionNumbered(slice, id)?.seq ?? Infinity
  return seq <= since && (id > slice.items.length - PAGE || slice.top.includes(id))
}

function isSeen(slice: Questions, id: number, role: Who['role']): boolean {
  const state = questionNumbered(slice, id)?.state
  return state === 'shown' || (state !== undefined && isModerator(role))
}

function isModerator(role: Who['role']): boolean {
  return role !== 'server' && MODERATORS.includes(role)
}

function shown(slice: Questions, ids: number[], role: Who['role']): QuestionItem[] {
  return ids
    .filter((id) => isSeen(slice, id, role))
    .flatMap((id) => {
      const question = questionNumbered(slice, id)
      return question ? [itemOf(id, question)] : []
    })
}

function itemOf(
  id: number,
  { text, votes, name, paired, tags, answered, reply, state }: Question,
): QuestionItem {
  return {
    id,
    text,
    votes,
    ...(name !== '' && { name }),
    ...(paired && { paired }),
    ...(tags.length > 0 && { tags }),
    ...(answered && { answered }),
    ...(reply !== '' && { reply }),
    ...((state === 'held' || state === 'hidden') && { state }),
  }
}

function settingsOf({ mode, tags, speakers }: Questions): QuestionSettings {
  return { mode, tags, speakers: Object.values(speakers) }
}
