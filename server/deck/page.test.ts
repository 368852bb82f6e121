import { expect, test } from 'vitest'
import { fillPage } from './page.ts'

const template = `<html lang="%lectern.lang%" data-theme="%lectern.theme%"><head><!--lectern:head--></head>
<body><!--lectern:slides--><ul><!--lectern:talks--></ul><!--lectern:boot--></body></html>`

test("[H1] fills every place in a template and escapes the deck's text", () => {
  const html = fillPage(
    template,
    {
      language: 'en',
      theme: 'dark',
      title: '</title><script>alert(1)</script>',
      description: 'a "talk"',
      stylesheets: ['css/own.css'],
      talks: [{ id: 'a', title: '<b>' }],
      slides: '<section>$& $1 %lectern.lang%</section>',
    },
    'en',
    {},
  )
  expect(html).toMatchInlineSnapshot(`
    "<html lang="en" data-theme="dark"><head><title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>
    <meta name="description" content="a &quot;talk&quot;">
    <link rel="stylesheet" href="css/own.css" data-deck></head>
    <body><section>$& $1 %lectern.lang%</section><ul><li><a href="/a/"><span>&lt;b&gt;</span></a></li></ul><script type="application/json" id="words">{}</script></body></html>"
  `)
})

test('[H1] [S6] data for a script cannot close its element', () => {
  const boot = { title: '</script><script>alert(1)</script>' } as never
  const html = fillPage(template, { language: 'en', theme: 'auto', title: 'x', boot }, 'en', {})
  expect(html.match(/<\/script>/g)).toHaveLength(2)
  expect(JSON.parse(/id="boot">(.*?)<\/script>/.exec(html)?.[1] ?? '')).toEqual(boot)
})
