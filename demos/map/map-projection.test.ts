/** Tests that the browser's projections match the library that drew the maps. */
import { geoAlbersUsa, geoNaturalEarth1 } from 'd3-geo'
import { expect, test } from 'vitest'
import { project, type MapDrawing } from './map-projection.ts'
import { drawing as us } from './map-us.ts'
import { drawing as world } from './map-world.ts'

const CITIES: [name: string, longitude: number, latitude: number][] = [
  ['Austin', -97.74, 30.27],
  ['Anchorage', -149.9, 61.22],
  ['Honolulu', -157.86, 21.31],
  ['Key West', -81.78, 24.56],
]

/** Places spread over a rectangle, the same in every run. */
function spread(count: number, west: number, east: number, south: number, north: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => [
    west + ((i * 0.618034) % 1) * (east - west),
    south + ((i + 0.5) / count) * (north - south),
  ])
}

const albers = geoAlbersUsa().scale(us.projection.scale).translate([us.projection.x, us.projection.y])
const natural = geoNaturalEarth1()
  .scale(world.projection.scale)
  .translate([world.projection.x, world.projection.y])

/** The distance between the browser's point and the library's, only for points on the drawing. */
function error(drawing: MapDrawing, library: typeof albers, longitude: number, latitude: number): number {
  const ours = project(drawing, longitude, latitude)
  const drawn = library([longitude, latitude])
  const [x = -1, y = -1] = drawn ?? []
  const visible = x >= 0 && y >= 0 && x <= drawing.width && y <= drawing.height
  if (ours === null) return visible ? Infinity : 0
  return visible ? Math.hypot(ours[0] - x, ours[1] - y) : Infinity
}

test("[E51] 200 places in and around the United States are within half a unit of d3-geo's positions", () => {
  const places = [
    ...spread(120, -124, -67, 25, 49),
    ...spread(50, -168, -130, 54, 71),
    ...spread(30, -160, -154, 19, 22),
  ]
  expect(places).toHaveLength(200)
  for (const [longitude, latitude] of places)
    expect(error(us, albers, longitude, latitude), `${longitude}, ${latitude}`).toBeLessThan(0.5)
  expect(places.filter((place) => project(us, ...place) !== null).length).toBeGreaterThan(150)
})

test("[E51] 200 places of the world are within half a unit of d3-geo's positions", () => {
  const places = spread(200, -180, 180, -55, 80)
  for (const [longitude, latitude] of places)
    expect(error(world, natural, longitude, latitude), `${longitude}, ${latitude}`).toBeLessThan(0.5)
  expect(places.filter((place) => project(world, ...place) !== null).length).toBeGreaterThan(180)
})

test('[E51] cities are on the map, and places outside it have no position', () => {
  for (const [name, longitude, latitude] of CITIES) {
    expect(project(us, longitude, latitude), name).not.toBeNull()
    expect(error(us, albers, longitude, latitude), name).toBeLessThan(0.5)
  }
  expect(project(us, 2.35, 48.86)).toBeNull()
  expect(project(us, 139.69, 35.69)).toBeNull()
  expect(project(world, 0, -89)).toBeNull()
  for (const bad of [NaN, Infinity, 999]) expect(project(world, bad, bad)).toBeNull()
})
