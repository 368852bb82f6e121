/** The talk as a whole: its slides, and whether it is over. */
import * as v from 'valibot'
import type { Outline } from '../deck.ts'
import { feature, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { ROLES } from '../role.ts'

export interface Talk {
  /** The deck's version; empty before the first outline. */
  version: string
  outline: Outline
  over: boolean
}

/** What every role may see; the outline itself comes with the deck. */
export type TalkView = Pick<Talk, 'version' | 'over'>

const NO_SLIDES: Talk = { version: '', outline: [], over: false }

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const parts = {
  attributes: v.record(v.string(), v.string()),
  text: v.exactOptional(v.string()),
  items: v.exactOptional(v.array(v.string())),
}
const element = { name: v.string(), ...parts, private: v.exactOptional(v.object(parts)) }
const slide = {
  id: v.string(),
  h: count,
  v: count,
  title: v.string(),
  steps: count,
  elements: v.exactOptional(v.array(v.object(element))),
}

const intents = {
  // Only the server sends it.
  'talk/outline': {
    who: [],
    fields: { version: v.string(), slides: v.pipe(v.array(v.strictObject(slide)), v.minLength(1)) },
    whenUnsaved: 'go-on',
  },
  'talk/end': { who: ['presenter'], fields: {} },
  'talk/reopen': { who: ['presenter'], fields: {} },
} satisfies Intents
type TalkIntent = IntentOf<typeof intents>

const events = {
  'talk/outlined': { version: v.string(), slides: v.array(v.object(slide)) },
  'talk/ended': {},
  'talk/reopened': {},
} satisfies Events
type TalkEvent = EventOf<typeof events>
export type Outlined = Extract<TalkEvent, { type: 'talk/outlined' }>

export const talk = feature({
  empty: NO_SLIDES,
  intents,
  events,
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: ROLES,
  core: true,
  decide: ({ talk: now }: { talk: Talk }, intent) => decideTalk(now, intent),
  evolve: {
    'talk/outlined': (slice, { event: { version, slides } }) => ({ ...slice, version, outline: slides }),
    'talk/ended': (slice) => ({ ...slice, over: true }),
    'talk/reopened': (slice) => ({ ...slice, over: false }),
  },
  view: ({ version, over }): TalkView => ({ version, over }),
})

function decideTalk({ version, outline, over }: Talk, intent: TalkIntent): TalkEvent[] {
  switch (intent.type) {
    case 'talk/outline':
      // The version does not tell whether private content has changed.
      if (intent.version === version && isSameOutline(intent.slides, outline)) return []
      return [{ type: 'talk/outlined', version: intent.version, slides: intent.slides }]
    case 'talk/end':
      return over ? [] : [{ type: 'talk/ended' }]
    case 'talk/reopen':
      return over ? [{ type: 'talk/reopened' }] : []
  }
}

/** Both were made by the compiler, which writes fields in one order. */
function isSameOutline(a: Outline, b: Outline): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
