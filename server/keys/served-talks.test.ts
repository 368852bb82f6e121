import { expect, test } from 'vitest'
import { checkTalk, readTalks } from './served-talks.ts'

test('[K17] an unknown talk is one line with the talks that there are; without a list nothing is refused', () => {
  expect(() => checkTalk('tuor', ['tour', 'sockets'])).toThrow(
    'There is no talk "tuor" on this server. Its talks: sockets, tour. If the deck is new, restart the server first.',
  )
  checkTalk('tour', ['tour'])
  checkTalk('tour', null)
})

test('[K17] a damaged list is the same as none', () => {
  for (const text of [null, '', '{', '{"a":1}', '["Not a talk"]']) expect(readTalks(text)).toBeNull()
  expect(readTalks('["tour"]\n')).toEqual(['tour'])
})
