/** Tests the text that the speaker sees at start. */
import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { banner, type Banner } from './banner.ts'
import { presenterLink } from '../keys/presenter-link.ts'

const ONE: Banner = {
  talks: [{ id: 'sockets-and-lies', title: 'Sockets and Lies', resumed: false, warnings: [] }],
  publicUrl: 'http://192.168.178.23:4000',
  localUrl: 'http://localhost:4000',
  otherUrls: [],
  presenterKey: 'abcdefghijklmnopqrstuvwx',
  secure: false,
  selfSigned: false,
  forgetful: false,
  keptAside: null,
}
const TWO: Banner = {
  ...ONE,
  talks: [...ONE.talks, { id: 'tour', title: 'A Tour', resumed: true, warnings: [] }],
}
const PIPE = { interactive: false, colors: false, columns: 80 }
const SCREEN = { interactive: true, colors: true, columns: 80 }

test('[H17] one talk: its title, the addresses of audience and stage, and the link that pairs a phone', () => {
  const text = banner(ONE, PIPE)
  expect(text).toContain('Sockets and Lies')
  expect(text).toContain('Audience   http://192.168.178.23:4000/\n')
  expect(text).toContain('Stage      http://localhost:4000/sockets-and-lies/stage\n')
  expect(text).toContain(
    'http://192.168.178.23:4000/sockets-and-lies/presenter#key=abcdefghijklmnopqrstuvwx\n',
  )
})

test('[H17] several talks: each has its own addresses, and one link pairs for all', () => {
  const text = banner(TWO, PIPE)
  expect(text).toContain('Audience   http://192.168.178.23:4000/sockets-and-lies/\n')
  expect(text).toContain('Audience   http://192.168.178.23:4000/tour/\n')
  expect(text).toContain('Stage      http://localhost:4000/tour/stage\n')
  expect(presenterLink(TWO)).toBe('http://192.168.178.23:4000/pair#key=abcdefghijklmnopqrstuvwx')
  expect(text).toContain('A Tour continues where it stopped.')
})

test('[H18] in a pipe: ASCII without escape codes, and the QR code still encodes the link', () => {
  const text = banner(ONE, PIPE)
  expect(text).toMatch(/^[\n\x20-\x7E]+$/)
  const { data } = encode(presenterLink(ONE), { border: 2 })
  const rows = text.split('\n').filter((line) => /^ +#[# ]+$/.test(line))
  const printed = rows.map((row) =>
    data[0]?.map(
      (_, i) =>
        row
          .slice(2)
          .padEnd(200)
          .slice(i * 2, i * 2 + 2) === '##',
    ),
  )
  expect(printed).toEqual(data.slice(2, -2))
})

test('[H18] in a terminal: black on white, two rows per line, and no code if it does not fit', () => {
  const lines = banner(ONE, SCREEN).split('\n')
  expect(lines.filter((line) => line.includes('\u001B[38;5;231;48;5;16m'))).toHaveLength(20)
  expect(lines.filter((line) => line.includes('\u001B[38;5;231m'))).toHaveLength(1)
  expect(banner(ONE, { ...SCREEN, columns: 30 })).not.toContain('█')
  expect(banner(ONE, { ...SCREEN, colors: false })).not.toContain('\u001B')
})

test('[H19] warns about plain http, --memory, a damaged database and an unknown certificate', () => {
  expect(banner(ONE, PIPE)).toContain('--https')
  expect(banner({ ...ONE, secure: true }, PIPE)).not.toContain('--https')
  expect(banner({ ...ONE, forgetful: true }, PIPE)).toContain('Nothing is saved')
  expect(banner({ ...ONE, selfSigned: true }, PIPE)).toContain('certificate')
  expect(banner({ ...ONE, keptAside: '/data/lectern.db.broken-1' }, PIPE)).toContain(
    'The saved talk could not be read. Its file was renamed to /data/lectern.db.broken-1, and a new talk begins.',
  )
  expect(banner({ ...ONE, keptAside: 'x.broken-1', salvaged: { entries: 40, lost: 2 } }, PIPE)).toContain(
    'The saved talk was damaged. Its file was renamed to x.broken-1. 40 of its entries were recovered, 2 could not be read.',
  )
  expect(banner({ ...ONE, otherUrls: ['http://10.0.0.9:4000'] }, PIPE)).toContain('http://10.0.0.9:4000')
})

test('[H19] a title cannot send escape codes to the terminal', () => {
  const talks = [{ id: 'a', title: 'Red\u001B[31m\u0007', resumed: true, warnings: [] }]
  expect(banner({ ...ONE, talks }, PIPE)).not.toMatch(/[^\n\P{Cc}]/u)
})

test('[H19] lists the first ten deck warnings with file and line', () => {
  const warnings = Array.from({ length: 13 }, (_, i) => ({
    file: 'deck.md',
    line: i + 1,
    message: 'No such image.',
  }))
  const text = banner({ ...ONE, talks: [{ id: 'a', title: 'A', resumed: false, warnings }] }, PIPE)
  expect(text).toContain('deck.md:10  No such image.')
  expect(text).not.toContain('deck.md:11')
  expect(text).toContain('And 3 more')
})

test('[H29] with many warnings in several decks, shows the count and the first one of each deck', () => {
  const warnings = Array.from({ length: 13 }, (_, i) => ({ file: 'deck.md', line: i + 3, message: 'Gone.' }))
  const talks = [
    { id: 'a', title: 'A', resumed: false, warnings },
    { id: 'b', title: 'B', resumed: false, warnings: warnings.slice(0, 1) },
    { id: 'c', title: 'C', resumed: false, warnings: [] },
  ]
  const text = banner({ ...ONE, talks }, PIPE)
  expect(text).toContain('a: 13 warnings, the first: deck.md:3  Gone.')
  expect(text).toContain('b: 1 warning: deck.md:3  Gone.')
  expect(text).not.toContain('deck.md:4')
})

test('[N31] a talk in Redis: says where it is stored and what could be lost', () => {
  const text = banner({ ...ONE, shared: 'localhost:6379', caution: 'Redis keeps nothing on its disk.' }, PIPE)
  expect(text).toContain('Stored in Redis at localhost:6379')
  expect(text).toContain('Redis keeps nothing on its disk.')
})
