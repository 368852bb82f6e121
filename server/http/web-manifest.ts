/** The manifest that lets a phone add a talk's remote to its home screen. */
import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import type { Deck } from '../../protocol/deck.ts'

/** The manifest of one talk. Its icons are the PNG icons that the phone's page names. */
export function webManifest(deck: Deck, presenterPage: string): object {
  return {
    name: `${deck.title} — remote`,
    short_name: 'Lectern',
    id: `/${deck.id}/presenter`,
    start_url: 'presenter',
    scope: './',
    display: 'standalone',
    background_color: '#101218',
    theme_color: '#101218',
    icons: pngIcons(parse(presenterPage)),
  }
}

function pngIcons(node: Tree.Node): object[] {
  if (tree.isElementNode(node) && node.tagName === 'link') {
    const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]))
    const { src, sizes } = { src: attributes.get('href'), sizes: attributes.get('sizes') }
    if (attributes.get('rel') !== 'icon' || sizes === undefined) return []
    return [{ src, sizes, type: 'image/png', purpose: attributes.get('data-purpose') ?? 'any' }]
  }
  return 'childNodes' in node ? node.childNodes.flatMap(pngIcons) : []
}
