import { formatInstant } from '#src/base/day.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { findOwnNews } from '#src/tendering/awards/summary.store.ts'
import { closedWords } from '#src/tendering/bids/bid-words.ts'
import type { Clarification } from '#src/tendering/clarifications/clarification.ts'
import { listClarifications, listPublishedAnswers } from '#src/tendering/clarifications/clarification.store.ts'
import { listPublishedDocuments } from '#src/tendering/documents/document.store.ts'
import { publishedTable } from '#src/tendering/documents/document-file.page.ts'
import { followTender } from '#src/tendering/engagement/engagement-commands.ts'
import { type EntryRefusal, type Membership, whyNoEntry } from '#src/tendering/entry/entry.ts'
import { findMembership } from '#src/tendering/entry/entry.store.ts'
import { findAround, type PublishedTimetable } from '#src/tendering/tenders/preparation.store.ts'
import { answerList, cancelledNotice, versionList } from '#src/tendering/tenders/published-view.page.ts'
import { ROUTES, routeName } from '#src/tendering/tenders/route.ts'
import { listPublished, listVersions } from '#src/tendering/tenders/tender-list.store.ts'
import { findPublished, type Published } from '#src/tendering/tenders/tender.store.ts'
import { closingWords, publicTag, specSections, tenderFacts } from '#src/tendering/tenders/tender-view.page.ts'
import { instantOf } from '#src/tendering/tenders/timetable.ts'

const PAGE_SIZE = 25
/** A provider's own questions of one tender, more than anybody asks. */
const OWN_QUESTIONS = { offset: 0, limit: 50 }

export async function listOwnTenders({ actor, shell, query, url }: Visit): Promise<Reply> {
  const search = { words: chosen(query, 'words')[0], isOpen: chosen(query, 'state').includes('open') }
  const { tenders, total } = await shell.read(actor, (tx) =>
    listPublished(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
  )
  const now = shell.now()
  return page({
    title: 'Tenders',
    section: 'tenders',
    wide: true,
    breadcrumbs: [{ text: 'Tenders' }],
    actions: [{ text: 'Lists to join', kind: 'secondary', href: '/portal/markets' }],
    content: queue({
      noun: { one: 'tender', many: 'tenders' },
      url,
      rows: tenders,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'words', name: 'words', label: 'Reference or title' },
        { kind: 'choices', name: 'state', label: 'Status', choices: [{ value: 'open', text: 'Taking bids' }] },
      ],
      columns: [
        {
          heading: 'Tender',
          cell: (one) => html`${link(one.title, `/portal/tenders/${one.tenderRef}`)}${small(one.tenderRef)}`,
        },
        { heading: 'Route', cell: (one) => routeName(one.route) },
        { heading: 'Lots', format: 'number', cell: (one) => one.lots },
        { heading: 'Bids close', cell: (one) => formatInstant(one.closesAt) },
        { heading: 'Status', cell: (one) => statusTag(publicTag(one.closesAt, now, one.isCancelled)) },
      ],
      empty: 'The council has published no tender.',
    }),
  })
}

export const showOwnTender = (visit: Visit): Promise<Reply> => ownTenderPage(visit, '', [])

