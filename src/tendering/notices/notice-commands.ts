import { createHash } from 'node:crypto'
import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listBankHolidays } from '#src/councils/index.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { type ContractEvent, type Due, dueOfContract, nextPerformance } from '#src/tendering/notices/duties.ts'
import { contractRelease } from '#src/tendering/notices/draft-release.ts'
import { draftNotice } from '#src/tendering/notices/draft.ts'
import type { NoticeFact } from '#src/tendering/notices/facts.ts'
import {
  hasNotice,
  insertNotice,
  insertPublication,
  insertRelease,
  isContractReleased,
  listNoticesAbout,
  lockNotice,
  saveContract,
  saveNotice,
} from '#src/tendering/notices/notice.store.ts'
import { isNoticeCode, type Notice, NOTICES, noticeName } from '#src/tendering/notices/notice.ts'
import type { ReleaseTag } from '#src/tendering/notices/ocds.ts'
import { aboutOf, gatherSubject } from '#src/tendering/notices/subject.store.ts'

const keysOf = ({
  noticeRef,
  aboutKind,
  aboutRef,
  tenderRef,
}: Pick<Notice, 'noticeRef' | 'aboutKind' | 'aboutRef' | 'tenderRef'>): RecordKey[] => [
  `notice:${noticeRef}`,
  ...(aboutKind === 'council' ? [] : [`${aboutKind}:${aboutRef}` as const]),
  ...(tenderRef !== null && aboutKind !== 'tender' ? [`tender:${tenderRef}` as const] : []),
]

type About = Pick<Notice, 'aboutKind' | 'aboutRef' | 'tenderRef' | 'title' | 'regime'>

/** Puts a notice among those that are due, once. */
export async function raiseNotice(
  tx: Write,
  about: About,
  { code, occasion, dueDay, why }: Due,
  more: { readonly told?: object; readonly typed?: Readonly<Record<string, string>> } = {},
): Promise<string | undefined> {
  if (await hasNotice(tx, { ...about, code, occasion })) return undefined
  const noticeRef = await nextRef(tx, 'NT')
  const one = { ...about, noticeRef, code, occasion, dueDay, why, told: more.told ?? {}, typed: more.typed ?? {} }
  if (!(await insertNotice(tx, one))) return undefined
  tx.record({
    type: 'tendering.notice-raised',
    about: keysOf(one),
    data: { noticeRef, code, tenderRef: about.tenderRef, dueDay, why },
  } satisfies NoticeFact)
  return noticeRef
}

export type PublishRefusal = 'no such notice' | 'not due' | 'incomplete'

/** Publishes at the council's own door: the notice for people, its release for machines. */
export async function publishInto(tx: Write, noticeRef: string): Promise<Result<Notice, PublishRefusal>> {
  const notice = await lockNotice(tx, noticeRef)
  if (!notice) return refuse('no such notice')
  if (notice.status !== 'due') return refuse('not due')
  const { subject, process } = await gatherSubject(tx, notice)
  const { content, release, missing } = draftNotice(subject)
  if (missing.length > 0) return refuse('incomplete')
  const { code, title, tenderRef } = notice
  const ocid = release?.ocid ?? null
  await insertPublication(tx, { noticeRef, code, title: `${noticeName(code)}: ${title}`, ocid, content })
  if (release) await insertRelease(tx, process, release)
  await saveNotice(tx, notice, { status: 'published', publishedAt: tx.now, publishedBy: tx.actor.name })
  await raiseFollowing(tx, notice)
  const sha256 = createHash('sha256')
    .update(JSON.stringify(release ?? content))
    .digest('hex')
  tx.record({
    type: 'tendering.notice-published',
    about: keysOf(notice),
    data: { noticeRef, code, tenderRef, ocid, releaseRef: release?.id ?? null, sha256 },
  } satisfies NoticeFact)
  return ok(notice)
}

