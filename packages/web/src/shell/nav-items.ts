import {
  BookOpen,
  ChartNoAxesColumn,
  Inbox,
  LayoutTemplate,
  Megaphone,
  Network,
  Settings,
  Smartphone,
  Sunrise,
  Undo2,
  Users,
  Workflow,
} from 'lucide-react'
import { words } from '../strings/words.ts'

export type NavItem = {
  readonly to:
    | '/today'
    | '/inbox'
    | '/campaigns'
    | '/reengage'
    | '/contacts'
    | '/automations'
    | '/templates'
    | '/insights'
    | '/accounts'
    | '/rules'
    | '/settings'
    | '/phone'
  readonly label: string
  readonly Icon: typeof Inbox
}

/** Places that exist. The phone only with an emulator. */
export const navItems = (emulator: boolean): readonly NavItem[] => [
  { to: '/today', label: words.nav.today, Icon: Sunrise },
  { to: '/inbox', label: words.nav.inbox, Icon: Inbox },
  { to: '/campaigns', label: words.nav.campaigns, Icon: Megaphone },
  { to: '/reengage', label: words.nav.reengage, Icon: Undo2 },
  { to: '/contacts', label: words.nav.contacts, Icon: Users },
  { to: '/automations', label: words.nav.automations, Icon: Workflow },
  { to: '/templates', label: words.nav.templates, Icon: LayoutTemplate },
  { to: '/insights', label: words.nav.insights, Icon: ChartNoAxesColumn },
  { to: '/accounts', label: words.nav.accounts, Icon: Network },
  { to: '/rules', label: words.nav.rules, Icon: BookOpen },
  { to: '/settings', label: words.nav.settings, Icon: Settings },
  ...(emulator ? [{ to: '/phone' as const, label: words.nav.phone, Icon: Smartphone }] : []),
]

/** Whether an address that the hub names leads to a screen there is. */
export const exists = (href: string): boolean =>
  navItems(true).some(({ to }) => href === to || href.startsWith(`${to}/`) || href.startsWith(`${to}?`))
