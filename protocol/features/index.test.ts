/** Tests for the list of features, and that `docs/protocol.md` lists their intents and events. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { EVENT_TYPES, isEvent } from '../event.ts'
import { feature, type EventOf, type Events, type Intents } from '../feature.ts'
import { INTENT_TYPES, INTENTS } from '../intent.ts'
import { queries, QUERY_NAMES } from '../queries.ts'
import { ROLES, type Who } from '../role.ts'
import { SIGNAL_NAMES, signals } from '../signals.ts'
import type { State } from '../state.ts'
import { FEATURE_NAMES, features } from './index.ts'

const all = FEATURE_NAMES.map((name) => {
  const { intents, events, evolve }: { intents: Intents; events: Events; evolve: object } = features[name]
  return {
    name,
    intents: Object.entries(intents),
    events: Object.entries(events),
    evolve: Object.keys(evolve),
  }
})

/** The cells of each row of the table below a heading of the page. */
function table(heading: string): string[][] {
  const page = readFileSync('docs/protocol.md', 'utf8')
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const lines =
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| `')) ?? []
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function sorted(rows: unknown[][]): string[] {
  return rows.map((row) => row.join(' | ')).toSorted()
}

function fieldsOf(fields: v.ObjectEntries): string {
  const names = Object.entries(fields).map(
    ([name, { type }]) => `\`${name}${/optional/.test(type) ? '?' : ''}\``,
  )
  return names.join(', ')
}

test('[T35] every type of intent and of event belongs to one feature', () => {
  expect(all.flatMap(({ intents }) => intents.map(([type]) => type))).toEqual(INTENT_TYPES)
  expect(all.flatMap(({ events }) => events.map(([type]) => type))).toEqual(EVENT_TYPES)
  expect(new Set([...INTENT_TYPES, ...EVENT_TYPES]).size).toBe(INTENT_TYPES.length + EVENT_TYPES.length)
  for (const type of INTENT_TYPES) expect(ROLES).toEqual(expect.arrayContaining([...INTENTS[type].who]))
})

test('[T35] a feature folds only events that belong to some feature', () => {
  for (const { name, evolve } of all)
    for (const type of evolve) expect(EVENT_TYPES, `${name} listens to ${type}`).toContain(type)
})

test('[L25] an event of ours with a wrong shape is rejected; one of a later version may be folded', () => {
  expect(isEvent({ type: 'hologram/shown' })).toBe(true)
  expect(isEvent({ type: 'constructor' })).toBe(true)
  for (const { events } of all)
    for (const [type, fields] of events)
      expect(isEvent({ type }), type).toBe(Object.keys(fields).length === 0)
})

test('[T36] the page about the protocol lists every intent with its fields and who may send it', () => {
  const listed = table('Intents').map(([type, fields, who]) => [type, fields, who])
  const known = all.flatMap(({ intents }) =>
    intents.map(([type, { fields, who }]) => [
      `\`${type}\``,
      fieldsOf(fields),
      who.length === 0 ? 'the server' : who.join(', '),
    ]),
  )
  expect(sorted(listed)).toEqual(sorted(known))
})

test('[T36] the page about the protocol lists every event with its fields and the slices that it changes', () => {
  const listed = table('Events').map(([type, fields, slices = '']) => {
    const names = slices
      .replaceAll(/\([^)]*\)/g, '')
      .match(/\w+/g)
      ?.filter((word) => word !== 'and')
    return [type, fields, names?.toSorted()]
  })
  const known = all.flatMap(({ events }) =>
    events.map(([type, fields]) => {
      const slices = all.filter(({ evolve }) => evolve.includes(type)).map(({ name }) => name as string)
      return [`\`${type}\``, fieldsOf(fields), slices.toSorted()]
    }),
  )
  expect(sorted(listed)).toEqual(sorted(known))
})

test('[T36] the page about the protocol lists every signal with who may receive it, and every query with its fields', () => {
  const heard = SIGNAL_NAMES.map((name) => {
    const { to, core } = signals[name]
    return [`\`${name}\``, to === ROLES ? 'everybody' : to.join(', '), core ? 'core' : 'on request']
  })
  expect(sorted(table('Signals').map((row) => row.slice(0, 3)))).toEqual(sorted(heard))
  const asked = QUERY_NAMES.map((name) => [`\`${name}\``, fieldsOf(queries[name].fields)])
  expect(sorted(table('Queries').map((row) => row.slice(0, 2)))).toEqual(sorted(asked))
})

test('[T36] the page about the protocol lists every feature that has a channel, and who may subscribe to it', () => {
  const told = table('Features').map((row) => row.slice(0, 3))
  const known = FEATURE_NAMES.filter((name) => features[name].to.length > 0).map((name) => {
    const { to, core } = features[name]
    return [`\`${name}\``, to === ROLES ? 'everybody' : to.join(', '), core ? 'core' : 'on request']
  })
  expect(sorted(told)).toEqual(sorted(known))
})

test('[T35] the compiler reports what a feature lacks', () => {
  const events = { 'lamp/lit': { bright: v.boolean() } } satisfies Events
  const parts = {
    empty: { lit: false } as { lit: boolean },
    intents: { 'lamp/light': { who: ROLES, fields: { bright: v.boolean() } } },
    events,
    whenUnsaved: 'wait',
    delivery: 'at-once',
    to: ROLES,
    core: true,
    decide: (): EventOf<typeof events>[] => [{ type: 'lamp/lit', bright: true }],
    evolve: { 'lamp/lit': () => ({ lit: true }) },
    view: (slice: { lit: boolean }) => slice,
  } as const
  feature(parts)
  // @ts-expect-error -- Its own event is not folded.
  feature({ ...parts, evolve: {} })
  // @ts-expect-error -- The fold makes another slice.
  feature({ ...parts, evolve: { 'lamp/lit': () => ({ dark: true }) } })
  // @ts-expect-error -- Nobody knows what goes on while the log cannot be written.
  feature({ ...parts, whenUnsaved: undefined })
  const lamp = feature({ ...parts, decide: ({ candle }: { candle: object }) => (candle ? [] : []) })
  // @ts-expect-error -- No feature is called `candle`.
  const rule: (state: State, intent: never, who: Who, now: number) => unknown = lamp.decide
  expect(typeof rule).toBe('function')
})
