import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '#src/base/day.ts'
import * as brokerage from '#src/brokerage/index.ts'
import * as continuity from '#src/continuity/index.ts'
import * as contracts from '#src/contracts/index.ts'
import * as councils from '#src/councils/index.ts'
import * as payments from '#src/payments/index.ts'
import * as people from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { ChunkedTable } from '#src/platform/audit.ts'
import { createShell, type Enqueue, type Listener, type Shell } from '#src/platform/command.ts'
import { listCouncils, type Tenant } from '#src/platform/councils.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { filesIn } from '#src/platform/files.ts'
import { lockFolder } from '#src/platform/folder-lock.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { createHttp } from '#src/platform/http/http.ts'
import type { MenuItem } from '#src/platform/http/send.ts'
import { installJobs, type Job, type Jobs, openJobs } from '#src/platform/jobs.ts'
import { migrate, pendingMigrations } from '#src/platform/migrate.ts'
import type { House, Panel, Retained, SearchSource, Words, WorkSource } from '#src/platform/panels.ts'
import { sealKeyIn, sealKeysFrom } from '#src/platform/seal.ts'
import { words as signInWords } from '#src/platform/sign-in/facts.ts'
import { type MailSettings, postOfficeAt, sendWaitingMails } from '#src/platform/sign-in/mail-sender.ts'
import type { OpenIdSettings } from '#src/platform/sign-in/settings.ts'
import { createSignIn, tidySignIn } from '#src/platform/sign-in/sign-in.ts'
import { type MailTemplate, SIGN_IN_MAILS } from '#src/platform/sign-in/mail.ts'
import type { StaffIdentity } from '#src/platform/sign-in/open-id.ts'
import * as providers from '#src/providers/index.ts'
import * as rates from '#src/rates/index.ts'
import * as tendering from '#src/tendering/index.ts'
import { listTrialPeople } from '#src/trial/people-to-be.ts'
import * as visits from '#src/visits/index.ts'

/** What a stage may hand to the whole; every stage has some of it. */
type Room = {
  readonly routes?: (doors: Doors, house: House) => void
  readonly listeners?: readonly Listener[]
  readonly words?: Words
  readonly panels?: readonly Panel[]
  readonly work?: readonly WorkSource[]
  readonly search?: readonly SearchSource[]
  readonly chunkedTables?: readonly ChunkedTable[]
  readonly jobs?: (shell: Shell) => readonly Job[]
  readonly retained?: readonly Retained[]
  readonly mails?: Readonly<Record<string, MailTemplate>>
}

const ROOMS: readonly Room[] = [
  councils,
  people,
  providers,
  rates,
  tendering,
  contracts,
  brokerage,
  visits,
  payments,
  continuity,
]

const HOUSE: House = {
  panels: ROOMS.flatMap((room) => room.panels ?? []),
  work: ROOMS.flatMap((room) => room.work ?? []),
  search: ROOMS.flatMap((room) => room.search ?? []),
  retained: ROOMS.flatMap((room) => room.retained ?? []),
  words: Object.assign({}, signInWords, ...ROOMS.map((room) => room.words ?? {})),
}

export const LISTENERS: readonly Listener[] = ROOMS.flatMap((room) => room.listeners ?? [])
export const CHUNKED_TABLES: readonly ChunkedTable[] = ROOMS.flatMap((room) => room.chunkedTables ?? [])

/** The words of every mail, by its template. */
const MAILS: Record<string, MailTemplate> = Object.assign({}, ...ROOMS.map((room) => room.mails ?? {}), SIGN_IN_MAILS)

const STAFF_MENU: readonly MenuItem[] = [
  { section: 'my-work', text: 'My work', href: '/my-work', grant: 'councils.work' },
  { section: 'packages', text: 'Packages', href: '/packages', grant: 'brokerage.see' },
  { section: 'people', text: 'People', href: '/people', grant: 'people.see' },
  { section: 'providers', text: 'Providers', href: '/providers', grant: 'providers.see' },
  { section: 'tendering', text: 'Tendering', href: '/tenders', grant: 'tendering.see' },
  { section: 'contracts', text: 'Contracts', href: '/contracts', grant: 'contracts.see' },
  { section: 'visits', text: 'Visits', href: '/visits', grant: 'visits.see' },
  { section: 'payments', text: 'Payments', href: '/pay-runs', grant: 'payments.see' },
  { section: 'exits', text: 'Exits', href: '/exits', grant: 'continuity.briefing' },
]

