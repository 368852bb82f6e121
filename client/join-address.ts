/** The address for the audience as people read it, and its QR code. */

/** The address that people type: without the scheme and without a trailing slash. */
export function shortAddress(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '')
}

/** The picture's address changes with the content, so that a page loads the new picture. */
export function joinCode(picture: string, url: string): string {
  return `${picture}?for=${encodeURIComponent(url)}`
}
