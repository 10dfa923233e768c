import {
  Bell,
  Clock,
  Inbox,
  KeyRound,
  Lightbulb,
  type LucideIcon,
  MessageSquareText,
  ReceiptText,
  Scale,
  ScrollText,
  ShoppingBag,
  UserRound,
  Users,
  Webhook,
} from 'lucide-react'

import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { mayActAs, type Role } from '../session/roles.ts'
import { words } from '../strings/words.ts'

export type SettingsSection = {
  readonly id: string
  readonly label: string
  readonly Icon: LucideIcon
  /** Who finds anything there. */
  readonly least: Role
  readonly Page: LazyExoticComponent<ComponentType>
}

const t = words.settings.sections

/** Each part of the settings is fetched when it is opened. */
export const settingsSections: readonly SettingsSection[] = [
  {
    id: 'me',
    label: t.me,
    Icon: UserRound,
    least: 'viewer',
    Page: lazy(() => import('./me-page.tsx').then((module) => ({ default: module.MePage }))),
  },
  {
    id: 'people',
    label: t.people,
    Icon: Users,
    least: 'viewer',
    Page: lazy(() => import('./people-page.tsx').then((module) => ({ default: module.PeoplePage }))),
  },
  {
    id: 'keys',
    label: t.keys,
    Icon: KeyRound,
    least: 'admin',
    Page: lazy(() => import('./keys-page.tsx').then((module) => ({ default: module.KeysPage }))),
  },
  {
    id: 'sending',
    label: t.sending,
    Icon: Clock,
    least: 'viewer',
    Page: lazy(() => import('./sending-page.tsx').then((module) => ({ default: module.SendingPage }))),
  },
  {
    id: 'quick-replies',
    label: t.quickReplies,
    Icon: MessageSquareText,
    least: 'viewer',
    Page: lazy(() => import('./quick-replies-page.tsx').then((module) => ({ default: module.QuickRepliesPage }))),
  },
  {
    id: 'alerts',
    label: t.alerts,
    Icon: Bell,
    least: 'viewer',
    Page: lazy(() => import('./alerts-page.tsx').then((module) => ({ default: module.AlertsPage }))),
  },
  {
    id: 'webhooks',
    label: t.webhooks,
    Icon: Webhook,
    least: 'admin',
    Page: lazy(() => import('./webhooks-page.tsx').then((module) => ({ default: module.WebhooksPage }))),
  },
  {
    id: 'journal',
    label: t.journal,
    Icon: Inbox,
    least: 'admin',
    Page: lazy(() => import('./journal-page.tsx').then((module) => ({ default: module.JournalPage }))),
  },
  {
    id: 'catalogs',
    label: t.catalogs,
    Icon: ShoppingBag,
    least: 'viewer',
    Page: lazy(() => import('./catalogs-page.tsx').then((module) => ({ default: module.CatalogsPage }))),
  },
  {
    id: 'suggestions',
    label: t.suggestions,
    Icon: Lightbulb,
    least: 'agent',
    Page: lazy(() => import('./suggestions-page.tsx').then((module) => ({ default: module.SuggestionsPage }))),
  },
  {
    id: 'rates',
    label: t.rates,
    Icon: ReceiptText,
    least: 'viewer',
    Page: lazy(() => import('./rates-page.tsx').then((module) => ({ default: module.RatesPage }))),
  },
  {
    id: 'policy',
    label: t.policy,
    Icon: Scale,
    least: 'viewer',
    Page: lazy(() => import('./policy-page.tsx').then((module) => ({ default: module.PolicyPage }))),
  },
  {
    id: 'audit',
    label: t.audit,
    Icon: ScrollText,
    least: 'admin',
    Page: lazy(() => import('./audit-page.tsx').then((module) => ({ default: module.AuditPage }))),
  },
]

export const sectionsFor = (role: string): readonly SettingsSection[] =>
  settingsSections.filter(({ least }) => mayActAs(role, least))
