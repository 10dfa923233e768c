import { randomUUID } from 'node:crypto'
import { createPoller } from './accounts/poll-accounts.ts'
import { createMailer } from './alerts/mails.ts'
import { createWatch } from './alerts/watch.ts'
import { createApplier } from './applier/applier.ts'
import { createAutomationRunner } from './automations/run-automations.ts'
import { createCampaignRunner } from './campaigns/run-campaigns.ts'
import type { Config } from './config/config.ts'
import { createConsentReplies } from './consent/send-replies.ts'
import { changeMany } from './contacts/change-many.ts'
import { eraseTraces } from './contacts/erase-traces.ts'
import { importContacts } from './contacts/import-contacts.ts'
import { createForwarder } from './drop-in/forwarding/forwarder.ts'
import { queueForwards } from './drop-in/forwarding/forwards.ts'
import { measureWork } from './figures/measure-work.ts'
import { keepFigures } from './insights/keep-figures.ts'
import { createJobs } from './jobs/run-jobs.ts'
import { createAnnouncement, createJournal } from './journal/record-webhook.ts'
import { replayJournal } from './journal/replay-journal.ts'
import { watchPulse } from './journal/webhook-pulse.ts'
import { createHitCounter } from './links/count-hits.ts'
import { createMediaFetcher } from './media/fetch-media.ts'
import { createMediaUploader } from './media/upload-media.ts'
import { announceInbound } from './sender/announce-inbound.ts'
import { createSender } from './sender/sender.ts'
import { createSequenceRunner } from './sequences/run-sequences.ts'
import { createReleaser } from './templates/releaser.ts'
import { createWindowSweeper } from './threads/sweep-windows.ts'
import { wakeThreads } from './threads/wake-threads.ts'
import type { HubTools } from './tools.ts'
import { createDeliverer } from './webhook-endpoints/deliverer.ts'

const WAKE_EVERY_MS = 5_000

export type Workers = ReturnType<typeof createWorkers>

/**
 * Everything in a hub that works without being asked, wired together. Each does its part over the database, whichever process it is
 * in; `ring` and `onQueued` only save the others of this process a look.
 */
