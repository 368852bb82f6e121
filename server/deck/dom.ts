/** Small helpers for parse5's tree. */
import { defaultTreeAdapter, html, parseFragment, serialize, type DefaultTreeAdapterTypes } from 'parse5'
import { checkDepth } from './depth.ts'

export type Node = DefaultTreeAdapterTypes.ChildNode
export type Parent = DefaultTreeAdapterTypes.ParentNode
export type Element = DefaultTreeAdapterTypes.Element
export type Text = DefaultTreeAdapterTypes.TextNode
export type Comment = DefaultTreeAdapterTypes.CommentNode
type Fragment = DefaultTreeAdapterTypes.DocumentFragment

export const isElement = (node: Node | Parent): node is Element => 'tagName' in node
export const isText = (node: Node): node is Text => node.nodeName === '#text'
export const isComment = (node: Node): node is Comment => node.nodeName === '#comment'

/** The content of a `<template>`, which is a separate tree; null for every other node. */
function templateContent(node: Node | Parent): Fragment | null {
  return 'content' in node ? node.content : null
}

export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((a) => a.name === name)?.value ?? null
}

export function setAttribute(element: Element, name: string, value: string): void {
  const existing = element.attrs.find((a) => a.name === name)
  if (existing) existing.value = value
  else element.attrs.push({ name, value })
}

/** Returns the removed value, or null. */
export function takeAttribute(element: Element, name: string): string | null {
  const value = attribute(element, name)
  element.attrs = element.attrs.filter((a) => a.name !== name)
  return value
}

export function classList(element: Element): string[] {
  return (attribute(element, 'class') ?? '').split(/\s+/).filter(Boolean)
}

export const hasClass = (element: Element, name: string): boolean => classList(element).includes(name)

export function addClass(element: Element, ...names: string[]): void {
  setAttribute(element, 'class', [...new Set([...classList(element), ...names])].join(' '))
}

/**
 * Every node below, in document order, including the contents of templates. A snapshot: the tree may be changed
 * meanwhile.
 */
export function descendants(root: Node | Parent): Node[] {
  const found: Node[] = []
  const waiting = childrenOf(root).toReversed()
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    found.push(node)
    for (const child of childrenOf(node).toReversed()) waiting.push(child)
  }
  return found
}

export const elements = (root: Node | Parent): Element[] => descendants(root).filter(isElement)

const NONE: Node[] = []

function childrenOf(node: Node | Parent): Node[] {
  const children = 'childNodes' in node ? node.childNodes : NONE
  const content = templateContent(node)
  return content ? [...children, ...content.childNodes] : children
}

/** The nearest enclosing element that passes the test, or null. */
export function closest(node: Node, test: (element: Element) => boolean): Element | null {
  let parent = node.parentNode
  while (parent && isElement(parent)) {
    if (test(parent)) return parent
    parent = parent.parentNode
  }
  return null
}

export function textOf(node: Node | Parent): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

export function remove(node: Node): void {
  defaultTreeAdapter.detachNode(node)
}

/** Removes an element, and the paragraph around it if nothing else is there. */
export function removeWithParagraph(element: Element): void {
  const parent = closest(element, () => true)
  remove(element)
  const isEmpty = parent?.childNodes.every((node) => isText(node) && !node.value.trim())
  if (parent?.tagName === 'p' && isEmpty) remove(parent)
}

/** Appends the nodes, which may be another element's own list of children. */
export function append(parent: Parent, nodes: Node[]): void {
  const moved = detached(nodes)
  for (const node of moved) node.parentNode = parent
  for (const node of moved) parent.childNodes.push(node)
}

export function replace(node: Node, nodes: Node[]): void {
  const parent = node.parentNode
  if (!parent) return
  const fresh = detached(nodes)
  for (const each of fresh) each.parentNode = parent
  parent.childNodes = parent.childNodes.flatMap((child) => (child === node ? fresh : [child]))
  node.parentNode = null
}

/** Inserts new nodes after one that has a parent. */
export function insertAfter(node: Node, nodes: Node[]): void {
  const parent = node.parentNode
  if (!parent) return
  for (const each of nodes) each.parentNode = parent
  parent.childNodes = parent.childNodes.flatMap((child) => (child === node ? [child, ...nodes] : [child]))
}

/** Detaches all nodes at once. One by one would take quadratic time. */
function detached(nodes: Node[]): Node[] {
  const moved = nodes.slice()
  const leaving = new Set(moved)
  for (const parent of new Set(moved.map((node) => node.parentNode))) {
    if (parent) parent.childNodes = parent.childNodes.filter((child) => !leaving.has(child))
  }
  return moved
}

export function createElement(
  name: string,
  attributes: Record<string, string> = {},
  children: Node[] = [],
): Element {
  const attrs = Object.entries(attributes).map(([key, value]) => ({ name: key, value }))
  const element = defaultTreeAdapter.createElement(name, html.NS.HTML, attrs)
  append(element, children)
  return element
}

export const createText = (value: string): Text => defaultTreeAdapter.createTextNode(value)

/** Throws if the elements are nested too deeply. */
export function parseHtml(source: string): Node[] {
  const fragment = parseFragment(source)
  checkDepth(fragment)
  return fragment.childNodes
}

export const innerHtml = (element: Parent): string => serialize(element)
