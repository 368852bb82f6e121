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
const room = connect(boot.talk, 'audience')
const notice = byId('link')
room.onLink((link) => {
  notice.hidden = link === 'live' || link === 'connecting'
  notice.textContent = link === 'refused' ? 'The talk does not take this page' : 'Reconnecting …'
})
bringToLife(document, { talk: boot.talk, role: 'audience', room })
