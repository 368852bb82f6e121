/** A shape and a letter for each option, so that nobody needs to tell colours apart. */

/** Points of polygons in a box of 24 by 24; the third is a circle. */
const SHAPES = [
  'M12 2 23 22H1Z',
  'M12 1 23 12 12 23 1 12Z',
  'M12 1a11 11 0 1 0 .01 0Z',
  'M2 2h20v20H2Z',
  'm12 1 3.2 7.6 8.2.7-6.2 5.4 1.9 8L12 18.4l-7.1 4.3 1.9-8L.6 9.3l8.2-.7Z',
  'M6 2h12l6 10-6 10H6L0 12Z',
  'M8.5 1h7v7.5H23v7h-7.5V23h-7v-7.5H1v-7h7.5Z',
  'M12 22 1 11C-1 4 8-1 12 6c4-7 13-2 11 5Z',
]

const SVG = 'http://www.w3.org/2000/svg'

/** `A`, `B`, `C` … */
export function letterOf(option: number): string {
  return String.fromCodePoint(65 + option)
}

export function shapeOf(option: number): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', `quiz-shape shape-${option % SHAPES.length}`)
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', SHAPES[option % SHAPES.length] ?? '')
  svg.append(path)
  return svg
}
