/** A room that is closed to newcomers: only those who have entered it before the closing may enter. */
import type { Device } from './device-table.ts'

/** `since` is when the participant has entered this talk first; null if never. A paired device may always enter. */
export function isClosedTo(
  { people: { closedAt } }: { people: { closedAt: number | null } },
  device: Device | null,
  since: number | null,
): boolean {
  return closedAt !== null && device === null && (since === null || since > closedAt)
}
