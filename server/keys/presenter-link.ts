/** The links that pair a browser. */
import type { DeviceRole } from '../../protocol/device.ts'

/** The key is in the fragment, which browsers never send. With several talks, the link leads to a list of them. */
export function presenterLink({
  publicUrl,
  talks,
  presenterKey,
}: {
  publicUrl: string
  talks: readonly { id: string }[]
  presenterKey: string
}): string {
  const [only] = talks
  const page = talks.length === 1 && only ? `${only.id}/presenter` : 'pair'
  return `${publicUrl}/${page}#key=${presenterKey}`
}

/** The page of a role in one talk, with a key for it. */
export function pairingLink(
  publicUrl: string,
  { talk, role, key }: { talk: string; role: DeviceRole; key: string },
): string {
  return `${publicUrl}/${talk}/${role}#key=${key}`
}
