import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createEnergy, danceOf } from './dance-energy.ts'

test('[R40] more reactions per second are a livelier and faster dance, and without any the figure is still', () => {
  const dances = [0, 0.2, 2, 10, 1000].map(danceOf)
  expect(dances.map(({ move }) => move)).toEqual(['still', 'sway', 'ride', 'lasso', 'lasso'])
  for (const [i, { rate }] of dances.slice(1).entries()) expect(rate).toBeGreaterThan(dances[i]!.rate)
  expect(danceOf(1e9).rate).toBe(2.2)
})

test('[R40] the dance fades within seconds after the last reaction', () => {
  const energy = createEnergy()
  for (let at = 0; at < 5000; at += 100) energy.add(1, at)
  expect(energy.perSecond(5000)).toBeGreaterThan(5)
  expect(danceOf(energy.perSecond(20_000)).move).toBe('still')
})

test('[R40] the talk’s still is the same figure', () => {
  const drawing = (path: string): string => readFileSync(path, 'utf8')
  expect(drawing('slides/sockets-and-lies/diagrams/dance.svg')).toBe(drawing('demos/room/dance-figure.svg'))
})
