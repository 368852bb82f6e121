/** A million malformed messages: `FUZZ_SEED=7 FUZZ_COUNT=100000 npm run test:faults -- fuzz` changes seed and count. */
import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? 4711)
const WRONGS = Number(process.env['FUZZ_COUNT'] ?? 1_000_000)

test(
  `[G4] [AT9] the server survives ${WRONGS} malformed messages from seed ${SEED}`,
  { timeout: 3_600_000 },
  async () => {
    const { sent, lines, memory } = await fuzz(SEED, WRONGS)
    console.log(`${sent} wrong messages on ${lines} lines; the server held ${memory.join(' KB, then ')} KB.`)
    expect(sent).toBeGreaterThanOrEqual(WRONGS)
    // Measured over 400,000 messages: the heap varies by 70 MB between two collections, and does not grow.
    expect(memory[1] - memory[0]).toBeLessThan(120_000)
  },
)
