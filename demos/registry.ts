/** Loads the live elements that come with Lectern, by tag; a deck may bring others in its folder `elements/`. */

/** One file for each, with the tag's name. */
const files = import.meta.glob('./*/live-*.ts')

/** Undefined for a tag that is none of them. */
export const ELEMENTS: Record<string, (() => Promise<unknown>) | undefined> = Object.fromEntries(
  Object.entries(files).map(([path, load]) => [path.slice(path.lastIndexOf('/') + 1, -'.ts'.length), load]),
)
