/** One page for a package of a person who pays: consent, fee, advice, the person's choice, the fee paid, and the end. */
import { dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { type CarePackage, serviceName } from '#src/brokerage/packages/care-package.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { FeeInvoice } from '#src/brokerage/fees/fee-invoice.ts'
import { findInvoiceOf } from '#src/brokerage/fees/fee-invoice.store.ts'
import { type AnsweredInvitation, listAnswers } from '#src/brokerage/offers/offer.store.ts'
import { tagOf } from '#src/brokerage/packages/packages.page.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import {
  ADVICE_WORDS,
  type AdviceAt,
  adviceByMoment,
  type AdviceGiven,
  adviceMissing,
  MOMENT_WORDS,
} from '#src/brokerage/self-funders/advice.ts'
import { type Arrangement, consents, type SelfFunder, type Yes } from '#src/brokerage/self-funders/self-funder.ts'
import {
  adviceForm,
  choicePart,
  consentForm,
  endForm,
  feeForm,
  followForm,
  withdrawForm,
} from '#src/brokerage/self-funders/self-funder-forms.page.ts'
import { findArrangement, findSelfFunder, listAdvice } from '#src/brokerage/self-funders/self-funder.store.ts'
import { ranking } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

export type SelfFunderRecord = {
  readonly pkg: CarePackage
  readonly known: SelfFunder
  readonly advice: readonly AdviceGiven[]
  readonly byMoment: readonly AdviceAt[]
  readonly arrangement: Arrangement | undefined
  readonly invoice: FeeInvoice | undefined
  readonly answers: readonly AnsweredInvitation[]
  readonly ranked: readonly Ranked[]
  readonly policy: { readonly feePence: number; readonly agreement: string }
}

const refOf = ({ params }: Visit): string => params['ref'] ?? ''

const read = (visit: Visit): Promise<SelfFunderRecord | undefined> => {
  const ref = refOf(visit)
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    if (pkg?.payer !== 'self') return undefined
    const known = (await findSelfFunder(tx, ref)) ?? { packageRef: ref }
    const agreed = pkg.status === 'arranged' || pkg.status === 'ended'
    const answers = agreed || pkg.status === 'draft' ? [] : await listAnswers(tx, ref, 'with an offer')
    const offers = answers.flatMap(({ offer }) => offer ?? [])
    const arrangement = agreed ? await findArrangement(tx, ref) : undefined
    const advice = await listAdvice(tx, ref)
    return {
      ...{ pkg, answers, ranked: ranking(pkg, answers, offers, dayOf(tx.now)) },
      ...{ known, advice, arrangement },
      byMoment: adviceByMoment(pkg.status, arrangement?.reviewOn, advice, dayOf(tx.now)),
      invoice: agreed ? await findInvoiceOf(tx, ref) : undefined,
      // What was told stands in the record: the policy of today is for who is still to be told.
      policy: known.fee
        ? { feePence: known.fee.pence, agreement: known.fee.words }
        : await getPolicy(tx, 'self-funders', dayOf(tx.now)),
    }
  })
}

export const showSelfFunder = (visit: Visit): Promise<Reply> => showWith(visit, [])

