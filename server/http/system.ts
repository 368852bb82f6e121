/** The kind of computer in a User-Agent header: a device's first name in the list, until somebody gives it another. */

/** The first match wins: Android browsers also name Linux. */
const SYSTEMS: [name: string, pattern: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android phone', /\bAndroid\b.*\bMobile\b/],
  ['Android tablet', /\bAndroid\b/],
  ['Windows computer', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Chromebook', /\bCrOS\b/],
  ['Linux computer', /\bLinux\b/],
]

/** Empty if the header names none of them. */
export function systemOf(header: string | undefined): string {
  const text = (header ?? '').slice(0, 512)
  return SYSTEMS.find(([, pattern]) => pattern.test(text))?.[0] ?? ''
}