export function createWorkers(tools: HubTools, { privateEndpoints }: { privateEndpoints: () => boolean }) {
  const { config, log, does, pool, clock, bell, secretKey, graph, openToken, stores } = tools
  const { publicUrl } = config
  const now = () => clock.now()

  const ring = (workspaceId: string) => {
    bell.ring(workspaceId)
    deliverer.wake(workspaceId)
    watch.wake(workspaceId)
    automations.wake()
    sequences.wake()
  }
  const onQueued = (workspaceId: string, phoneNumberId: string) => {
    ring(workspaceId)
    sender.wake(phoneNumberId)
    if (does('sender')) uploader.wake()
  }

  const onOutcome = measureWork(tools.metrics, pool).outcome
  const sender = createSender({ pool, post: tools.post, clock, openToken, holder: randomUUID(), log, onEvents: ring, onOutcome })
  const releaser = createReleaser({ pool, onReleased: (phoneNumberId) => sender.wake(phoneNumberId), log })
  const forwarder = createForwarder({ pool, secretKey, privateToo: privateEndpoints, log })
  const deliverer = createDeliverer({ pool, secretKey, privateToo: privateEndpoints, now, onEvents: ring, log })
  const watch = createWatch({ pool, now, publicUrl, onEvents: ring, log })
  const figures = keepFigures({ pool, now, log })
  const windows = createWindowSweeper({ pool, now, onTold: ring, log })
  const mailer = createMailer({ pool, smtpUrl: config.smtpUrl, from: mailFrom(config), log })
  const poller = createPoller({ pool, graph, clock, pollMinutes: config.pollMinutes, openToken, onEvents: ring, log })
  const mediaTools = { pool, graph, clock, openToken, log }
  const fetcher = createMediaFetcher({ ...mediaTools, store: stores[0], onEvents: ring })
  const uploader = createMediaUploader({ ...mediaTools, stores, onUploaded: (phoneNumberId) => sender.wake(phoneNumberId) })
  const applier = createApplier({
    pool,
    log,
    onApplied: (workspaceIds) => {
      workspaceIds.forEach(ring)
      forwarder.wake()
      fetcher.wake()
    },
    onEntries: queueForwards,
    spend(phoneNumberId, count) {
      if (!sender.spend(phoneNumberId, count)) announceInbound(pool, phoneNumberId, count)
    },
  })
  const jobs = createJobs({
    pool,
    log,
    kinds: {
      'contacts.import': importContacts({ clock, onDone: ring }),
      'contacts.erase': eraseTraces(),
      'consent.suppress': importContacts({ clock, onDone: ring }),
      'contacts.change': changeMany({ clock, onDone: ring }),
      'campaign.audience': importContacts({ clock, onDone: ring }),
      'journal.replay': replayJournal({ log, onReplayed: ring }),
    },
  })
  const automations = createAutomationRunner({
    pool,
    clock,
    secretKey,
    privateToo: privateEndpoints,
    log,
    links: tools.links,
    onQueued,
    onChanged: ring,
  })
  const sequences = createSequenceRunner({ pool, clock, log, links: tools.links, onQueued, onChanged: ring })
  const campaigns = createCampaignRunner({ pool, clock, log, links: tools.links, onQueued, onChanged: ring })
  const hits = createHitCounter({ pool, log, onEvents: ring })
  const consentReplies = createConsentReplies({ pool, clock, log, onQueued })
  const pulse = watchPulse({ pool, clock, log, onEvents: ring })
  const journal = createJournal(pool)
  journal.recorded(does('jobs') ? () => applier.wake() : createAnnouncement(pool))

  /** Threads that were put off come back at their platform time, whoever looks first. */
  const wake = () => wakeThreads(pool, now(), ring)

  const timers: NodeJS.Timeout[] = []
  const every = (ms: number, what: () => unknown) => timers.push(setInterval(what, ms))
  let sends = false

  /** Sending alone: it needs nothing but the database, so a restart goes on with it before anything else. */
  const startSending = async ({ sameWorld }: { sameWorld: () => boolean }) => {
    if (sends || !does('sender') || !sameWorld()) return
    sends = true
    await sender.start()
    every(1_000, () => uploader.wake())
    every(1_000, () => releaser.wake())
  }

  return {
    ring,
    onQueued,
    sender,
    releaser,
    forwarder,
    deliverer,
    watch,
    poller,
    fetcher,
    uploader,
    applier,
    jobs,
    campaigns,
    automations,
    hits,
    consentReplies,
    pulse,
    journal,
    wake,
    windows,
    sequences,
    startSending,
    /** Begins what this process has the roles for; `sameWorld`: whether the platform holds the history that this database does. */
    async start({ sameWorld }: { sameWorld: () => boolean }) {
      if (does('jobs')) {
        applier.wake()
        jobs.start()
        if (sameWorld()) campaigns.start()
        if (sameWorld()) automations.start()
        if (sameWorld()) sequences.start()
        deliverer.start()
        watch.start()
        figures.start()
        windows.start()
        pulse.start()
        every(1_000, () => sameWorld() && consentReplies.wake())
        every(1_000, () => mailer.wake())
        every(1_000, () => applier.wake())
        every(1_000, () => sameWorld() && poller.wake())
        every(1_000, () => sameWorld() && fetcher.wake())
        every(1_000, () => forwarder.wake())
        every(WAKE_EVERY_MS, () => wake().catch((error) => log.warn({ err: error }, 'threads could not be woken')))
      }
      await startSending({ sameWorld })
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await jobs.stop()
      await campaigns.stop()
      await consentReplies.stop()
      await automations.stop()
      await sequences.stop()
      await releaser.stop()
      await sender.stop()
      await poller.stop()
      await fetcher.stop()
      await uploader.stop()
      await applier.stop()
      await forwarder.stop()
      await deliverer.stop()
      await watch.stop()
      await figures.stop()
      await windows.stop()
      await hits.stop()
      pulse.stop()
      await mailer.stop()
    },
  }
}

/** Mails come from the address that signs in at the mail server, or from this host. */
function mailFrom({ smtpUrl, publicUrl }: Config): string {
  const user = smtpUrl ? decodeURIComponent(new URL(smtpUrl).username) : ''
  return user.includes('@') ? user : `casement@${new URL(publicUrl).hostname}`
}
