Reveal.initialize({
  markdown: {
    separator: '^\\n\\*\\*\\*\\n',
    verticalSeparator: '^\\n\\+\\+\\+\\n',
    notesSeparator: '^Speak:',
    smartypants: true,
    animateLists: true,
    breaks: true,
  },
  plugins: [RevealMarkdown, RevealHighlight],
})
