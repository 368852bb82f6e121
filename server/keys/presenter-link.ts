/** The link that makes a phone the remote. */

/** The key is in the fragment, which no browser sends anywhere. With several talks the link leads to a list of them. */
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
