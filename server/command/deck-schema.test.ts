/** Tests that the schema for editors accepts what the compiler accepts. */
import { expect, test } from 'vitest'
import { FRONT_MATTER_KEYS, readFrontMatter } from '../deck/front-matter.ts'
import { deckSchema } from './deck-schema.ts'

test('[C4] the schema of the front matter has every key', () => {
  expect(Object.keys(deckSchema.properties).toSorted()).toEqual([...FRONT_MATTER_KEYS].toSorted())
})

test('[C4] the compiler accepts every value that the schema lists', () => {
  const warnings: string[] = []
  for (const [key, property] of Object.entries(deckSchema.properties)) {
    const values: unknown[] = [
      ...('enum' in property ? property.enum : []),
      ...('minimum' in property ? [property.minimum, property.maximum] : []),
      ...('type' in property && property.type === 'boolean' ? [true, false] : []),
      ...('examples' in property ? property.examples : []),
    ]
    for (const value of values)
      readFrontMatter(`${key}: ${JSON.stringify(value)}`, (_, message) => warnings.push(message))
  }
  expect(warnings).toEqual([])
})
