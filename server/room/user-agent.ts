/** The browser in a User-Agent header: its family and major version, and nothing else. */

/** The first match wins: each browser also names those below it. */
const FAMILIES: [name: string, pattern: RegExp][] = [
  ['Edge', /\b(?:Edg|EdgA|EdgiOS|Edge)\/(\d+)/],
  ['Opera', /\b(?:OPR|OPT|OPX)\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\/(\d+)/],
  ['IE', /\bMSIE (\d+)|\bTrident\/.*\brv:(\d+)/],
  ['Safari', /\bVersion\/(\d+)(?:\.[\d.]+)? (?:Mobile\/\w+ )?Safari\//],
  // A web view in an app on an iPhone names only the system.
  ['Safari', /\b(?:iPhone|iPad|iPod)\b.*\bOS (\d+)_/],
]
const OTHER = 'other'
/** Versions above this are ignored: no browser has one. */
const MOST = 999

/** E.g. `Chrome 141`; `other` for anything that is not a known browser. */
export function parseAgent(header: string | undefined): string {
  for (const [name, pattern] of FAMILIES) {
    const found = pattern.exec((header ?? '').slice(0, 512))
    const major = Number(found?.[1] ?? found?.[2] ?? 0)
    if (major > 0 && major <= MOST) return `${name} ${major}`
  }
  return OTHER
}
