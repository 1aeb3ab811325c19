/** One page for a package of a person who pays: consent, fee, advice, the person's choice, the fee paid, and the end. */
import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { type CarePackage, serviceName } from '#src/brokerage/care-package.ts'
import { findPackage } from '#src/brokerage/care-package.store.ts'
import { type AnsweredInvitation, listAnswers } from '#src/brokerage/offer.store.ts'
import { tagOf } from '#src/brokerage/packages.page.ts'
import type { Ranked } from '#src/brokerage/ranking.ts'
import { crumbs } from '#src/brokerage/request-package.page.ts'
import {
  ADVICE,
  ADVICE_WORDS,
  adviceMissing,
  type AdviceGiven,
  type Arrangement,
  feeOwed,
  isAdvice,
  type SelfFunder,
  SPEAKER_WORDS,
  SPEAKERS,
  type Yes,
} from '#src/brokerage/self-funders/self-funder.ts'
import {
  acceptFee,
  arrangeCare,
  endArrangement,
  keepConsent,
  noteAdvice,
  noteFeePaid,
} from '#src/brokerage/self-funders/self-funder-commands.ts'
import { findArrangement, findSelfFunder, listAdvice } from '#src/brokerage/self-funders/self-funder.store.ts'
import { type SelfFunderRefusal, selfFunderError } from '#src/brokerage/self-funders/refusals.ts'
import { ranking } from '#src/brokerage/sign-off-commands.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  hiddenField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

type Found = {
  readonly pkg: CarePackage
  readonly known: SelfFunder
  readonly advice: readonly AdviceGiven[]
  readonly arrangement: Arrangement | undefined
  readonly answers: readonly AnsweredInvitation[]
  readonly ranked: readonly Ranked[]
  readonly policy: { readonly feePence: number; readonly agreement: string }
}

const refOf = ({ params }: Visit): string => params['ref'] ?? ''

const read = (visit: Visit): Promise<Found | undefined> => {
  const ref = refOf(visit)
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    if (pkg?.payer !== 'self') return undefined
    const known = (await findSelfFunder(tx, ref)) ?? { packageRef: ref }
    const agreed = pkg.status === 'arranged' || pkg.status === 'ended'
    const answers = agreed || pkg.status === 'draft' ? [] : await listAnswers(tx, ref, 'with an offer')
    const offers = answers.flatMap(({ offer }) => offer ?? [])
    return {
      ...{ pkg, answers, ranked: ranking(pkg, answers, offers) },
      known,
      advice: await listAdvice(tx, ref),
      arrangement: agreed ? await findArrangement(tx, ref) : undefined,
      // What was told stands in the record: the policy of today is for who is still to be told.
      policy: known.fee
        ? { feePence: known.fee.pence, agreement: known.fee.words }
        : await getPolicy(tx, 'self-funders', dayOf(tx.now)),
    }
  })
}

export const showSelfFunder = (visit: Visit): Promise<Reply> => show(visit, [])