/** A contract that is measured is told of every year. */
async function raiseFollowing(tx: Write, notice: Notice): Promise<void> {
  const { toDay } = notice.told as Partial<ContractEvent>
  if (notice.code !== 'UK9' || toDay === undefined || notice.dueDay !== notice.occasion) return
  const next = nextPerformance(notice.occasion, toDay)
  if (next) await raiseNotice(tx, notice, next, { told: notice.told })
}

export const publishNotice = (shell: Shell, actor: Actor, noticeRef: string) =>
  shell.command(actor, 'publish-notice', (tx) => publishInto(tx, noticeRef))

export type StartRefusal = 'not begun by hand' | 'no such record' | 'there is one already'

/** Begins a notice that nothing asked for: an engagement, a plan, a contract's performance. */
export const startNotice = (shell: Shell, actor: Actor, input: { code: string; ref: string }) =>
  shell.command(actor, 'start-notice', async (tx): Promise<Result<string, StartRefusal>> => {
    const { code, ref } = input
    if (!isNoticeCode(code) || !NOTICES[code].byHand) return refuse('not begun by hand')
    const about = await aboutOf(tx, code, ref)
    if (!about) return refuse('no such record')
    const kind = { kind: about.aboutKind, ref: about.aboutRef }
    const open = (await listNoticesAbout(tx, kind, code)).find(({ status }) => status === 'due')
    if (open) return refuse('there is one already')
    const why = 'begun by an officer'
    const noticeRef = await raiseNotice(tx, about, {
      code,
      occasion: `${dayOf(tx.now)} ${tx.now.epochMilliseconds}`,
      dueDay: null,
      why,
    })
    return noticeRef === undefined ? refuse('there is one already') : ok(noticeRef)
  })

export type WriteRefusal = 'no such notice' | 'not due'

/** Keeps what an officer wrote; a draft may have gaps. */
export const writeNotice = (
  shell: Shell,
  actor: Actor,
  input: { noticeRef: string; typed: Readonly<Record<string, string>> },
) =>
  shell.command(actor, 'write-notice', async (tx): Promise<Result<null, WriteRefusal>> => {
    const notice = await lockNotice(tx, input.noticeRef)
    if (!notice) return refuse('no such notice')
    if (notice.status !== 'due') return refuse('not due')
    const fields = NOTICES[notice.code].fields.map(({ key }) => key)
    const typed = Object.fromEntries(fields.map((key) => [key, (input.typed[key] ?? '').trim()]))
    await saveNotice(tx, notice, { typed })
    const { noticeRef, code, tenderRef } = notice
    tx.record({
      type: 'tendering.notice-written',
      about: keysOf(notice),
      data: { noticeRef, code, tenderRef, fields: fields.filter((key) => typed[key] !== '') },
    } satisfies NoticeFact)
    return ok(null)
  })

/** Takes a notice off what is due. */
export async function dropNotice(tx: Write, notice: Notice, reason: string): Promise<void> {
  await saveNotice(tx, notice, { status: 'not_needed', notNeededReason: reason })
  const { noticeRef, code, tenderRef } = notice
  tx.record({
    type: 'tendering.notice-not-needed',
    about: keysOf(notice),
    data: { noticeRef, code, tenderRef, reason },
  } satisfies NoticeFact)
}

export type DropRefusal = WriteRefusal | 'no reason'

export const setNotNeeded = (shell: Shell, actor: Actor, input: { noticeRef: string; reason: string }) =>
  shell.command(actor, 'set-notice-not-needed', async (tx): Promise<Result<null, DropRefusal>> => {
    const notice = await lockNotice(tx, input.noticeRef)
    if (!notice) return refuse('no such notice')
    if (notice.status !== 'due') return refuse('not due')
    if (input.reason.trim() === '') return refuse('no reason')
    await dropNotice(tx, notice, input.reason.trim())
    return ok(null)
  })

