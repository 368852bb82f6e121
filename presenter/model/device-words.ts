/** The phone's messages about paired devices. No DOM. */
import { fill, dateLocale, words } from '../../client/words.ts'
import type { DeviceView } from '../../protocol/device.ts'

/** Its name, or its role and label while it has none. */
export function deviceName({ name, role, label }: Pick<DeviceView, 'name' | 'role' | 'label'>): string {
  return name === '' ? `${words.phone.devices[role]} ${label}` : name
}

/** `Presenter · this device · drives · connected`. */
export function deviceState(device: DeviceView, own: string, driver: string | null): string {
  const { devices } = words.phone
  return [
    devices[device.role],
    device.label === own ? devices.thisDevice : '',
    device.label === driver ? devices.drives : '',
    lastSeen(device),
  ]
    .filter(Boolean)
    .join(' · ')
}

function lastSeen({ on, seenAt }: DeviceView): string {
  const { connected, neverConnected, lastSeen: seen } = words.phone.devices
  if (on) return connected
  if (seenAt === null) return neverConnected
  const at = new Date(seenAt)
  const today = at.toDateString() === new Date().toDateString()
  const time = { hour: '2-digit', minute: '2-digit' } as const
  const day = today ? {} : ({ day: 'numeric', month: 'short' } as const)
  return fill(seen, { when: at.toLocaleString(dateLocale(), { ...day, ...time }) })
}

/** `3 paired, 2 connected`. */
export function devicesWords(devices: DeviceView[]): string {
  const on = devices.filter((device) => device.on).length
  return fill(words.phone.devices.state, { n: devices.length, on })
}
