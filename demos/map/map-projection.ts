/** Projects a place onto a drawn map, with the projections that d3-geo used for the drawing. */

/** A map made by scripts/make-maps.mjs: a projection, and SVG paths in the units of `width` and `height`. */
export interface MapDrawing {
  width: number
  height: number
  projection: { name: 'albers-usa' | 'natural-earth'; scale: number; x: number; y: number }
  land: string
  borders: string
}

type Point = [x: number, y: number]

const RADIANS = Math.PI / 180

/** One part of the composite projection: its centre, its scale, and its visible area in units of the scale. */
interface Part {
  rotate: number
  center: Point
  parallels: Point
  scale: number
  at: Point
  box: [left: number, top: number, right: number, bottom: number]
}

/** d3's `geoAlbersUsa`: the 48 states, with Alaska and Hawaii below them. */
const USA: Part[] = [
  {
    rotate: 96,
    center: [-0.6, 38.7],
    parallels: [29.5, 45.5],
    scale: 1,
    at: [0, 0],
    box: [-0.455, -0.238, 0.455, 0.238],
  },
  {
    rotate: 154,
    center: [-2, 58.5],
    parallels: [55, 65],
    scale: 0.35,
    at: [-0.307, 0.201],
    box: [-0.425, 0.12, -0.214, 0.234],
  },
  {
    rotate: 157,
    center: [-3, 19.9],
    parallels: [8, 18],
    scale: 1,
    at: [-0.205, 0.212],
    box: [-0.214, 0.166, -0.115, 0.234],
  },
]

function conicEqualArea([south, north]: Point, longitude: number, latitude: number): Point {
  const sine = Math.sin(south * RADIANS)
  const n = (sine + Math.sin(north * RADIANS)) / 2
  const c = 1 + sine * (2 * n - sine)
  const r = Math.sqrt(Math.max(0, c - 2 * n * Math.sin(latitude * RADIANS))) / n
  const angle = longitude * RADIANS * n
  return [r * Math.sin(angle), Math.sqrt(c) / n - r * Math.cos(angle)]
}

function albersUsa(longitude: number, latitude: number): Point | null {
  for (const { rotate, center, parallels, scale, at, box } of USA) {
    const [x, y] = conicEqualArea(parallels, wrap(longitude + rotate), latitude)
    const [centerX, centerY] = conicEqualArea(parallels, ...center)
    const point: Point = [at[0] + scale * (x - centerX), at[1] + scale * (centerY - y)]
    const [left, top, right, bottom] = box
    if (point[0] >= left && point[0] <= right && point[1] >= top && point[1] <= bottom) return point
  }
  return null
}

/** Natural Earth, a polynomial by Tom Patterson and Bojan Šavrič. */
function naturalEarth(longitude: number, latitude: number): Point {
  const phi = latitude * RADIANS
  const p2 = phi * phi
  const p4 = p2 * p2
  return [
    wrap(longitude) *
      RADIANS *
      (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))),
    -phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4))),
  ]
}

function wrap(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude
}

/**
 * The position of a place on the drawing, in its units; null if it is outside. Degrees, east and north are positive.
 */
export function project(drawing: MapDrawing, longitude: number, latitude: number): Point | null {
  if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) return null
  const { name, scale, x, y } = drawing.projection
  const point = name === 'albers-usa' ? albersUsa(longitude, latitude) : naturalEarth(longitude, latitude)
  if (!point) return null
  const [atX, atY] = [x + scale * point[0], y + scale * point[1]]
  return atX < 0 || atY < 0 || atX > drawing.width || atY > drawing.height ? null : [atX, atY]
}
