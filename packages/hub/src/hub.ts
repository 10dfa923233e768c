import { randomUUID } from 'node:crypto'
import { machineTime, type PlatformTime, platformTime } from '@casement/platform'
import type { Logger } from 'pino'
import { ensureFirstRun } from './access/first-run.ts'
import { openSecret, sealSecret } from './access/secrets.ts'
import { connectAccount } from './accounts/connect-account.ts'
import { connectionRoutes } from './accounts/connection-routes.ts'
import { numberRoutes } from './accounts/number-routes.ts'
import { askAll, createPoller } from './accounts/poll-accounts.ts'
import { accountRoutes } from './accounts/routes.ts'
import { createMailer } from './alerts/mails.ts'
import { alertRoutes } from './alerts/routes.ts'
import { createWatch } from './alerts/watch.ts'
import { createApplier } from './applier/applier.ts'
import { deadLetterRoutes } from './applier/dead-letter-routes.ts'
import { campaignRoutes } from './campaigns/routes.ts'
import { createCampaignRunner } from './campaigns/run-campaigns.ts'
import { campaignUploadRoutes } from './campaigns/upload-routes.ts'
import { followerRoutes } from './clock/follow-emulator.ts'
import { askForEmulator, type EmulatorInfo, followEmulator } from './clock/meet-emulator.ts'
import { createPlatformClock } from './clock/platform-clock.ts'
import { clockRoutes } from './clock/routes.ts'
import { settleTogether } from './clock/settle-together.ts'
import { createWorld } from './clock/world.ts'
import type { Config } from './config/config.ts'
import { overridePolicies } from './config/override-policies.ts'
import { loadSecretKey } from './config/secret-key.ts'
import { eraseTraces } from './contacts/erase-traces.ts'
import { importContacts } from './contacts/import-contacts.ts'
import { importRoutes } from './contacts/import-routes.ts'
import { peopleRoutes } from './contacts/people-routes.ts'
import { contactRoutes } from './contacts/routes.ts'
import { openDatabase } from './database/database.ts'
import { listenForHints } from './database/hints.ts'
import { migrate } from './database/migrate.ts'
import { ensurePartitions, forgetOld } from './database/retention.ts'
import { createForwarder } from './drop-in/forwarding/forwarder.ts'
import { queueForwards } from './drop-in/forwarding/forwards.ts'
import { forwardingRoutes } from './drop-in/forwarding/routes.ts'
import { dropInRoutes } from './drop-in/routes.ts'
import { emulatorRoutes } from './emulator/routes.ts'
import { EVENTS_CHANNEL } from './events/append-events.ts'
import { createEventBell } from './events/event-tail.ts'
import { createStreamSource } from './events/stream-source.ts'
import { measureWork } from './figures/measure-work.ts'
import { createGraphClient } from './graph/graph-client.ts'
import { createPostClient } from './graph/post-client.ts'
import { openDoor } from './http/door.ts'
import { listen } from './http/listen.ts'
import { createLog } from './http/log.ts'
import { createMetrics } from './http/metrics.ts'
import { problem } from './http/problems.ts'
import { insightRoutes } from './insights/routes.ts'
import { jobRoutes } from './jobs/routes.ts'
import { createJobs } from './jobs/run-jobs.ts'
import { createAppSecrets, ENVIRONMENT_APP, saveApp } from './journal/apps.ts'
import { journalRoutes } from './journal/journal-routes.ts'
import { createAnnouncement, createJournal, JOURNAL_CHANNEL } from './journal/record-webhook.ts'
import { replayJournal } from './journal/replay-journal.ts'
import { watchPulse } from './journal/webhook-pulse.ts'
import { webhookRoutes } from './journal/webhook-routes.ts'
import { createBucketStore, readBucket } from './media/bucket-store.ts'
import { createMediaFetcher } from './media/fetch-media.ts'
import { forgetUnusedMedia } from './media/forget-media.ts'
import { createDatabaseStore, type MediaStore } from './media/media-store.ts'
import { mediaRoutes } from './media/routes.ts'
import { createMediaUploader } from './media/upload-media.ts'
import { messageRoutes } from './messages/routes.ts'
import { createPresence } from './presence/presence.ts'
import { PRESENCE_CHANNEL, presenceRoutes, readPresence } from './presence/routes.ts'
import { quickReplyRoutes } from './quick-replies/routes.ts'
import { segmentRoutes } from './segments/routes.ts'
import { announceInbound, INBOUND_CHANNEL, readInbound } from './sender/announce-inbound.ts'
import { createSender } from './sender/sender.ts'
import { settingsRoutes } from './settings/routes.ts'
import { templateCheckRoutes } from './templates/check-routes.ts'
import { draftRoutes } from './templates/draft-routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { sampleRoutes } from './templates/sample-routes.ts'
import { forgetUnusedSamples } from './templates/samples.ts'
import { noteRoutes } from './threads/note-routes.ts'
import { threadRoutes } from './threads/routes.ts'
import { wakeThreads } from './threads/wake-threads.ts'
import { createDeliverer } from './webhook-endpoints/deliverer.ts'
import { webhookEndpointRoutes } from './webhook-endpoints/routes.ts'

