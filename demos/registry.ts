/** The live elements that come with Lectern, by tag; a deck may bring others in its folder `elements/`. */
export const ELEMENTS: Record<string, (() => Promise<unknown>) | undefined> = {}
