import { expect, test } from 'vitest'
import { parseQuery } from './queries.ts'

test('[T37] a query of the list with a valid shape is accepted, and anything else is malformed', () => {
  expect(parseQuery({ query: 'chat/before', item: 7 })).toEqual({ query: 'chat/before', item: 7 })
  for (const input of [
    { query: 'chat/before' },
    { query: 'chat/before', item: 0 },
    { query: 'chat/me', more: 1 },
    { query: 'constructor' },
    { query: 7 },
    {},
    null,
    'chat/me',
  ])
    expect(parseQuery(input)).toMatchObject({ code: 'malformed' })
})
