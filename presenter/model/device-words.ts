/** The phone's messages about paired devices. No DOM. */
import type { DeviceRole, DeviceView } from '../../protocol/device.ts'

const ROLE_WORDS: Record<DeviceRole, string> = {
  presenter: 'Presenter',
  moderator: 'Moderator',
  stage: 'Stage',
}

/** Its name, or its role and label while it has none. */
export function deviceName({ name, role, label }: Pick<DeviceView, 'name' | 'role' | 'label'>): string {
  return name === '' ? `${ROLE_WORDS[role]} ${label}` : name
}

/** `Presenter · this device · drives · connected`. */
export function deviceState(device: DeviceView, own: string, driver: string | null): string {
  return [
    ROLE_WORDS[device.role],
    device.label === own ? 'this device' : '',
    device.label === driver ? 'drives' : '',
    lastSeen(device),
  ]
    .filter(Boolean)
    .join(' · ')
}

function lastSeen({ on, seenAt }: DeviceView): string {
  if (on) return 'connected'
  if (seenAt === null) return 'not connected yet'
  const at = new Date(seenAt)
  const today = at.toDateString() === new Date().toDateString()
  const day = today ? '' : `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, `
  return `last seen ${day}${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}

/** `3 paired, 2 connected`. */
export function devicesWords(devices: DeviceView[]): string {
  const on = devices.filter((device) => device.on).length
  return `${devices.length} paired, ${on} connected`
}