async function show(visit: Visit, errors: readonly FieldError[]): Promise<Reply> {
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
        ${!known.consent && asks && section('Consent', consentForm(visit, errors))}
        ${!known.fee && asks && section('Arrangement fee', feeForm(visit, found, errors))}
        ${section('Information and advice', html`${adviceSection(found)}${asks && !over && adviceForm(visit, errors)}`)}
        ${!arrangement && found.ranked.length > 0 && section('The person’s choice', choicePart(visit, found, chooses, errors))}
        ${arrangement && feeOwed(known) > 0 && chooses && section('Fee paid', dayForm(visit, { action: 'fee-paid', name: 'paidOn', label: 'When was the fee paid?', button: 'The fee is paid' }, errors))}
        ${pkg.status === 'arranged' && chooses && section('End the arrangement', endForm(visit, errors))}
        <p class="govuk-body">${link('Everybody who pays for their own care', '/arrangements')}</p>`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const yesWords = ({ by, as, on }: Yes): string =>
  `${by}${as === 'acting' ? ', acting for the person' : ''}, ${formatDay(on)}`

function agreedSummary({ known, arrangement, policy }: Found): Html {
  const { consent, fee } = known
  return summary([
    {
      key: 'Consent',
      value: consent ? html`${consent.words}<br>${yesWords(consent)}` : 'Not given: no provider can be asked',
    },
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
    arrangement && {
      key: 'Fee owed',
      value: known.feePaidOn ? `Nothing: paid on ${formatDay(known.feePaidOn)}` : formatPence(feeOwed(known)),
    },
    arrangement?.endDay != null && { key: 'No care from', value: formatDay(arrangement.endDay) },
  ])
}

const yesFields = (visit: Visit, kind: string, errors: readonly FieldError[]): Html => {
  const of = (name: string) => ({ name: `${kind}-${name}`, errors, value: typedText(visit.form, `${kind}-${name}`) })
  return html`${textField({ ...of('by'), label: 'Who said so?', width: 20 })}${radiosField({
    ...{ ...of('as'), label: 'Who is that?' },
    choices: SPEAKERS.map((value) => ({ value, text: SPEAKER_WORDS[value] })),
  })}${dayField({ name: `${kind}-on`, label: 'On which day?', hint: 'For example, 27 3 2027', errors, value: typedDay(visit.form, `${kind}-on`) })}`
}

const actionOf = (visit: Visit, action: string): string => `/packages/${refOf(visit)}/self-funder/${action}`

const CONSENT =
  'I agree that the council shares my needs, without my name and address, with providers who may offer care.'

const consentForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: actionOf(visit, 'consent'), csrf: visit.csrf },
    content: html`${textareaField({ name: 'consent-words', label: 'The words that were agreed to', rows: 3, value: typedText(visit.form, 'consent-words') || CONSENT, errors })}${yesFields(visit, 'consent', errors)}${submit('Note the consent')}`,
  })

const feeForm = (visit: Visit, { policy }: Found, errors: readonly FieldError[]): Html =>
  html`<p class="govuk-body">Tell the person: <strong>${formatPence(policy.feePence)}</strong>, once. ${policy.agreement}</p>${postForm(
    {
      ...{ action: actionOf(visit, 'fee'), csrf: visit.csrf },
      content: html`${hiddenField('feePence', policy.feePence)}${yesFields(visit, 'fee', errors)}${submit('The fee was told and is accepted')}`,
    },
  )}`

function adviceSection({ advice }: Found): Html {
  const lacking = adviceMissing(advice)
  return html`${lacking.length > 0 && html`<p class="govuk-body">Not told yet:</p><ul class="govuk-list govuk-list--bullet">${lacking.map((kind) => html`<li>${ADVICE_WORDS[kind]}</li>`)}</ul>`}${
    advice.length > 0 &&
    dataTable({
      ...{ caption: 'What was told', captionHidden: true, rows: advice },
      columns: [
        { heading: 'What', cell: ({ kind }: AdviceGiven) => ADVICE_WORDS[kind] },
        { heading: 'When', cell: ({ givenOn }) => formatDay(givenOn) },
        { heading: 'By', cell: ({ officerName }) => officerName },
      ],
    })
  }`
}

const adviceForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: actionOf(visit, 'advice'), csrf: visit.csrf },
    content: html`${checkboxesField({
      ...{ name: 'kinds', label: 'What was told?', small: true, errors, values: chosen(visit.form, 'kinds') },
      choices: ADVICE.map((value) => ({ value, text: ADVICE_WORDS[value] })),
    })}${dayField({ name: 'told-on', label: 'When was it told?', errors, value: typedDay(visit.form, 'told-on') })}${submit('Note what was told')}`,
  })

function choicePart(
  visit: Visit,
  { ranked, answers, pkg }: Found,
  chooses: boolean,
  errors: readonly FieldError[],
): Html {
  const nameOf = (ref: string) => answers.find((one) => one.organisationRef === ref)?.organisationName ?? ref
  const shown = html`<p class="govuk-body">Ranked as for everybody. The person may choose any of them. ${link('Compare the offers', `/packages/${pkg.packageRef}/offers`)}</p>`
  if (!chooses || pkg.status === 'sent') return shown
  return html`${shown}${postForm({
    ...{ action: actionOf(visit, 'arrange'), csrf: visit.csrf },
    content: html`${radiosField({
      ...{
        name: 'offerRef',
        label: 'Which offer does the person agree to?',
        errors,
        value: typedText(visit.form, 'offerRef'),
      },
      choices: ranked.map(({ offer, rank, tenths }) => ({
        value: offer.offerRef,
        text: `${nameOf(offer.organisationRef)}, ${formatPence(offer.weeklyPence)} a week`,
        hint: `Number ${rank}, ${tenths / 10} points, from ${formatDay(offer.startDay)}`,
      })),
    })}${yesFields(visit, 'agreed', errors)}${submit('The person agrees')}`,
  })}`
}

const dayForm = (
  visit: Visit,
  { action, name, label, button }: { action: string; name: string; label: string; button: string },
  errors: readonly FieldError[],
): Html =>
  postForm({
    ...{ action: actionOf(visit, action), csrf: visit.csrf },
    content: html`${dayField({ name, label, errors, value: typedDay(visit.form, name) })}${submit(button)}`,
  })

const endForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: actionOf(visit, 'end'), csrf: visit.csrf },
    content: html`${dayField({ name: 'endDay', label: 'The first day without this care', errors, value: typedDay(visit.form, 'endDay') })}${textareaField({ name: 'reason', label: 'Why does it end?', rows: 2, errors, value: typedText(visit.form, 'reason') })}${submit('End the arrangement')}`,
  })

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: SelfFunderRefusal }

/** Reads the day, asks the command, and shows its refusal at its field; `kind` is what the fields of a yes begin with. */
async function answer(
  visit: Visit,
  { day, kind, done }: { day: string; kind: string; done: string },
  command: (on: Day) => Promise<Answer>,
): Promise<Reply> {
  const on = readDay(visit.form, day)
  if (!on.ok) {
    const message = on.error === 'not given' ? 'Enter the day' : 'The day must be a real date'
    return show(visit, [{ field: day, message }])
  }
  const answered = await command(on.value)
  if (answered.ok) return seeOther(`/packages/${refOf(visit)}/self-funder`, done)
  if (answered.error === 'no such package') return notFound()
  const { field, message } = selfFunderError(answered.error)
  const at: Readonly<Record<string, string>> = { by: `${kind}-by`, as: `${kind}-as`, on: day, words: 'consent-words' }
  return show(visit, [{ field: at[field] ?? field, message }])
}

const saidIn = (visit: Visit, kind: string, on: Day) => ({
  ...{ packageRef: refOf(visit), by: typedText(visit.form, `${kind}-by`), as: typedText(visit.form, `${kind}-as`), on },
})

export const postConsent = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'consent-on', kind: 'consent', done: 'Consent noted' }, (on) =>
    keepConsent(visit.shell, visit.actor, {
      ...saidIn(visit, 'consent', on),
      words: typedText(visit.form, 'consent-words'),
    }),
  )

export const postFee = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'fee-on', kind: 'fee', done: 'Fee accepted' }, (on) =>
    acceptFee(visit.shell, visit.actor, {
      ...saidIn(visit, 'fee', on),
      feePence: Number(typedText(visit.form, 'feePence')),
    }),
  )

export const postAdvice = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'told-on', kind: 'told', done: 'Noted' }, (on) =>
    noteAdvice(visit.shell, visit.actor, {
      ...{ packageRef: refOf(visit), kinds: chosen(visit.form, 'kinds').filter(isAdvice), on },
    }),
  )

export const postArrange = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'agreed-on', kind: 'agreed', done: 'Arranged' }, (on) =>
    arrangeCare(visit.shell, visit.actor, {
      ...saidIn(visit, 'agreed', on),
      offerRef: typedText(visit.form, 'offerRef'),
    }),
  )

export const postFeePaid = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'paidOn', kind: 'paid', done: 'Noted: the fee is paid' }, (on) =>
    noteFeePaid(visit.shell, visit.actor, { packageRef: refOf(visit), on }),
  )

export const postEndArrangement = (visit: Visit): Promise<Reply> =>
  answer(visit, { day: 'endDay', kind: 'end', done: 'The arrangement ends' }, (endDay) =>
    endArrangement(visit.shell, visit.actor, {
      packageRef: refOf(visit),
      endDay,
      reason: typedText(visit.form, 'reason'),
    }),
  )
