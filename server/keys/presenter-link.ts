/** The link that pairs a presenter's phone. */

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