/** A published tender as a provider reads it, with its own questions; again with what was typed, when a question was refused. */
export async function ownTenderPage(visit: Visit, words: string, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, params, csrf } = visit
  const tenderRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const published = await findPublished(tx, tenderRef)
    if (!published) return notFound()
    const around = await findAround(tx, published, actor.organisation)
    const { cancelled } = around
    const isOpen = !cancelled && Temporal.Instant.compare(tx.now, published.closesAt) < 0
    const { spec } = published
    const { competitive } = ROUTES[spec.route]
    const membership = isOpen && competitive ? await findMembership(tx, spec, actor.organisation ?? '') : undefined
    const barred = membership && whyNoEntry(membership)
    const news = isOpen ? undefined : await findOwnNews(tx, tenderRef, actor.organisation ?? '')
    return page(
      {
        title: spec.title,
        caption: `Tender ${tenderRef}`,
        section: 'tenders',
        tags: [publicTag(published.closesAt, tx.now, cancelled !== undefined)],
        facts: tenderFacts(spec),
        errors,
        breadcrumbs: [{ text: 'Tenders', href: '/portal/tenders' }, { text: tenderRef }],
        actions: [
          isOpen && !barred && competitive && { text: 'Make a bid', href: `/portal/tenders/${tenderRef}/bid` },
          !cancelled &&
            spec.directAward !== null &&
            spec.directAward.organisationRef === actor.organisation && {
              ...{ text: 'Your offer', href: `/portal/tenders/${tenderRef}/offer` },
            },
          news?.isTold && { text: 'The outcome for you', href: `/portal/tenders/${tenderRef}/outcome` },
          news?.isAsked && { text: 'Answer about your price', href: `/portal/tenders/${tenderRef}/price-question` },
          isOpen &&
            !around.isFollowing && {
              ...{ text: 'Tell me of changes', kind: 'secondary' as const },
              post: `/portal/tenders/${tenderRef}/follow`,
            },
        ],
        notice: membership && barred ? membersOnly(membership, barred) : cancelledNotice(cancelled),
        content: await ownSections(tx, published, around, { isOpen, words, errors, csrf }),
        aside: whatHappensNext(
          html`<p class="govuk-body">${closingWords(published.closesAt, tx.now)} A bid that comes at that moment or later is not taken.</p><p class="govuk-body">You read version ${published.version}, published on ${formatInstant(published.at)}.</p>`,
        ),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

/** Who may not bid is told why, and where to put it right. */
const membersOnly = (membership: Membership, why: EntryRefusal) => ({
  heading: why === 'suspended' ? 'Your membership is suspended' : 'This tender is for the members of a list',
  content: html`${closedWords(why)}. ${membership.market.marketRef !== '' && link(membership.market.title, `/portal/markets/${membership.market.marketRef}`)}`,
})

type Asking = {
  readonly isOpen: boolean
  readonly words: string
  readonly errors: readonly FieldError[]
  readonly csrf: string
}

async function ownSections(tx: Read, published: Published, around: PublishedTimetable, asking: Asking): Promise<Html> {
  const { tenderRef, spec } = published
  const documents = await listPublishedDocuments(tx, tenderRef)
  const answers = await listPublishedAnswers(tx, tenderRef)
  const versions = published.version > 1 ? await listVersions(tx, tenderRef) : []
  const own = await listClarifications(tx, tenderRef, OWN_QUESTIONS)
  return html`
    ${section(
      'Documents',
      publishedTable(documents, (one) => `/portal/tenders/${tenderRef}/documents/${one.document}/${one.version}`),
    )}
    ${specSections({ spec, ...around })}
    ${section('Questions and answers', answerList(answers))}
    ${own.total > 0 && section('Your questions', ownQuestions(own.clarifications))}
    ${section('Ask a question', askForm(published, asking, tx.now))}
    ${versions.length > 1 && section('Versions', versionList(versions))}`
}

const ownQuestions = (questions: readonly Clarification[]): Html =>
  dataTable({
    caption: 'Your questions',
    captionHidden: true,
    folds: true,
    rows: questions,
    columns: [
      { heading: 'Question', cell: (one) => html`${one.asked}${small(one.clarificationRef)}` },
      { heading: 'Asked', cell: (one) => formatInstant(one.askedAt) },
      {
        heading: 'Answer',
        cell: (one) =>
          one.state === 'open'
            ? 'Not yet'
            : one.number === null
              ? html`${one.answer}${small('To you alone')}`
              : `Answer ${one.number} above`,
      },
    ],
  })

function askForm({ tenderRef, spec }: Published, { isOpen, words, errors, csrf }: Asking, now: Temporal.Instant): Html {
  const until = instantOf(spec.timetable.questionsUntil)
  if (!isOpen || !until || Temporal.Instant.compare(now, until) >= 0)
    return html`<p class="govuk-body">The time for questions has ended.</p>`
  return postForm({
    action: `/portal/tenders/${tenderRef}/questions`,
    csrf,
    content: html`<p class="govuk-body">Questions are taken until ${formatInstant(until)}. All bidders read the answer; nobody is told who asked.</p>
      ${textareaField({ name: 'words', label: 'Your question', hint: 'Do not name your organisation. Say so if an answer to all would give away a trade secret of yours', value: words, errors })}
      ${submit('Send the question')}`,
  })
}

export async function postFollow({ actor, shell, params }: Visit): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  const followed = await followTender(shell, actor, tenderRef)
  if (!followed.ok && followed.error === 'no such tender') return notFound()
  return seeOther(`/portal/tenders/${tenderRef}`, 'You will be told by mail of answers, new documents and changes.')
}
