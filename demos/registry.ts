/** Loads Lectern's own live elements, by tag; a deck may bring others in its folder `elements/`. */

/** One file per element, named like its tag. */
const files = import.meta.glob('./*/live-*.ts')

/** Undefined for any other tag. */
export const ELEMENTS: Record<string, (() => Promise<unknown>) | undefined> = Object.fromEntries(
  Object.entries(files).map(([path, load]) => [path.slice(path.lastIndexOf('/') + 1, -'.ts'.length), load]),
)
