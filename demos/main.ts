/** The page of one demo: connects to the talk and starts the element on it. */
import '../client/theme/fonts.css'
import '../client/theme/tokens.css'
import '../client/theme/base.css'
import './demo.css'
import { readBoot } from '../client/boot.ts'
import { connect } from '../client/connection/connection.ts'
import { byId } from '../client/element.ts'
import { bringToLife } from './live.ts'
import { words } from '../client/words.ts'

const boot = readBoot()
// Not as a presenter: this page does not drive, and the phone must not count it as another phone.
const role = boot.paired === true ? 'moderator' : 'audience'
const connection = connect(boot.talk, role)
const notice = byId('link')
connection.onLink((link) => {
  notice.hidden = link === 'live' || link === 'connecting'
  notice.textContent = link === 'refused' ? words.elements.refused : words.elements.reconnecting
})
bringToLife(document, { talk: boot.talk, role, room: connection })
