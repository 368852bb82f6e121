/**
 * Generates demos/map/map-us.ts and demos/map/map-world.ts from the atlases' npm packages: `node
 * scripts/make-maps.mjs`.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { geoAlbersUsa, geoNaturalEarth1, geoStream } from 'd3-geo'
import { feature, merge, mesh } from 'topojson-client'
import us from 'us-atlas/states-10m.json' with { type: 'json' }
import world from 'world-atlas/countries-110m.json' with { type: 'json' }

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const BUDGET_BYTES = 20 * 1024
/** Smaller islands, in units² of the drawing, would be invisible specks. */
const SPECK = 6

const countries = { ...world.objects.countries }
// Nobody posts from there, and it would take a fifth of the drawing.
countries.geometries = countries.geometries.filter(({ properties }) => properties.name !== 'Antarctica')

const maps = [
  {
    name: 'us',
    title: 'The United States, with Alaska and Hawaii inset.',
    size: [975, 610],
    // The atlas's own size for this projection.
    projection: geoAlbersUsa().scale(1300).translate([487.5, 305]),
    projectionWords: "{ name: 'albers-usa', scale: 1300, x: 487.5, y: 305 }",
    land: feature(us, us.objects.nation),
    borders: mesh(us, us.objects.states, (a, b) => a !== b),
    tolerance: 0.5,
  },
  {
    name: 'world',
    title: 'The world without Antarctica.',
    size: [975, 446],
    projection: geoNaturalEarth1().scale(185).translate([470, 275]),
    projectionWords: "{ name: 'natural-earth', scale: 185, x: 470, y: 275 }",
    land: merge(world, countries.geometries),
    borders: mesh(world, countries, (a, b) => a !== b),
    tolerance: 0.5,
  },
]

/** The lines that d3 draws for a geometry, as lists of points. */
function lines(projection, geometry) {
  const found = []
  let line = []
  const flush = () => {
    if (line.length > 1) found.push(line)
    line = []
  }
  geoStream(
    geometry,
    projection.stream({
      point: (x, y) => line.push([x, y]),
      lineStart: flush,
      lineEnd: flush,
      polygonStart() {},
      polygonEnd() {},
      sphere() {},
    }),
  )
  return found
}

/** Douglas–Peucker: drops points that are closer than the tolerance to the simplified line. */
function simplify(line, tolerance) {
  const [first, last] = [line[0], line.at(-1)]
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]]
  const length = Math.hypot(dx, dy)
  let farthest = 0
  let where = 0
  for (let i = 1; i < line.length - 1; i++) {
    const [x, y] = [line[i][0] - first[0], line[i][1] - first[1]]
    const away = length === 0 ? Math.hypot(x, y) : Math.abs(x * dy - y * dx) / length
    if (away > farthest) [farthest, where] = [away, i]
  }
  if (farthest <= tolerance) return [first, last]
  return [
    ...simplify(line.slice(0, where + 1), tolerance).slice(0, -1),
    ...simplify(line.slice(where), tolerance),
  ]
}

function area(ring) {
  return Math.abs(
    ring.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length]
      return sum + (x * nextY - nextX * y) / 2
    }, 0),
  )
}

/** Integers, each relative to the previous one: half the bytes of absolute ones. */
function encode(drawn) {
  let [atX, atY] = [0, 0]
  const step = ([x, y]) => {
    const [dx, dy] = [x - atX, y - atY]
    ;[atX, atY] = [x, y]
    return `${dx}${dy < 0 ? '' : ' '}${dy}`
  }
  return drawn
    .map((line) => line.map(([x, y]) => [Math.round(x), Math.round(y)]))
    .map((line) => line.filter(([x, y], i) => i === 0 || x !== line[i - 1][0] || y !== line[i - 1][1]))
    .filter((line) => line.length > 1)
    .map(([first, ...rest]) => `m${step(first)}l${rest.map(step).join(' ').replaceAll(' -', '-')}`)
    .join('')
}

let total = 0
for (const { name, title, size, projection, projectionWords, land, borders, tolerance } of maps) {
  const coast = lines(projection, land)
    .filter((ring) => area(ring) > SPECK)
    .map((ring) => simplify(ring, tolerance))
  const inner = lines(projection, borders).map((line) => simplify(line, tolerance))
  const source = `/** ${title} Made by scripts/make-maps.mjs: change it there. */
import type { MapDrawing } from './map-projection.ts'

export const drawing: MapDrawing = {
  width: ${size[0]},
  height: ${size[1]},
  projection: ${projectionWords},
  land: '${encode(coast)}',
  borders:
    '${encode(inner)}',
}
`
  const bytes = brotliCompressSync(source).length
  total += bytes
  console.log(`map-${name}.ts  ${source.length} bytes, ${bytes} compressed`)
  await writeFile(at(`../demos/map-${name}.ts`), source)
}
if (total > BUDGET_BYTES) throw new Error(`The maps are ${total} bytes, over the budget of ${BUDGET_BYTES}.`)
