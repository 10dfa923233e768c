import { connectionRoutes } from './accounts/connection-routes.ts'
import { numberRoutes } from './accounts/number-routes.ts'
import { accountRoutes } from './accounts/routes.ts'
import { alertRoutes } from './alerts/routes.ts'
import { deadLetterRoutes } from './applier/dead-letter-routes.ts'
import { automationRoutes } from './automations/routes.ts'
import { campaignResultRoutes } from './campaigns/result-routes.ts'
import { campaignRoutes } from './campaigns/routes.ts'
import { campaignUploadRoutes } from './campaigns/upload-routes.ts'
import { catalogRoutes } from './catalogs/routes.ts'
import type { World } from './clock/follow-emulator.ts'
import { clockRoutes } from './clock/routes.ts'
import { formRoutes } from './consent/form-routes.ts'
import { consentRoutes } from './consent/routes.ts'
import { contactEventRoutes } from './contacts/event-routes.ts'
import { importRoutes } from './contacts/import-routes.ts'
import { manyRoutes } from './contacts/many-routes.ts'
import { peopleRoutes } from './contacts/people-routes.ts'
import { contactRoutes } from './contacts/routes.ts'
import { type DemoHost, demoRoutes } from './demo/routes.ts'
import { forwardingRoutes } from './drop-in/forwarding/routes.ts'
import { dropInRoutes } from './drop-in/routes.ts'
import { emulatorRoutes } from './emulator/routes.ts'
import { tokenPurpose } from './first-connection.ts'
import type { Routes } from './http/fastify-app.ts'
import { insightRoutes } from './insights/routes.ts'
import { jobRoutes } from './jobs/routes.ts'
import { journalRoutes } from './journal/journal-routes.ts'
import { webhookRoutes } from './journal/webhook-routes.ts'
import { linkRoutes } from './links/routes.ts'
import { mediaRoutes } from './media/routes.ts'
import { messageRoutes } from './messages/routes.ts'
import { presenceRoutes } from './presence/routes.ts'
import { quickReplyRoutes } from './quick-replies/routes.ts'
import { redRoutes } from './red/routes.ts'
import { segmentRoutes } from './segments/routes.ts'
import { sequenceRoutes } from './sequences/routes.ts'
import { rateRoutes } from './settings/rate-routes.ts'
import { settingsRoutes } from './settings/routes.ts'
import { createAskProvider } from './suggestions/provider/ask-provider.ts'
import { providerRoutes } from './suggestions/provider/routes.ts'
import { suggestionRoutes } from './suggestions/routes.ts'
import { templateCheckRoutes } from './templates/check-routes.ts'
import { draftRoutes } from './templates/draft-routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { sampleRoutes } from './templates/sample-routes.ts'
import { noteRoutes } from './threads/note-routes.ts'
import { threadRoutes } from './threads/routes.ts'
import type { HubTools } from './tools.ts'
import { webhookEndpointRoutes } from './webhook-endpoints/routes.ts'
import type { Workers } from './workers.ts'

/** The product's own routes, each with what it needs and no more. */
export function productRoutes(
  { config, log, does, pool, secretKey, graph, clock, bell, apps, stores, openToken, links }: HubTools,
  { ring, onQueued, journal, jobs, campaigns, hits, poller, deliverer, watch }: Workers,
  {
    world,
    emulated,
    privateEndpoints,
    firstWorkspaceId,
    refuse,
    dropInPatience,
    demo,
  }: {
    world: World
    /** Whether the platform is an emulator. */
    emulated: () => boolean
    privateEndpoints: () => boolean
    firstWorkspaceId: string
    /** Throws when nothing may go out or come in. */
    refuse: () => void
    dropInPatience?: ((ms: number) => AbortSignal) | undefined
    demo: DemoHost | null
  },
): Routes[] {
  const { publicUrl, pollMinutes } = config
  const privateToo = privateEndpoints
  const onJob = () => does('jobs') && jobs.wake()
  return [
    webhookRoutes({ journal, clock, apps, refuse }),
    clockRoutes({ clock, world, emulated }),
    messageRoutes({ pool, clock, links, refuse, onQueued }),
    dropInRoutes({
      pool,
      clock,
      bell,
      log,
      graphUrl: graph.url,
      publicUrl,
      openToken,
      refuse,
      onQueued,
      ...(dropInPatience ? { patience: dropInPatience } : {}),
    }),
    forwardingRoutes({ pool, secretKey, privateToo }),
    webhookEndpointRoutes({ pool, secretKey, privateToo, now: () => clock.now(), onChange: () => deliverer.lookAgain() }),
    threadRoutes({ pool, clock, ring }),
    noteRoutes({ pool, clock, ring }),
    quickReplyRoutes({ pool }),
    presenceRoutes({ pool }),
    templateRoutes({ pool, graph, clock, openToken }),
    draftRoutes({ pool, graph, clock, openToken, onEvents: ring }),
    templateCheckRoutes({ pool, clock }),
    sampleRoutes({ pool }),
    accountRoutes({ pool, clock }),
    connectionRoutes({
      pool,
      graph,
      clock,
      pollMinutes,
      secretKey,
      apps,
      publicUrl,
      refresh: poller.refresh,
      openToken,
      onConnected: ring,
      tokenPurpose,
    }),
    mediaRoutes({ pool, clock, stores }),
    numberRoutes({ pool, graph, openToken, refresh: poller.refresh }),
    peopleRoutes({ pool, clock, graph, openToken }),
    contactRoutes({ pool, clock, onErased: onJob }),
    consentRoutes({ pool, clock, publicUrl, onReady: onJob, onQueued, refuse }),
    formRoutes({ pool, clock }),
    manyRoutes({ pool, clock, onReady: onJob }),
    contactEventRoutes({ pool, clock, onEvents: ring }),
    importRoutes({ pool, onReady: onJob }),
    jobRoutes({ pool }),
    journalRoutes({ pool, firstWorkspaceId, onJob }),
    deadLetterRoutes({ pool, log, onReplayed: ring }),
    settingsRoutes({ pool }),
    rateRoutes({ pool }),
    demoRoutes({ pool, demo }),
    insightRoutes({ pool, clock }),
    suggestionRoutes({ pool, clock }),
    catalogRoutes({ pool, privateToo }),
    providerRoutes({ pool, clock, secretKey, provider: createAskProvider({ pool, secretKey, privateToo }), privateToo }),
    alertRoutes({ pool, clock, onSnooze: ring, onRule: (id) => watch.lookAgain(id) }),
    segmentRoutes({ pool, clock }),
    automationRoutes({ pool, clock, secretKey, emulated, onChanged: ring }),
    campaignUploadRoutes({ pool, onReady: onJob }),
    linkRoutes({ pool, clock, hits, secret: links.secret }),
    campaignResultRoutes({ pool, clock }),
    campaignRoutes({
      pool,
      clock,
      links,
      refuse,
      onChanged: (workspaceId) => {
        ring(workspaceId)
        campaigns.wake()
      },
      onQueued,
    }),
    redRoutes({ pool, clock, onChanged: ring }),
    sequenceRoutes({ pool, clock, refuse, onChanged: ring }),
    emulatorRoutes({ controlUrl: () => (emulated() ? `${graph.url}/_emulator` : null) }),
  ]
}
