import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { contactSearch } from './contacts/contact-search.ts'
import { inboxSearch } from './inbox/inbox-search.ts'
import { behindSearch, insightsSearch } from './insights/insights-search.ts'
import { Gate } from './session/gate.tsx'
import { Broken } from './shell/broken.tsx'
import { NotFound } from './shell/not-found.tsx'
import { withWords } from './strings/languages.ts'
import { templateSearch } from './templates/template-search.ts'

const root = createRootRoute({ component: Gate, notFoundComponent: NotFound, errorComponent: Broken })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true })
  },
})

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import('./inbox/inbox-page.tsx'), 'InboxPage'),
})
/** Only an address: the page reads the id itself, so that the list stays where it is when a thread is opened. */
const thread = createRoute({ getParentRoute: () => inbox, path: '$threadId' })

const today = createRoute({
  getParentRoute: () => root,
  path: '/today',
  component: lazyRouteComponent(() => import('./today/today-page.tsx'), 'TodayPage'),
})
const phone = createRoute({
  getParentRoute: () => root,
  path: '/phone',
  component: lazyRouteComponent(() => import('./emulator/phone-page.tsx'), 'PhonePage'),
})
const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/campaigns',
  component: lazyRouteComponent(
    withWords('campaign', () => import('./campaigns/list-page.tsx')),
    'CampaignsPage',
  ),
})
/** `new` is one that has no id yet; it keeps its place on the screen when it gets one. */
const campaign = createRoute({
  getParentRoute: () => root,
  path: '/campaigns/$campaignId',
  /** A new one may begin with the people of a segment. */
  validateSearch: ({ segment }: Record<string, unknown>): { segment?: string } =>
    typeof segment === 'string' ? { segment } : {},
  component: lazyRouteComponent(
    withWords('campaign', () => import('./campaigns/campaign-page.tsx')),
    'CampaignPage',
  ),
})
const automations = createRoute({
  getParentRoute: () => root,
  path: '/automations',
  component: lazyRouteComponent(
    withWords('automation', () => import('./automations/list-page.tsx')),
    'AutomationsPage',
  ),
})
const automation = createRoute({
  getParentRoute: () => root,
  path: '/automations/$automationId',
  component: lazyRouteComponent(
    withWords('automation', () => import('./automations/editor-page.tsx')),
    'AutomationPage',
  ),
})
const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  component: lazyRouteComponent(() => import('./templates/list-page.tsx'), 'TemplatesPage'),
})
const template = createRoute({
  getParentRoute: () => root,
  path: '/templates/$name',
  validateSearch: templateSearch,
  component: lazyRouteComponent(() => import('./templates/editor-page.tsx'), 'TemplatePage'),
})
const contacts = createRoute({
  getParentRoute: () => root,
  path: '/contacts',
  validateSearch: contactSearch,
  component: lazyRouteComponent(() => import('./contacts/contacts-page.tsx'), 'ContactsPage'),
})
const consent = createRoute({
  getParentRoute: () => root,
  path: '/consent',
  component: lazyRouteComponent(() => import('./consent/consent-page.tsx'), 'ConsentPage'),
})
const contact = createRoute({
  getParentRoute: () => root,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('./contacts/contact-page.tsx'), 'ContactPage'),
})
const insights = createRoute({
  getParentRoute: () => root,
  path: '/insights',
  validateSearch: insightsSearch,
  component: lazyRouteComponent(
    withWords('insights', () => import('./insights/insights-page.tsx')),
    'InsightsPage',
  ),
})
/** The messages that a number on the screen is made of. */
const behind = createRoute({
  getParentRoute: () => root,
  path: '/insights/messages',
  validateSearch: behindSearch,
  component: lazyRouteComponent(
    withWords('insights', () => import('./insights/behind-page.tsx')),
    'BehindPage',
  ),
})
const reengage = createRoute({
  getParentRoute: () => root,
  path: '/reengage',
  component: lazyRouteComponent(() => import('./reengage/reengage-page.tsx'), 'ReengagePage'),
})
const sequence = createRoute({
  getParentRoute: () => root,
  path: '/reengage/$sequenceId',
  component: lazyRouteComponent(
    withWords('campaign', () => import('./reengage/sequence-page.tsx')),
    'SequencePage',
  ),
})
const red = createRoute({
  getParentRoute: () => root,
  path: '/accounts/numbers/$numberId/red',
  component: lazyRouteComponent(() => import('./accounts/red-page.tsx'), 'RedPage'),
})
const accounts = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  component: lazyRouteComponent(
    withWords('settings', () => import('./accounts/accounts-page.tsx')),
    'AccountsPage',
  ),
})
const connect = createRoute({
  getParentRoute: () => root,
  path: '/accounts/connect',
  component: lazyRouteComponent(
    withWords('settings', () => import('./accounts/connect-page.tsx')),
    'ConnectPage',
  ),
})
const number = createRoute({
  getParentRoute: () => root,
  path: '/accounts/numbers/$numberId',
  component: lazyRouteComponent(
    withWords('settings', () => import('./accounts/number-page.tsx')),
    'NumberPage',
  ),
})
const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  component: lazyRouteComponent(() => import('./rulebook/rules-page.tsx'), 'RulesPage'),
})
/** Parts are fetched by the page itself. */
const settingsPage = lazyRouteComponent(
  withWords('settings', () => import('./settings/settings-page.tsx')),
  'SettingsPage',
)
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: settingsPage })
const settingsPart = createRoute({ getParentRoute: () => root, path: '/settings/$section', component: settingsPage })
const settingsItem = createRoute({ getParentRoute: () => root, path: '/settings/$section/$item', component: settingsPage })

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    today,
    inbox.addChildren([thread]),
    campaigns,
    campaign,
    automations,
    automation,
    reengage,
    sequence,
    red,
    contacts,
    contact,
    consent,
    templates,
    template,
    phone,
    insights,
    behind,
    accounts,
    connect,
    number,
    rules,
    settings,
    settingsPart,
    settingsItem,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
