/** Tests that the matrix agrees with the slide's matrix and limits its columns. */
import { describe, expect, it } from 'vitest'
import { matrixOf, protocolOf } from './matrix.ts'
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

  it('[E82] counts by family and protocol, the most frequent first, with the versions', () => {
    const [chrome, firefox, others] = matrixOf(
      { 'Firefox 143': 2, 'Chrome 140': 1, 'Chrome 141': 4, other: 9 },
      4,
    )
    expect(chrome).toMatchObject({ family: 'Chrome', browsers: 5 })
    expect(chrome?.cells['RFC 6455']).toEqual({ browsers: 5, versions: [141, 140] })
    expect(firefox).toMatchObject({ family: 'Firefox', browsers: 2 })
    expect(others).toMatchObject({ family: 'others', browsers: 9 })
    expect(others?.cells['all else'].browsers).toBe(9)
  })

  it('[E82] families that do not fit are counted in the last column, and no browser is lost', () => {
    const agents = { 'Chrome 141': 5, 'Safari 18': 4, 'Edge 141': 3, 'Firefox 143': 2, 'IE 9': 1, other: 1 }
    const columns = matrixOf(agents, 4)
    expect(columns.map(({ family }) => family)).toEqual(['Chrome', 'Safari', 'Edge', 'others'])
    expect(columns.at(-1)?.cells['RFC 6455'].browsers).toBe(2)
    expect(columns.at(-1)?.cells['all else'].browsers).toBe(2)
    expect(columns.reduce((all, { browsers }) => all + browsers, 0)).toBe(16)
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
