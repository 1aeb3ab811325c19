/** Who was asked in which round, opened it, answered what, and what comes next when. */
import { counted } from '#src/base/counted.ts'
import { formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { DECLINE_CODES, isSilent, saidNo } from '#src/brokerage/offers/offer.ts'
import { saidLink } from '#src/brokerage/offers/told-by-telephone.page.ts'
import { type AnsweredInvitation, listAnswers } from '#src/brokerage/offers/offer.store.ts'
import { tagOf } from '#src/brokerage/packages/packages.page.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { sendRefusal } from '#src/brokerage/requests/send-package.page.ts'
import { REQUEST_WORDS } from '#src/brokerage/requests/request.ts'
import { listRounds } from '#src/brokerage/sending/round.store.ts'
import { type Round, whoInWords } from '#src/brokerage/sending/rounds.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { postForm } from '#src/platform/pages/form.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

export type Sending = {
  readonly pkg: CarePackage
  readonly rounds: readonly Round[]
  readonly answers: ReadonlyMap<string, AnsweredInvitation>
  readonly now: Instant
}

export async function readSending(tx: Read, packageRef: string): Promise<Sending | undefined> {
  const pkg = await findPackage(tx, packageRef)
  if (!pkg) return undefined
  const answers = await listAnswers(tx, packageRef)
  const rounds = await listRounds(tx, packageRef)
  return { pkg, rounds, answers: new Map(answers.map((one) => [one.organisationRef, one])), now: tx.now }
}

export async function showSending(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const found = await visit.shell.view(visit.actor, `package:${ref}`, (tx) => readSending(tx, ref))
  if (!found) return notFound()
  const { pkg, rounds } = found
  const last = rounds.at(-1)?.sending
  const [now, before] = [
    rounds.filter(({ sending }) => sending === last),
    rounds.filter(({ sending }) => sending !== last),
  ]
  return page({
    title: 'Who was asked, and who is next',
    caption: `Package ${ref}: ${REQUEST_WORDS[pkg.kind].name.toLowerCase()}`,
    section: 'packages',
    tags: [tagOf(pkg.status)],
    breadcrumbs: crumbs(ref, 'Who was asked'),
    content: html`
      ${now.length === 0 && html`<p class="govuk-body">It has not been sent to providers yet, or was sent before rounds were kept.</p>`}
      ${now.map((round) => roundSection(found, round, visit.actor))}
      ${before.length > 0 && section('Sent before', beforeTable(before))}`,
    aside: whatHappensNext(nextWords(found, visit)),
  })
}

const endOf = (round: Round): string =>
  round.closedAt
    ? `closed ${formatInstant(round.closedAt)}`
    : round.closesAt
      ? `open until ${formatInstant(round.closesAt)}`
      : ''

const roundSection = ({ answers, now }: Sending, round: Round, actor: Actor): Html =>
  section(
    `Round ${round.round}: ${whoInWords(round)}`,
    html`<p class="govuk-body">${
      round.openedAt === undefined
        ? `Not asked yet. ${counted(round.hours, 'hour')} to answer when it comes to it.`
        : `Asked ${formatInstant(round.openedAt)}, ${endOf(round)}${resultOf(round)}.`
    }</p>${dataTable({
      caption: `Providers of round ${round.round}`,
      captionHidden: true,
      folds: true,
      rows: round.providers,
      columns: [
        { heading: 'Provider', cell: (one) => link(one.name, `/providers/${one.organisationRef}`) },
        ...(round.openedAt === undefined
          ? []
          : [
              { heading: 'Opened', cell: (one: Named) => openedCell(answers.get(one.organisationRef), round) },
              {
                heading: 'Answer',
                cell: (one: Named) =>
                  html`${answerCell(answers.get(one.organisationRef), round)}${saidPart(answers.get(one.organisationRef), round, actor, now)}`,
              },
            ]),
      ],
    })}`,
  )
type Named = Round['providers'][number]

const resultOf = ({ offers, declined, silent }: Round): string =>
  offers === undefined ? '' : `: ${offers} offered, ${declined ?? 0} declined, ${silent ?? 0} did not answer`

/** A provider that was passed over, or asked again since, has no answer of this round. */
const isOf = (one: AnsweredInvitation | undefined, { openedAt }: Round): one is AnsweredInvitation =>
  one !== undefined && openedAt !== undefined && one.sentAt.equals(openedAt)

const openedCell = (one: AnsweredInvitation | undefined, round: Round): Part => {
  if (!isOf(one, round)) return 'Not asked: it may not be given work now'
  const reminded = one.remindedAt && small(`Reminded ${formatInstant(one.remindedAt)}`)
  return one.openedAt
    ? html`${formatInstant(one.openedAt)}${small(one.openedBy ?? '')}${reminded}`
    : html`Not opened on the portal${reminded}`
}

function answerCell(one: AnsweredInvitation | undefined, round: Round): Part {
  if (!isOf(one, round)) return ''
  const at = one.answeredAt && small(formatInstant(one.answeredAt))
  if (one.status === 'declined') {
    const reason = DECLINE_CODES.find(({ code }) => code === one.declineCode)?.label ?? one.declineCode ?? ''
    return html`${statusTag({ text: 'Declined', colour: 'grey' })}${small(reason)}${one.declineWords && small(one.declineWords)}${at}`
  }
  if (one.withdrawnWhy) return html`${statusTag({ text: 'Withdrawn', colour: 'grey' })}${small(one.withdrawnWhy)}`
  if (one.offer?.status === 'made')
    return html`${statusTag({ text: 'Offered', colour: 'green' })}${small(`${formatPence(one.offer.weeklyPence)} a week`)}${at}`
  if (one.offer?.status === 'expired')
    return html`${statusTag({ text: 'Offer over', colour: 'grey' })}${small(`Stood until ${formatDay(one.offer.standsUntil ?? one.offer.startDay)}`)}${at}`
  if (isSilent(one)) return round.closedAt ? 'Did not answer' : 'No answer yet'
  return saidNo(one)
    ? html`${statusTag({ text: 'Offer taken back', colour: 'grey' })}${one.declineWords && small(one.declineWords)}${at}`
    : 'No offer'
}

const saidPart = (one: AnsweredInvitation | undefined, round: Round, actor: Actor, now: Instant): Html | false => {
  const said = isOf(one, round) && saidLink(actor, { invitation: one, offer: one.offer, now })
  return said && small(said)
}

const beforeTable = (rounds: readonly Round[]): Html =>
  dataTable<Round>({
    caption: 'Sent before',
    captionHidden: true,
    folds: true,
    rows: rounds,
    columns: [
      {
        heading: 'Round',
        cell: (one) => html`${whoInWords(one)}${small(one.providers.map(({ name }) => name).join(', '))}`,
      },
      { heading: 'Asked', cell: (one) => (one.openedAt ? formatInstant(one.openedAt) : 'Not asked') },
      { heading: 'Offered', format: 'number', cell: (one) => one.offers ?? 0 },
      { heading: 'Declined', format: 'number', cell: (one) => one.declined ?? 0 },
      { heading: 'No answer', format: 'number', cell: (one) => one.silent ?? 0 },
    ],
  })

function nextWords({ pkg, rounds }: Sending, visit: Visit): Part {
  const next = rounds.find(({ sending, openedAt }) => sending === rounds.at(-1)?.sending && openedAt === undefined)
  const paragraph = (words: Part) => html`<p class="govuk-body">${words}</p>`
  if (pkg.status === 'sent' && pkg.closesAt)
    return paragraph(
      next ? comes(next, pkg.closesAt) : `This is the last round. It closes ${formatInstant(pkg.closesAt)}.`,
    )
  if (pkg.status === 'offers_in' && next && pkg.roundsLeft && may(visit.actor, 'brokerage.request'))
    return html`${paragraph(`A broker chooses, or asks the next round too: ${whoInWords(next).toLowerCase()}.`)}${postForm(
      {
        action: `/packages/${pkg.packageRef}/next-round`,
        csrf: visit.csrf,
        content: button({
          text: 'Ask the next round too',
          classes: 'govuk-button--secondary',
          preventDoubleClick: true,
        }),
      },
    )}`
  if (pkg.status === 'no_capacity')
    return paragraph('Everybody who may be asked has been. Send it again, or buy it on the spot.')
  return paragraph('Nobody else is asked now.')
}

const comes = (next: Round, closesAt: Instant): string =>
  `If nobody of this round offers until ${formatInstant(closesAt)}, or all decline or take their offers back before, round ${next.round} is asked: ${whoInWords(next).toLowerCase()}, ${counted(next.providers.length, 'provider')}.`

export async function postNextRound(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const sent = await sendPackage(visit.shell, visit.actor, ref)
  if (sent.ok) return seeOther(`/packages/${ref}/sending`, 'The next round is asked')
  return sent.error === 'no such package' ? notFound() : notDone(`/packages/${ref}/sending`, sendRefusal(sent.error))
}
