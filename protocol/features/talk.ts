/** The talk as a whole: which slides it has, and whether it is over. */
import * as v from 'valibot'
import type { Outline } from '../deck.ts'
import { intentIdSchema } from '../ids.ts'

export interface TalkSlice {
  /** The deck's version; empty before the first outline. */
  version: string
  outline: Outline
  over: boolean
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const outlineSlideSchema = v.strictObject({
  id: v.string(),
  h: count,
  v: count,
  title: v.string(),
  steps: count,
})

export const talkIntents = [
  v.strictObject({
    id: intentIdSchema,
    type: v.literal('talk/outline'),
    version: v.string(),
    slides: v.pipe(v.array(outlineSlideSchema), v.minLength(1)),
  }),
  v.strictObject({ id: intentIdSchema, type: v.literal('talk/end') }),
  v.strictObject({ id: intentIdSchema, type: v.literal('talk/reopen') }),
] as const
export type TalkIntent = v.InferOutput<(typeof talkIntents)[number]>

export type TalkEvent =
  | { type: 'talk/outlined'; version: string; slides: Outline }
  | { type: 'talk/ended' }
  | { type: 'talk/reopened' }

export const TALK: TalkSlice = { version: '', outline: [], over: false }

export function decideTalk(talk: TalkSlice, intent: TalkIntent): TalkEvent[] {
  switch (intent.type) {
    case 'talk/outline':
      if (intent.version === talk.version) return []
      return [{ type: 'talk/outlined', version: intent.version, slides: intent.slides }]
    case 'talk/end':
      return talk.over ? [] : [{ type: 'talk/ended' }]
    case 'talk/reopen':
      return talk.over ? [{ type: 'talk/reopened' }] : []
  }
}

export function evolveTalk(talk: TalkSlice, event: TalkEvent): TalkSlice {
  switch (event.type) {
    case 'talk/outlined':
      return { ...talk, version: event.version, outline: event.slides }
    case 'talk/ended':
      return { ...talk, over: true }
    case 'talk/reopened':
      return { ...talk, over: false }
  }
}

/** What every role may see; the outline itself comes with the deck. */
export interface TalkView {
  version: string
  over: boolean
}

export function viewTalk(talk: TalkSlice): TalkView {
  return { version: talk.version, over: talk.over }
}