const PORTAL_MENU: readonly MenuItem[] = [
  { section: 'offers', text: 'Offers', href: '/portal/offers', grant: 'brokerage.offer' },
  { section: 'placements', text: 'Placements', href: '/portal/placements', grant: 'brokerage.offer' },
  { section: 'visits', text: 'Visits', href: '/portal/visits', grant: 'visits.log' },
  { section: 'statements', text: 'Statements', href: '/portal/statements', grant: 'payments.statement' },
  { section: 'tenders', text: 'Tenders', href: '/portal/tenders', grant: 'tendering.bid' },
  { section: 'exits', text: 'Continuity', href: '/portal/known-people', grant: 'continuity.tell' },
]

/** What every user of a provider may do; the database shows them their own organisation's rows alone. */
const PROVIDER_GRANTS: ReadonlySet<string> = new Set([
  'providers.capacity',
  'providers.describe',
  'brokerage.offer',
  'visits.log',
  'payments.statement',
  'payments.query',
  'payments.own-bank',
  'continuity.tell',
  'tendering.bid',
])

/** What is of use to a provider's machine alone: it answers for its own organisation. */
const ONLY_PROVIDERS: ReadonlySet<string> = new Set(['providers.capacity', 'brokerage.offer', 'tendering.bid'])

/** What a machine client may be given: the grants that the API's calls name. */
const SCOPES = [
  'brokerage.choose',
  'brokerage.offer',
  'brokerage.request',
  'brokerage.see',
  'continuity.manage',
  'continuity.rehearse',
  'continuity.see',
  'continuity.tell',
  'contracts.change',
  'contracts.see',
  'councils.manage',
  'councils.see',
  'payments.answer',
  'payments.pay',
  'payments.query',
  'payments.release',
  'payments.run',
  'payments.see',
  'payments.statement',
  'people.assess',
  'people.change',
  'people.see',
  'providers.capacity',
  'providers.import',
  'providers.see',
  'rates.change',
  'rates.see',
  'tendering.bid',
  'tendering.manage',
  'tendering.see',
  'visits.correct',
  'visits.import',
  'visits.log',
  'visits.see',
] as const

/** Where the records are: a folder of this machine for the trial, a PostgreSQL server for live data. */
export type StoreSettings = ({ readonly folder: string } | { readonly url: string; readonly files?: string }) & {
  /** What seals bids; a trial folder has one of its own. */
  readonly sealKey?: string | undefined
}

export type Store = {
  readonly engine: Engine
  readonly shell: Shell
  /** For what makes a shell of its own over this store, as the trial council does to set its clock. */
  readonly enqueue: Enqueue
  /** True for the embedded database in a folder: fictional people only. */
  readonly trial: boolean
  /** Tells others who want the folder where this process serves. */
  announce(address: string): void
  /** Starts working the jobs of the clock and of commands; without a mail server mail waits in the outbox. */
  startJobs(mail?: MailSettings): Promise<void>
  close(): Promise<void>
}

/** The database of live data is older or newer than this code; the message says the cure. */
export class SchemaUnfit extends Error {}

/** The clock of every command; the database keeps millionths of a second, so finer parts would break the audit's hashes. */
const clock = (): Instant => Temporal.Now.instant().round('millisecond')

const allJobs = (shell: Shell, engine?: Engine, mail?: MailSettings): readonly Job[] => [
  { name: 'refresh-statistics', cron: '40 3 * * *', run: () => refreshStatistics(engine) },
  ...ROOMS.flatMap((room) => room.jobs?.(shell) ?? []),
  { name: 'send-mail', cron: '* * * * *', run: () => sendMails(shell, mail) },
  { name: 'tidy-sign-in', cron: '15 * * * *', run: () => tidySignIn(shell.database, shell.now()) },
]

async function sendMails(shell: Shell, mail: MailSettings | undefined): Promise<void> {
  if (!mail) return
  const office = postOfficeAt(mail)
  try {
    await sendWaitingMails(shell, office, MAILS)
  } finally {
    office.close()
  }
}

/** PostgreSQL does this by itself; the embedded database has nobody who would. */
async function refreshStatistics(engine: Engine | undefined): Promise<void> {
  if (engine?.kind === 'pglite') await engine.session((session) => session.script('analyze'))
}

