/** What all pages of an evaluation share: who may look, the strip, the tabs, the bidder’s name or number. */
import { type Actor, forAllMembers, may } from '#src/platform/actor.ts'
import { forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { FieldError, Page, Tab } from '#src/platform/pages/page.ts'
import { pageAsked } from '#src/platform/pages/queue.ts'
import type { Read } from '#src/platform/database.ts'
import { providerNames } from '#src/providers/index.ts'
import { type Assessor, type Unread, unreadBy } from '#src/tendering/evaluation/assessor.ts'
import { type Evaluated, readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { tenderTag } from '#src/tendering/tenders/tender-view.page.ts'

export const at = (tenderRef: string, rest = ''): string => `/tenders/${encodeURIComponent(tenderRef)}${rest}`
export const refOf = ({ params }: Pick<Visit, 'params'>): string => params['ref'] ?? ''

/** Who may see what is evaluated: who manages or decides tenders, and the assessors of this one. */
export const mayLook = (actor: Actor, { assessors }: Evaluated): boolean =>
  may(actor, 'tendering.manage') ||
  may(actor, 'tendering.decide') ||
  assessors.some(({ officerRef, status }) => officerRef === actor.id && status !== 'excluded')

/** What somebody is answered who may not read a bid now; undefined where they may. */
export function unreadReply({ actor, params }: Visit, assessors: readonly Assessor[]): Reply | undefined {
  const why = unreadBy(assessors, { officerRef: actor.id, manages: may(actor, 'tendering.manage') })
  return why && unreadWords(why, refOf({ params }))
}

const unreadWords = (why: Unread, tenderRef: string): Reply =>
  why === 'has to declare'
    ? seeOther(at(tenderRef, '/declaration'))
    : forbidden('Bids are read by who manages the tender, and by its assessors once they have declared and may assess.')

export type Looked<More> = { readonly evaluated: Evaluated; readonly more: More }

type View = Page & { readonly tenderRef: string }

type Looking = {
  readonly status?: number
  readonly of?: 'own' | 'all members'
  /** What a bid itself says is shown: the declaration comes first. */
  readonly readsBid?: boolean
}

/** Reads a tender and what a page of it needs more, for somebody who may look: of a joint tender, all members' or their own. */
export async function look<More>(
  visit: Visit,
  read: (tx: Read, evaluated: Evaluated) => Promise<More>,
  show: (found: Looked<More>) => Page | undefined,
  { status = 200, of = 'own', readsBid = false }: Looking = {},
): Promise<Reply> {
  const { actor, shell } = visit
  const tenderRef = refOf(visit)
  const found = await shell.view(of === 'own' ? actor : forAllMembers(actor), `tender:${tenderRef}`, async (tx) => {
    const evaluated = await readEvaluated(tx, tenderRef)
    return evaluated && { evaluated, more: mayLook(actor, evaluated) ? await read(tx, evaluated) : undefined }
  })
  if (!found) return notFound()
  if (found.more === undefined)
    return forbidden('Those who manage or decide the tender see this, and its assessors once they have declared.')
  const unread = readsBid && unreadReply(visit, found.evaluated.assessors)
  if (unread) return unread
  const shown = show({ evaluated: found.evaluated, more: found.more })
  return shown ? page(shown, { status }) : notFound()
}

/** The names of all bidders, where the reader may know them. */
export const namesOf = (tx: Read, { bids }: Evaluated): Promise<Map<string, string>> =>
  providerNames(
    tx,
    bids.map(({ organisationRef }) => organisationRef),
  )

/** "Bidder 3", until quality is agreed where assessors see numbers alone. */
export function bidderName(
  { spec, progress, numbers, bids }: Evaluated,
  names: ReadonlyMap<string, string>,
  bidRef: string,
): string {
  const ref = bids.find((bid) => bid.bidRef === bidRef)?.organisationRef ?? ''
  return spec.blind && progress.agreedAt === null ? `Bidder ${numbers.get(bidRef) ?? ''}` : (names.get(ref) ?? ref)
}

export type Part = 'evaluation' | 'checks' | 'moderation' | 'prices' | 'ranking' | 'award'

const PARTS: readonly { readonly part: Part; readonly text: string }[] = [
  { part: 'evaluation', text: 'Evaluation' },
  { part: 'checks', text: 'Checks' },
  { part: 'moderation', text: 'Agreed marks' },
  { part: 'prices', text: 'Prices' },
  { part: 'ranking', text: 'Ranking' },
  { part: 'award', text: 'Award' },
]

const tabsOf = (tenderRef: string, current: Part): Tab[] =>
  PARTS.map(({ part, text }) => ({ text, href: at(tenderRef, `/${part}`), current: part === current }))

/** Everything of a page but its content. */
export function frame(
  evaluated: Evaluated,
  current: Part,
  title: string,
  errors: readonly FieldError[] = [],
): Omit<View, 'content'> {
  const { tender, spec, bids, assessors } = evaluated
  const { tenderRef, status } = tender
  const name = PARTS.find(({ part }) => part === current)?.text ?? ''
  return {
    tenderRef,
    title,
    caption: `${tenderRef} ${spec.title}`,
    section: 'tendering',
    breadcrumbs: [
      { text: 'Tendering', href: '/tenders' },
      { text: tenderRef, href: at(tenderRef) },
      title === name ? { text: name } : { text: name, href: at(tenderRef, `/${current}`) },
      ...(title === name ? [] : [{ text: title }]),
    ],
    tags: [tenderTag(status, null, Temporal.Instant.fromEpochMilliseconds(0))],
    facts: [
      { label: 'Bids', value: bids.length },
      { label: 'Lots', value: spec.lots.length },
      { label: 'Assessors', value: assessors.filter((one) => !['left', 'excluded'].includes(one.status)).length },
    ],
    tabs: tabsOf(tenderRef, current),
    errors,
  }
}

const PAGE_SIZE = 25

/** The rows of the page that was asked for. */
export const pageOf = <Row>(
  rows: readonly Row[],
  { query }: Pick<Visit, 'query'>,
): { rows: Row[]; total: number; pageSize: number } => ({
  rows: rows.slice((pageAsked(query) - 1) * PAGE_SIZE, pageAsked(query) * PAGE_SIZE),
  total: rows.length,
  pageSize: PAGE_SIZE,
})

/** One text of a form as it was typed. */
export const typed = (visit: Pick<Visit, 'form'>, name: string): string => {
  const value = visit.form[name]
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).replaceAll('\r\n', '\n').trim()
}