export async function showWith(visit: Visit, errors: readonly FieldError[]): Promise<Reply> {
  const found = await read(visit)
  if (!found) return notFound()
  const { pkg, known, arrangement } = found
  const asks = may(visit.actor, 'brokerage.request')
  const chooses = may(visit.actor, 'brokerage.choose')
  const over = pkg.status === 'ended' || pkg.status === 'withdrawn'
  return page(
    {
      title: 'The person pays',
      caption: `Package ${pkg.packageRef}: ${serviceName(pkg.service).toLowerCase()}`,
      section: 'packages',
      errors,
      tags: [tagOf(pkg.status)],
      breadcrumbs: crumbs(pkg.packageRef, 'Self-funder'),
      content: html`${section('What was agreed', agreedSummary(found))}
        ${!consents(known) && asks && section('Consent', consentForm(visit, errors))}
        ${!known.fee && asks && section('Arrangement fee', feeForm(visit, found, errors))}
        ${section('Information and advice', html`${adviceSection(found)}${asks && !over && adviceForm(visit, errors)}`)}
        ${!arrangement && found.ranked.length > 0 && section('The person’s choice', choicePart(visit, found, chooses, errors))}
        ${pkg.status === 'arranged' && asks && section('The money runs out', followForm(visit, errors))}
        ${pkg.status === 'arranged' && chooses && section('End the arrangement', endForm(visit, errors))}
        ${consents(known) && asks && section('Withdraw the consent', withdrawForm(visit, found, errors))}
        <p class="govuk-body">${link('Everybody who pays for their own care', '/arrangements')}</p>`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const yesWords = ({ by, as, on }: Yes): string =>
  `${by}${as === 'acting' ? ', acting for the person' : ''}, ${formatDay(on)}`

function agreedSummary({ known, arrangement, invoice, policy }: SelfFunderRecord): Html {
  const { consent, fee, withdrawn } = known
  return summary([
    {
      key: 'Consent',
      value: consent ? html`${consent.words}<br>${yesWords(consent)}` : 'Not given: no provider can be asked',
    },
    withdrawn && { key: 'Consent withdrawn', value: `${yesWords(withdrawn)}. No provider is shown anything` },
    {
      key: 'Arrangement fee',
      value: fee
        ? html`${formatPence(fee.pence)}, accepted by ${yesWords(fee)}<br>${fee.words}`
        : `${formatPence(policy.feePence)}, not accepted: no provider can be asked`,
    },
    arrangement && {
      key: 'Arranged',
      value: html`${arrangement.organisationName}, ${formatPence(arrangement.weeklyPence)} a week from ${formatDay(arrangement.startDay)}<br>Agreed by ${yesWords({ by: arrangement.agreedBy, as: arrangement.agreedAs, on: arrangement.agreedOn })}`,
    },
    invoice && {
      key: 'Invoice',
      value: html`${link(invoice.invoiceRef, `/arrangement-fees/${invoice.invoiceRef}`)}: ${formatPence(invoice.feePence)}, ${invoice.state === 'owed' ? `due on ${formatDay(invoice.dueOn)}` : invoice.state}`,
    },
    arrangement?.followedBy != null && {
      key: 'The council pays next',
      value: link(`Package ${arrangement.followedBy}`, `/packages/${arrangement.followedBy}`),
    },
    arrangement?.endDay != null && { key: 'No care from', value: formatDay(arrangement.endDay) },
  ])
}

function adviceSection({ advice, byMoment, arrangement, pkg }: SelfFunderRecord): Html {
  const lacking = pkg.status === 'ended' || pkg.status === 'withdrawn' ? [] : adviceMissing(byMoment)
  const stands = ({ due, moment, toldOn }: AdviceAt): string =>
    toldOn !== null
      ? `Told on ${formatDay(toldOn)}`
      : due
        ? 'Not told yet'
        : moment === 'review' && arrangement
          ? `From ${formatDay(arrangement.reviewOn)}`
          : 'Later'
  return html`${lacking.length > 0 && html`<p class="govuk-body">Not told yet, and due:</p><ul class="govuk-list govuk-list--bullet">${lacking.map((kind) => html`<li>${ADVICE_WORDS[kind]}</li>`)}</ul>`}${dataTable(
    {
      ...{ caption: 'What is to be told when', captionHidden: true, folds: true, rows: byMoment },
      columns: [
        { heading: 'When', cell: ({ moment }: AdviceAt) => MOMENT_WORDS[moment] },
        { heading: 'What', cell: ({ kind }) => ADVICE_WORDS[kind] },
        { heading: 'Told', cell: stands },
      ],
    },
  )}${
    advice.length > 0 &&
    dataTable({
      ...{ caption: 'What was told', captionHidden: true, folds: true, rows: advice },
      columns: [
        { heading: 'What', cell: ({ kind }: AdviceGiven) => ADVICE_WORDS[kind] },
        { heading: 'When', cell: ({ givenOn }) => formatDay(givenOn) },
        { heading: 'By', cell: ({ officerName }) => officerName },
      ],
    })
  }`
}
