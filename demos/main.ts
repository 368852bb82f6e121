/** The page of one demo: joins the room and brings the element on it to life. */
import '../client/theme/fonts.css'
import '../client/theme/tokens.css'
import '../client/theme/base.css'
import './demo.css'
import { readBoot } from '../client/boot.ts'
import { connect } from '../client/connect.ts'
import { byId } from '../client/element.ts'
import { bringToLife } from './live.ts'

const boot = readBoot()
// Not as presenter: this page drives nothing, and the phone must not count it as another phone.
const role = boot.paired === true ? 'moderator' : 'audience'
const room = connect(boot.talk, role)
const notice = byId('link')
room.onLink((link) => {
  notice.hidden = link === 'live' || link === 'connecting'
  notice.textContent = link === 'refused' ? 'The talk does not take this page' : 'Reconnecting …'
})
bringToLife(document, { talk: boot.talk, role, room })
