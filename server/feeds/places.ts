/** The cities of the recording, which are also recognised by name in a text or a profile. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Post } from '../../protocol/post.ts'

export type Place = Pick<Post, 'place' | 'longitude' | 'latitude'>

const places = new Map<string, Place>()

/** By name; read on first use, because most talks have no stream. */
function cities(): ReadonlyMap<string, Place> {
  if (places.size > 0) return places
  const table = readFileSync(join(import.meta.dirname, 'recording', 'places.tsv'), 'utf8')
  for (const line of table.trim().split('\n').slice(1)) {
    const [place = '', longitude, latitude] = line.split('\t')
    places.set(place, { place, longitude: Number(longitude), latitude: Number(latitude) })
  }
  return places
}

export function cityNamed(name: string): Place | undefined {
  return cities().get(name)
}

/** The first known city in a text. The match is case-sensitive, because `buffalo` is an animal. */
export function cityIn(text: string): Place | undefined {
  let first: Place | undefined
  let at = Infinity
  for (const [name, place] of cities()) {
    const found = text.indexOf(name)
    if (found < 0 || found >= at || isLetter(text[found - 1]) || isLetter(text[found + name.length])) continue
    first = place
    at = found
  }
  return first
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /\p{L}/u.test(character)
}
