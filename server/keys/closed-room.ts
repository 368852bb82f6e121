/** A room that is closed to newcomers: only those whose cookie is older than the closing may enter. */
import type { Device } from './device-table.ts'

/** `since` is when the participant's cookie was issued; null without one. A paired device may always enter. */
export function isClosedTo(
  { people: { closedAt } }: { people: { closedAt: number | null } },
  device: Device | null,
  since: number | null,
): boolean {
  return closedAt !== null && device === null && (since === null || since > closedAt)
}
