/** Which browser a User-Agent header means: its family and major version, and nothing more of it. */

/** The first that matches wins: each browser also calls itself by the names of those below it. */
const FAMILIES: [name: string, pattern: RegExp][] = [
  ['Edge', /\b(?:Edg|EdgA|EdgiOS|Edge)\/(\d+)/],
  ['Opera', /\b(?:OPR|OPT|OPX)\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\/(\d+)/],
  ['IE', /\bMSIE (\d+)|\bTrident\/.*\brv:(\d+)/],
  ['Safari', /\bVersion\/(\d+)(?:\.[\d.]+)? (?:Mobile\/\w+ )?Safari\//],
  // An app's own web view on an iPhone names the system only.
  ['Safari', /\b(?:iPhone|iPad|iPod)\b.*\bOS (\d+)_/],
]
const OTHER = 'other'
/** A header is not believed beyond this: no browser is so old or so new. */
const MOST = 999

/** E.g. `Chrome 141`; `other` for what is no browser that we know. */
export function parseAgent(header: string | undefined): string {
  for (const [name, pattern] of FAMILIES) {
    const found = pattern.exec((header ?? '').slice(0, 512))
    const major = Number(found?.[1] ?? found?.[2] ?? 0)
    if (major > 0 && major <= MOST) return `${name} ${major}`
  }
  return OTHER
}