export const ROLES = ['http', 'sender', 'jobs'] as const
export type Role = (typeof ROLES)[number]

export type Hub = {
  /** Opens the port and begins to send and to apply. Answers with the address of this machine. */
  listen(): Promise<{ url: string }>
  /** What keeps this hub from being of use, as a sentence; null when nothing does. */
  trouble(): string | null
  /** A link that signs the first owner in, once. */
  signInLink(): Promise<string>
  close(): Promise<void>
}

const DAILY_EVERY_MS = 12 * 3_600_000
/** A hub that is started anew every day has its daily work done too. */
const DAILY_AFTER_MS = 60_000
const WAKE_EVERY_MS = 5_000

/**
 * The product's server. Holds no state that a restart loses: everything is in PostgreSQL, and any number of these may run over
 * one database, each with some of the roles. Throws an Error whose message says what to do when something it needs is missing.
 */
export async function createHub(
  config: Config,
  {
    roles = ROLES,
    log = createLog({ level: config.logLevel }),
    dropInPatience,
  }: {
    roles?: readonly Role[]
    log?: Logger
    /** Aborts when a request of the drop-in has waited this long for its slot; machine time unless a test winds it. */
    dropInPatience?: (ms: number) => AbortSignal
  } = {},
): Promise<Hub> {
  if (!config.database)
    throw new Error('DATABASE_URL is not set: give the address of a PostgreSQL, such as postgres://user:password@host/casement.')
  overridePolicies(config.policyOverrides)
  const { database } = config
  const does = (role: Role) => roles.includes(role)
  const pool = openDatabase(database.url, { pooled: database.url !== database.directUrl })
  const secretKey = await loadSecretKey(config)
  await migrate(pool).catch((error: Error) => {
    throw new Error(`The database of DATABASE_URL cannot be used: ${error.message}`, { cause: error })
  })
  const first = await ensureFirstRun({ pool, firstApiKey: config.firstApiKey })
  if (first.firstApiKeyIgnored)
    log.warn('CASEMENT_API_KEY is set but opens nothing: this database already has an owner. Make a key in the settings.')

  const graph = createGraphClient({ graphUrl: config.graphUrl })
  const post = createPostClient({ graphUrl: config.graphUrl })
  const clock = createPlatformClock(() => performance.now(), { now: platformTime(Date.now()), scale: 1 })
  const world = await createWorld(pool, graph.url)
  let emulator: EmulatorInfo | null = null

  const bell = createEventBell()
  const ring = (workspaceId: string) => {
    bell.ring(workspaceId)
    deliverer.wake()
    watch.wake(workspaceId)
  }
  const presence = createPresence(() => machineTime(Date.now()))
  const openToken = (wabaId: string, sealed: string) => openSecret(sealed, { key: secretKey, purpose: tokenPurpose(wabaId) })
  const metrics = createMetrics()
  const work = measureWork(metrics, pool)
  const sender = createSender({
    pool,
    post,
    clock,
    openToken,
    holder: randomUUID(),
    log,
    onEvents: ring,
    onOutcome: work.outcome,
  })
  const privateToo = () => config.privateEndpoints || emulator !== null
  const forwarder = createForwarder({ pool, secretKey, privateToo, log })
  const deliverer = createDeliverer({
    pool,
    secretKey,
    privateToo,
    now: () => clock.now(),
    onEvents: (id) => ring(id),
    log,
  })
  const watch = createWatch({
    pool,
    now: () => clock.now(),
    publicUrl: config.publicUrl,
    onEvents: (id) => ring(id),
    log,
  })
  const mailer = createMailer({ pool, smtpUrl: config.smtpUrl, from: mailFrom(config), log })
  const accountTools = { pool, graph, clock, pollMinutes: config.pollMinutes }
  const poller = createPoller({ ...accountTools, openToken, onEvents: ring, log })
  const databaseStore = createDatabaseStore(pool)
  // The first takes what is new; what was kept in the database before a bucket was named is still read from there.
  const stores: [MediaStore, ...MediaStore[]] =
    config.mediaStore.kind === 's3'
      ? [createBucketStore(readBucket(config.mediaStore.url, config.bucketKey)), databaseStore]
      : [databaseStore]
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
      'campaign.audience': importContacts({ clock, onDone: ring }),
      'journal.replay': replayJournal({ log, onReplayed: ring }),
    },
  })
  const campaigns = createCampaignRunner({
    pool,
    clock,
    log,
    onQueued: (workspaceId, phoneNumberId) => onQueued(workspaceId, phoneNumberId),
    onChanged: ring,
  })
  const pulse = watchPulse({ pool, clock, log, onEvents: ring })
  const journal = createJournal(pool)
  journal.recorded(does('jobs') ? () => applier.wake() : createAnnouncement(pool))
  const apps = createAppSecrets(pool, secretKey)

  /** What waited for a file goes as soon as that is at the platform. */
  const sendAll = async () => {
    let next = await sender.settle()
    while ((await uploader.settle()) > 0) next = await sender.settle()
    return next
  }
  /** Lives everything that is due by now on this side; answers when the next thing will be. */
  const settleOurs = async () => {
    const due: (PlatformTime | null)[] = []
    if (does('jobs')) await applier.drain()
    // What has left or come back may end a campaign, or let it go on.
    for (let fed = 1; fed > 0; ) {
      const before = does('jobs') ? await campaigns.settle() : null
      due.splice(0, due.length, does('sender') ? await sendAll() : null)
      if (!before) return soonest(due)
      due.push(await wake())
      await applier.drain()
      const after = await campaigns.settle()
      due.push(before.nextAt, after.nextAt)
      fed = after.fed
    }
    await poller.settle()
    await pulse.settle()
    await fetcher.settle()
    due.push(await watch.settle())
    return soonest(due)
  }
  const alone = ROLES.every(does)
  const settle = alone ? async () => ({ idle: true, next: await settleOurs() }) : settleTogether(pool, settleOurs)
  /** Threads that were put off come back at their platform time, whoever looks first. */
  const wake = (): Promise<PlatformTime | null> => wakeThreads(pool, clock.now(), ring)

  let problemWithPlatform: string | null = null
  const trouble = () =>
    world.mismatch() === null
      ? problemWithPlatform
      : `The emulator holds another world (${world.mismatch()}) than this database (${world.id()}): restore that world, or start over with an empty data folder.`
  /** Messages of two worlds cannot be told apart once mixed, so nothing goes out or comes in meanwhile. */
  const inAnotherWorld = () => {
    if (world.mismatch() !== null) throw problem('unavailable', trouble() ?? '')
  }
  const onQueued = (workspaceId: string, phoneNumberId: string) => {
    ring(workspaceId)
    sender.wake(phoneNumberId)
    if (does('sender')) uploader.wake()
  }
  const onJob = () => does('jobs') && jobs.wake()
  const followerWord = randomUUID()
  const door = await openDoor({
    config,
    log,
    pool,
    secretKey,
    metrics,
    readiness: async () => {
      const waitingFor = [trouble() ?? []].flat()
      await pool.query('select 1').catch(() => waitingFor.push('The database does not answer.'))
      return { ready: waitingFor.length === 0, waitingFor }
    },
    events: createStreamSource({ db: pool, bell, clock, presence }),
    emulator: async () => emulator && { url: graph.url, ...emulatorHints(emulator) },
    api: does('http'),
    always: [followerRoutes({ clock, word: followerWord, world, settle })],
    routes: [
      webhookRoutes({ journal, clock, apps, refuse: inAnotherWorld }),
      clockRoutes({ clock, world, emulated: () => emulator !== null }),
      messageRoutes({ pool, clock, refuse: inAnotherWorld, onQueued }),
      dropInRoutes({
        pool,
        clock,
        bell,
        log,
        graphUrl: graph.url,
        publicUrl: config.publicUrl,
        openToken,
        refuse: inAnotherWorld,
        onQueued,
        ...(dropInPatience ? { patience: dropInPatience } : {}),
      }),
      forwardingRoutes({ pool, secretKey, privateToo }),
      webhookEndpointRoutes({ pool, secretKey, privateToo, onChange: () => deliverer.lookAgain() }),
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
        ...accountTools,
        secretKey,
        apps,
        publicUrl: config.publicUrl,
        refresh: poller.refresh,
        openToken,
        onConnected: ring,
        tokenPurpose,
      }),
      mediaRoutes({ pool, clock, stores }),
      numberRoutes({ pool, graph, openToken, refresh: poller.refresh }),
      peopleRoutes({ pool, clock, graph, openToken }),
      contactRoutes({ pool, clock, onErased: onJob }),
      importRoutes({ pool, onReady: onJob }),
      jobRoutes({ pool }),
      journalRoutes({ pool, firstWorkspaceId: first.workspaceId, onJob }),
      deadLetterRoutes({ pool, log, onReplayed: ring }),
      settingsRoutes({ pool }),
      insightRoutes({ pool, clock }),
      alertRoutes({ pool, clock, onSnooze: ring, onRule: (id) => watch.lookAgain(id) }),
      segmentRoutes({ pool, clock }),
      campaignUploadRoutes({ pool, onReady: () => roles.includes('jobs') && jobs.wake() }),
      campaignRoutes({
        pool,
        clock,
        refuse: inAnotherWorld,
        onChanged: (workspaceId) => {
          ring(workspaceId)
          campaigns.wake()
        },
        onQueued,
      }),
      emulatorRoutes({ controlUrl: () => (emulator ? `${graph.url}/_emulator` : null) }),
    ],
  })

  const hints = listenForHints(
    database.directUrl,
    [EVENTS_CHANNEL, PRESENCE_CHANNEL, JOURNAL_CHANNEL, INBOUND_CHANNEL],
    (channel, workspaceId) => {
      if (channel === JOURNAL_CHANNEL) {
        if (does('jobs')) applier.wake()
        return
      }
      if (channel === INBOUND_CHANNEL) {
        const used = readInbound(workspaceId)
        if (used) sender.spend(used.phoneNumberId, used.count)
        return
      }
      if (channel === PRESENCE_CHANNEL) {
        const told = readPresence(workspaceId)
        if (told) presence.note(told)
        return
      }
      ring(workspaceId)
      sender.wake()
    },
  )
  const timers: NodeJS.Timeout[] = []
  let closing: Promise<void> | undefined

  return {
    async listen() {
      const { port } = await listen(door.app, config)
      const local = `http://localhost:${port}`
      await seedConnection()
      emulator = await askForEmulator(graph.url)
      if (emulator) {
        if (!(await world.meet(emulator.worldId))) log.error(trouble())
        await followEmulator(emulator, graph.url, clock, `${local}/clock-follower?word=${followerWord}`)
      }
      if (does('jobs')) await askAll(pool)
      await connectKnownAccounts()
      if (does('jobs')) {
        applier.wake()
        jobs.start()
        if (world.mismatch() === null) campaigns.start()
        deliverer.start()
        watch.start()
        pulse.start()
        timers.push(setInterval(() => mailer.wake(), 1_000))
        timers.push(setInterval(() => applier.wake(), 1_000))
        timers.push(setInterval(() => world.mismatch() === null && poller.wake(), 1_000))
        timers.push(setInterval(() => world.mismatch() === null && fetcher.wake(), 1_000))
        timers.push(setInterval(() => forwarder.wake(), 1_000))
        timers.push(
          setInterval(() => wake().catch((error) => log.warn({ err: error }, 'threads could not be woken')), WAKE_EVERY_MS),
        )
        const work = () => daily().catch((error) => log.warn({ err: error }, 'the daily work failed'))
        timers.push(setInterval(work, DAILY_EVERY_MS), setTimeout(work, DAILY_AFTER_MS))
      }
      if (does('sender') && world.mismatch() === null) {
        await sender.start()
        timers.push(setInterval(() => uploader.wake(), 1_000))
      }
      return { url: local }
    },
    trouble,
    signInLink: () => door.signInLink(first.ownerEmail),
    close() {
      closing ??= (async () => {
        for (const timer of timers) clearInterval(timer)
        await door.app.close()
        await jobs.stop()
        await campaigns.stop()
        await sender.stop()
        await poller.stop()
        await fetcher.stop()
        await uploader.stop()
        await applier.stop()
        await forwarder.stop()
        await deliverer.stop()
        await watch.stop()
        pulse.stop()
        await mailer.stop()
        await hints.stop()
        await graph.close()
        await post.close()
        await pool.end()
      })()
      return closing
    },
  }

  async function daily() {
    await ensurePartitions(pool)
    await forgetOld(pool, config.retention, { now: clock.now(), log })
    await door.forgetExpired()
    await forgetUnusedSamples(pool)
    await forgetUnusedMedia(pool, stores)
  }

  /** The environment names the first connection; from then on the database holds it, and a changed environment is taken over. */
  async function seedConnection() {
    const { appSecret, verifyToken } = config.meta
    if (!appSecret || !verifyToken) return
    await saveApp(pool, secretKey, { id: ENVIRONMENT_APP, secret: appSecret, verifyToken })
    apps.forget()
  }

  async function connectKnownAccounts() {
    const { accessToken, wabaId } = config.meta
    if (!accessToken || !wabaId) return
    const tokenSealed = sealSecret(accessToken, { key: secretKey, purpose: tokenPurpose(wabaId) })
    const connection = { workspaceId: first.workspaceId, wabaId, appId: ENVIRONMENT_APP, token: accessToken, tokenSealed }
    try {
      await connectAccount(accountTools, connection)
    } catch (error) {
      problemWithPlatform = `The account ${wabaId} could not be read: ${(error as Error).message}`
      log.error({ err: error }, problemWithPlatform)
    }
  }
}

const soonest = (due: readonly (PlatformTime | null)[]): PlatformTime | null => {
  const known = due.filter((at) => at !== null)
  return known.length === 0 ? null : platformTime(Math.min(...known))
}

/** Mails come from the address that signs in at the mail server, or from this host. */
function mailFrom({ smtpUrl, publicUrl }: Config): string {
  const user = smtpUrl ? decodeURIComponent(new URL(smtpUrl).username) : ''
  return user.includes('@') ? user : `casement@${new URL(publicUrl).hostname}`
}

const tokenPurpose = (wabaId: string) => `waba:${wabaId}/token`

const emulatorHints = ({ worldId, testRecipient, phoneNumberId, displayPhoneNumber }: EmulatorInfo) => ({
  worldId,
  testRecipient,
  phoneNumberId,
  displayPhoneNumber,
})
