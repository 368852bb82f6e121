/** Contrast and difference of colours, for tests of themes. */

/** `#rgb` or `#rrggbb` as three parts from 0 to 1. */
function parts(hex: string): [r: number, g: number, b: number] {
  const long = hex.length === 4 ? hex.replaceAll(/[\da-f]/gi, '$&$&') : hex
  const part = (i: number): number => Number.parseInt(long.slice(i, i + 2), 16) / 255
  return [part(1), part(3), part(5)]
}

function linear(hex: string): [r: number, g: number, b: number] {
  const straight = (c: number): number => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  const [r, g, b] = parts(hex)
  return [straight(r), straight(g), straight(b)]
}

function luminance(hex: string): number {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** As in WCAG, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** CIE76: below 10, people hardly see it side by side; above 20, they name different colours. */
export function difference(a: string, b: string): number {
  const [[l1, a1, b1], [l2, a2, b2]] = [lab(a), lab(b)]
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2)
}

function lab(hex: string): [l: number, a: number, b: number] {
  const [r, g, b] = linear(hex)
  const root = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
