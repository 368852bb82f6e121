/** Twenty thousand malformed messages, always the same; the long test sends a million. */
import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

const SEED = 20_260_301

test(
  '[G4] [AT9] the server survives 20,000 malformed messages from a seed',
  { timeout: 600_000 },
  async () => {
    const { sent, lines, memory } = await fuzz(SEED, 20_000)
    expect(sent).toBeGreaterThanOrEqual(20_000)
    expect(lines).toBeGreaterThan(400)
    // Includes kilobytes that are not yet garbage-collected.
    expect(memory[1] - memory[0]).toBeLessThan(60_000)
  },
)
