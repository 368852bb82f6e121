/** Finds the parts that a page's own HTML promises. */

/** The element with this id, whatever the slides name theirs; throws when the page and its script do not belong together. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.querySelector(`#${id}:not(.slides *)`)
  if (!element) throw new Error(`This page has no #${id}.`)
  return element as E
}