export type PlatformRefusal = 'no such notice' | 'not published' | 'no number' | 'a day to come'

/** Notes that a notice stands on Find a Tender, under which number and since when. */
export const noteOnPlatform = (
  shell: Shell,
  actor: Actor,
  input: { noticeRef: string; platformRef: string; platformDay: Day },
) =>
  shell.command(actor, 'note-notice-on-platform', async (tx): Promise<Result<null, PlatformRefusal>> => {
    const notice = await lockNotice(tx, input.noticeRef)
    if (!notice) return refuse('no such notice')
    if (notice.status !== 'published') return refuse('not published')
    const platformRef = input.platformRef.trim()
    if (platformRef === '') return refuse('no number')
    if (input.platformDay > dayOf(tx.now)) return refuse('a day to come')
    await saveNotice(tx, notice, { platformRef, platformDay: input.platformDay })
    const { noticeRef, code, tenderRef } = notice
    tx.record({
      type: 'tendering.notice-on-platform',
      about: keysOf(notice),
      data: { noticeRef, code, tenderRef, platformRef, platformDay: input.platformDay },
    } satisfies NoticeFact)
    return ok(null)
  })

/** Called uphill by contracts as a contract is entered into, changed, measured or ended: what the law asks for becomes due. */
export async function noteContractEvent(tx: Write, event: ContractEvent): Promise<void> {
  await saveContract(tx, event, event.kind === 'ended')
  const about: About = {
    aboutKind: 'contract',
    aboutRef: event.contractRef,
    tenderRef: event.tenderRef,
    title: event.title,
    regime: event.regime,
  }
  if (event.kind === 'ended') await dropYearly(tx, event)
  const typed: Record<string, string> = event.words === '' || event.kind === 'entered' ? {} : { what: event.words }
  const asked = dueOfContract(event)
  for (const due of asked) {
    const yearly = due.code === 'UK9' && event.kind !== 'performance'
    await raiseNotice(tx, about, due, { told: event, typed: yearly ? {} : typed })
  }
  if (asked.length === 0) await releaseChange(tx, about, event)
}

const CHANGE_TAGS: Partial<Record<ContractEvent['kind'], ReleaseTag>> = {
  changed: 'contractAmendment',
  ended: 'contractTermination',
}

/** The law asks for no notice, but who follows the contract as open data is told all the same. */
async function releaseChange(tx: Write, about: About, event: ContractEvent): Promise<void> {
  const tag = CHANGE_TAGS[event.kind]
  const { contractRef } = event
  if (!tag || !(await isContractReleased(tx, contractRef))) return
  const step = { ...about, noticeRef: `${contractRef}-${tx.now.epochMilliseconds}`, code: 'UK10' as const }
  const { subject, process } = await gatherSubject(tx, { ...step, occasion: '', typed: {}, told: event })
  const whole = contractRelease(subject, tag)
  const release = { ...whole, contracts: (whole.contracts ?? []).map(({ documents: _, ...one }) => one) }
  await insertRelease(tx, process, release)
  tx.record({
    type: 'tendering.step-released',
    about: [`contract:${contractRef}`],
    data: { contractRef, ocid: release.ocid, releaseRef: release.id, tag },
  } satisfies NoticeFact)
}

/** After its end a contract is told of once more, and no longer each year. */
async function dropYearly(tx: Write, event: ContractEvent): Promise<void> {
  const yearly = await listNoticesAbout(tx, { kind: 'contract', ref: event.contractRef }, 'UK9')
  for (const notice of yearly)
    if (notice.status === 'due' && notice.dueDay !== null && notice.dueDay > event.day)
      await dropNotice(tx, notice, 'the contract has ended')
}

/** Bank holidays around a day, for what is due so many working days later. */
export const holidaysAround = async (tx: Read, day: Day): Promise<ReadonlySet<Day>> =>
  new Set(await listBankHolidays(tx, addDays(day, -31), addDays(day, 92)))
