/** Tests that the chat's colours have enough contrast, in both schemes. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hueOf } from './chat-colour.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const css = await readFile(at('live-chat.css'), 'utf8')
const tokens = await readFile(at('../../client/theme/tokens.css'), 'utf8')

function linear(hex: string): number[] {
  return [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
}

/** OKLCH to linear sRGB, clipped to what a screen can show. */
function oklch(l: number, c: number, hue: number): number[] {
  const a = c * Math.cos((hue * Math.PI) / 180)
  const b = c * Math.sin((hue * Math.PI) / 180)
  const [x = 0, y = 0, z = 0] = [
    l + 0.3963377774 * a + 0.2158037573 * b,
    l - 0.1055613458 * a - 0.0638541728 * b,
    l - 0.0894841775 * a - 1.291485548 * b,
  ].map((each) => each ** 3)
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ].map((each) => Math.min(1, Math.max(0, each)))
}

function contrast(a: number[], b: number[]): number {
  const luminance = ([r = 0, g = 0, blue = 0]: number[]): number => 0.2126 * r + 0.7152 * g + 0.0722 * blue
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

test.each([
  ['light', 0],
  ['dark', 1],
])('[E19] every hue is readable on every ground of the %s scheme', (_scheme, nth) => {
  const inks = [...css.matchAll(/--chat-l: ([\d.]+);\s*--chat-c: ([\d.]+);/g)]
  expect(inks).toHaveLength(3)
  expect(inks[2]?.slice(1)).toEqual(inks[1]?.slice(1))
  const [l = 0, c = 0] = inks[nth]!.slice(1).map(Number)
  for (const ground of ['surface', 'sunken']) {
    const hex = [...tokens.matchAll(new RegExp(`--${ground}: (#[0-9a-f]{6});`, 'g'))][nth]?.[1] ?? ''
    for (let hue = 0; hue < 360; hue++) {
      expect(contrast(oklch(l, c, hue), linear(hex)), `${hue}° on ${hex}`).toBeGreaterThanOrEqual(4.5)
    }
  }
})

test('[E19] the first fifty people have fifty hues, and people who arrived together have the most different ones', () => {
  const hues = Array.from({ length: 50 }, (_, i) => hueOf(i + 1))
  expect(new Set(hues).size).toBe(50)
  for (let i = 1; i < hues.length; i++) {
    const apart = Math.abs((hues[i] ?? 0) - (hues[i - 1] ?? 0))
    expect(Math.min(apart, 360 - apart)).toBeGreaterThan(90)
  }
})
