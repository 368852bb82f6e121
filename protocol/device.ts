/** Paired browsers as moderators and presenters see them. */

export const DEVICE_ROLES = ['presenter', 'moderator', 'stage'] as const
export type DeviceRole = (typeof DEVICE_ROLES)[number]

export interface DeviceView {
  /** Identifies it in this list; the device's id is in a cookie and stays on the server. */
  label: string
  role: DeviceRole
  name: string
  /** It was paired with the server's key, which opens every talk. */
  everywhere: boolean
  /** It has a page of a talk open. */
  on: boolean
  /** When it was last connected, in ms since 1970; null for never. */
  seenAt: number | null
}

export interface DevicesNews {
  /** In the order in which they were paired. */
  devices: DeviceView[]
}

/** Characters of a device's name. */
export const MAX_DEVICE_NAME = 40
