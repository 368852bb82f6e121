/** Tests that the matrix is the slide's, with the room's browsers in it. */
import { describe, expect, it } from 'vitest'
import { matrixOf, protocolOf, PROTOCOLS } from './matrix.ts'
import { stripesFor } from './stripes.ts'

describe('the matrix of the room', () => {
  it.each([
    ['Chrome', 5, 'all else'],
    ['Chrome', 6, 'hixi-76'],
    ['Chrome', 14, 'hybi-10'],
    ['Chrome', 16, 'RFC 6455'],
    ['Chrome', 141, 'RFC 6455'],
    ['Firefox', 4, 'hixi-76'],
    ['Firefox', 6, 'hybi-07'],
    ['Firefox', 7, 'hybi-10'],
    ['Firefox', 11, 'RFC 6455'],
    ['IE', 9, 'all else'],
    ['IE', 10, 'RFC 6455'],
    ['Safari', 5, 'hixi-76'],
    ['Safari', 6, 'RFC 6455'],
    ['Lynx', 2, 'all else'],
  ])('[E82] %s %i speaks %s', (family, major, protocol) => {
    expect(protocolOf(family, major)).toBe(protocol)
  })

  it('[R50] has the versions of the talk, whatever browsers are in the room', () => {
    const columns = matrixOf({})
    expect(columns.map(({ name }) => name)).toEqual(['Chrome', 'Firefox', 'IE', 'iOS'])
    const rows = PROTOCOLS.map((protocol) => columns.map(({ cells }) => cells[protocol].since))
    expect(rows).toEqual([
      ['6', '4 :(', '', '5'],
      ['', '6', '', ''],
      ['14', '7', '', ''],
      ['16', '11', '10', '6'],
      ['', '', '', ''],
    ])
  })

  it('[E82] the room’s browsers are counted in the cells of their protocol, with their versions', () => {
    const columns = matrixOf({ 'Firefox 143': 2, 'Chrome 140': 1, 'Chrome 141': 4, 'Safari 5': 1 })
    const [chrome, firefox, , ios] = columns
    expect(chrome?.cells['RFC 6455']).toEqual({ since: '16', browsers: 5, versions: [141, 140] })
    expect(firefox?.cells['RFC 6455'].browsers).toBe(2)
    expect(ios?.cells['hixi-76']).toEqual({ since: '5', browsers: 1, versions: [5] })
    expect(columns).toHaveLength(4)
  })

  it('[E82] browsers without a column are counted in a last one, and no browser is lost', () => {
    const columns = matrixOf({ 'Chrome 141': 5, 'Safari 18': 4, 'Edge 141': 3, 'IE 9': 1, other: 1 })
    expect(columns.map(({ name }) => name)).toEqual(['Chrome', 'Firefox', 'IE', 'iOS', 'rest'])
    const others = columns.at(-1)
    expect(others?.cells['RFC 6455'].browsers).toBe(3)
    expect(others?.cells['all else'].browsers).toBe(1)
    const all = columns.flatMap(({ cells }) => PROTOCOLS.map((protocol) => cells[protocol].browsers))
    expect(all.reduce((sum, browsers) => sum + browsers, 0)).toBe(14)
  })
})

describe('the rainbow', () => {
  it.each([
    [1, 1],
    [9, 1],
    [10, 2],
    [25, 3],
    [60, 7],
    [4000, 7],
  ])('[E86] %i browsers see %i of 7 stripes', (browsers, stripes) => {
    expect(stripesFor(browsers, 7)).toBe(stripes)
  })
})