/** Opens the records for one process. A trial store migrates by itself; live data are migrated by `almoner migrate`. */
export async function openStore(settings: StoreSettings, report: (error: Error) => void): Promise<Store> {
  if ('url' in settings)
    return openWith(
      openPostgres(settings.url),
      {
        files: filesIn(settings.files ?? resolve('files')),
        seal: settings.sealKey === undefined ? undefined : sealKeysFrom(settings.sealKey),
      },
      false,
      () => {},
      async () => {},
      report,
    )
  const folder = resolve(settings.folder)
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(folder)
  try {
    const engine = await openPglite({ folder: join(folder, 'database') })
    await migrateAll(engine)
    return await openWith(
      engine,
      { files: filesIn(join(folder, 'files')), seal: sealKeysFrom(settings.sealKey ?? sealKeyIn(folder)) },
      true,
      lock.announce,
      async () => lock.release(),
      report,
    )
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Brings the schema and the job tables up to date; returns the names of the migrations that ran. */
export async function migrateAll(engine: Engine): Promise<string[]> {
  const done = await migrate(engine)
  // The jobs need no shell to be named.
  await installJobs(
    engine,
    allJobs(undefined as unknown as Shell).map((job) => job.name),
  )
  return done
}

async function openWith(
  engine: Engine,
  beside: Pick<Shell, 'files' | 'seal'>,
  trial: boolean,
  announce: (address: string) => void,
  release: () => Promise<void>,
  report: (error: Error) => void,
): Promise<Store> {
  const pending = await pendingMigrations(engine)
  if (pending.length > 0) {
    await engine.close()
    throw new SchemaUnfit(`The database lacks ${pending.length} migrations. Run "almoner migrate" first.`)
  }
  const database = createDatabase(engine)
  const jobs: Jobs = await openJobs(engine, report)
  const shell = createShell(database, LISTENERS, clock, jobs.enqueue, { ...beside, deadlines: 'database' })
  return {
    engine,
    shell,
    enqueue: jobs.enqueue,
    trial,
    announce,
    // The trial council's people are made up, and so are their addresses.
    startJobs: (mail) => jobs.start(allJobs(shell, engine, trial ? undefined : mail)),
    async close() {
      await jobs.stop()
      await engine.close()
      await release()
    },
  }
}

export type ServerSettings = {
  readonly host: string
  readonly port: number
  /** Where browsers find it, without a slash at the end. */
  readonly address: string
  readonly openId?: OpenIdSettings | undefined
  readonly logTo?: { write(line: string): void }
}

/** The server over a store, ready for `listen` or `inject`. */
export async function createServer(store: Store, settings: ServerSettings): Promise<FastifyInstance> {
  const { shell, trial } = store
  const tenants = new Map<number, Tenant>()
  const tenantOf = async (council: number): Promise<Tenant | undefined> => {
    // Read again for one that is not known: a joint arrangement may have begun since.
    if (!tenants.has(council)) for (const one of await listCouncils(shell.database)) tenants.set(one.council, one)
    return tenants.get(council)
  }
  const councilName = async (council: number): Promise<string> => (await tenantOf(council))?.name ?? 'Almoner'
  const signIn = createSignIn({
    shell,
    settings: {
      trial,
      host: settings.host,
      address: settings.address,
      ...(settings.openId ? { openId: settings.openId } : {}),
    },
    whoIs: async (who) => {
      const actor = await officerOf(shell, who, settings.openId !== undefined)
      const isJoint = (await tenantOf(who.council))?.kind === 'joint'
      return actor && isJoint ? councils.asMember(shell.database, actor) : actor
    },
    noteStaffSignIn: async (who) => {
      await councils.signInOfficer(shell, who.council, {
        identity: who.identity,
        name: who.name,
        email: who.email ?? '',
        roles: who.roles ?? [],
      })
    },
    grantsOfProviderUser: () => PROVIDER_GRANTS,
    organisationName: async (tx, ref) => organisationName(await providers.findOrganisation(tx, ref)),
    councilName,
    scopes: SCOPES,
    providerScopes: PROVIDER_GRANTS,
    onlyProviders: ONLY_PROVIDERS,
    officerName: async (tx, ref) => (await councils.findOfficer(tx, ref))?.name,
    mailTemplates: MAILS,
    trialPeople: () => listTrialPeople(shell, 1),
    report: (error) => settings.logTo?.write(String(error)),
  })
  return createHttp({
    shell,
    settings: {
      trial,
      https: settings.address.startsWith('https:'),
      site: settings.address,
      ...(settings.logTo ? { logTo: settings.logTo } : {}),
    },
    identities: signIn.identities,
    routes: [signIn.routes, ...ROOMS.flatMap(({ routes }) => (routes ? [(doors: Doors) => routes(doors, HOUSE)] : []))],
    menu: { staff: STAFF_MENU, portal: PORTAL_MENU },
    councilName,
    ready: async () => (await pendingMigrations(store.engine)).length === 0,
    mountTokens: signIn.mountTokens,
  })
}

const organisationName = (found: Parameters<typeof providers.providerName>[0] | undefined): string | undefined =>
  found && providers.providerName(found)

/** An officer by the identity of the council's directory, or in the trial by reference. */
const officerOf = (
  shell: Shell,
  { identity, council }: StaffIdentity,
  byDirectory: boolean,
): Promise<Actor | undefined> =>
  shell.read({ kind: 'system', council, id: 'system', name: 'Almoner', grants: new Set() }, (tx) =>
    byDirectory ? councils.officerActor(tx, identity) : councils.officerActorByRef(tx, identity),
  )
