/** The security headers of every response: no inline script but the built ones, nothing from another host. */
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { InlineHashes } from './pages.ts'

/** `inline` is null for a development server, which has no policy. */
export function securityHeaders(inline: InlineHashes | null, secure: boolean): RequestHandler {
  const self = ["'self'"]
  return helmet({
    contentSecurityPolicy: inline !== null && {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [...self, ...inline.scripts],
        styleSrc: [...self, ...inline.styles],
        // Decks carry style attributes; an attribute cannot load or run anything under this policy.
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: [...self, 'data:'],
        fontSrc: self,
        connectSrc: self,
        mediaSrc: self,
        frameSrc: self,
        manifestSrc: self,
        baseUri: ["'none'"],
        formAction: self,
        frameAncestors: ["'none'"],
      },
    },
    // A phone on the room's Wi-Fi may come by plain http; HSTS would lock it out of other servers there too.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: secure && { policy: 'same-origin' },
    originAgentCluster: secure,
    referrerPolicy: { policy: 'no-referrer' },
  })
}
