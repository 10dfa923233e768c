import { BookOpen, Inbox, Network, Smartphone } from 'lucide-react'
import { words } from '../strings/words.ts'

export type NavItem = {
  readonly to: '/inbox' | '/accounts' | '/rules' | '/phone'
  readonly label: string
  readonly Icon: typeof Inbox
}

/** Places that exist. The phone only with an emulator. */
export const navItems = (emulator: boolean): readonly NavItem[] => [
  { to: '/inbox', label: words.nav.inbox, Icon: Inbox },
  { to: '/accounts', label: words.nav.accounts, Icon: Network },
  { to: '/rules', label: words.nav.rules, Icon: BookOpen },
  ...(emulator ? [{ to: '/phone' as const, label: words.nav.phone, Icon: Smartphone }] : []),
]
