import { expect, test } from 'vitest'
import { DEVICE_ROLES } from '../../protocol/device.ts'
import { ROLES } from '../../protocol/role.ts'
import { EVERYTHING, includes, mayOpen, readScope, writeScope } from './scope.ts'

test('[K10] each device opens the pages of its role, in its talks only', () => {
  const opens = (role: (typeof DEVICE_ROLES)[number]) =>
    ROLES.filter((page) => mayOpen({ role, talk: null }, { talk: 'a', role: page }))
  expect(opens('presenter')).toEqual(['presenter', 'moderator', 'stage', 'audience'])
  expect(opens('moderator')).toEqual(['moderator', 'audience'])
  expect(opens('stage')).toEqual(['stage'])
  for (const role of ROLES) {
    expect(mayOpen({ role: 'presenter', talk: 'a' }, { talk: 'a', role })).toBe(true)
    expect(mayOpen({ role: 'presenter', talk: 'a' }, { talk: 'b', role })).toBe(false)
  }
})

test('[K11] a scope is read as it was written, and anything else is none', () => {
  for (const role of DEVICE_ROLES)
    for (const talk of [null, 'sockets-and-lies'])
      expect(readScope(writeScope({ role, talk }))).toEqual({ role, talk })
  expect(writeScope(EVERYTHING)).toBe('')
  for (const text of ['audience', 'server~a', '~a', 'constructor']) expect(readScope(text)).toBeNull()
})

test('[K10] a pairing that allows as much replaces no other one', () => {
  expect(includes(EVERYTHING, { role: 'stage', talk: 'a' })).toBe(true)
  expect(includes({ role: 'presenter', talk: 'a' }, EVERYTHING)).toBe(false)
  expect(includes({ role: 'moderator', talk: null }, { role: 'stage', talk: null })).toBe(false)
  expect(includes({ role: 'stage', talk: null }, { role: 'presenter', talk: null })).toBe(false)
})
