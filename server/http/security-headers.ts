/** The security headers of every response: only the built inline scripts, and nothing from another host. */
import type { Request, RequestHandler, Response } from 'express'
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
        // Decks use style attributes. Under this policy, an attribute cannot load or run anything.
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
    // Phones in the room may use plain HTTP. HSTS would block them from other servers on this host name, too.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: secure && { policy: 'same-origin' },
    originAgentCluster: secure,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

/** If the address for the audience is another one than the page's own, the page may ask whether it answers. */
export function allowAsking({ headers }: Request, response: Response, url: string): void {
  if (headers.host === new URL(url).host) return
  const policy = response.get('Content-Security-Policy')
  const own = "connect-src 'self'"
  if (policy !== undefined)
    response.set('Content-Security-Policy', policy.replace(own, `${own} ${new URL(url).origin}`))
}
