/** Twenty thousand wrong messages, always the same ones; a million are in the long run. */
import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

const SEED = 20_260_301

test(
  '[G4] [AT9] the server minds none of 20,000 wrong messages, made by a seed',
  { timeout: 600_000 },
  async () => {
    const { sent, lines, memory } = await fuzz(SEED, 20_000)
    expect(sent).toBeGreaterThanOrEqual(20_000)
    expect(lines).toBeGreaterThan(400)
    // Kilobytes that the collector has not taken yet are among them.
    expect(memory[1] - memory[0]).toBeLessThan(60_000)
  },
)
