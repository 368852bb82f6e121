/** Finds the elements that a page's HTML must contain. */

/** The element with this id, ignoring ids inside slides. Throws if the page and its script do not match. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.querySelector(`#${id}:not(.slides *)`)
  if (!element) throw new Error(`This page has no #${id}.`)
  return element as E
}
