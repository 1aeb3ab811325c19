/** The questions on the page of a package of somebody who pays. */
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { ADVICE, ADVICE_WORDS } from '#src/brokerage/self-funders/advice.ts'
import type { SelfFunderRecord } from '#src/brokerage/self-funders/self-funder.page.ts'
import {
  LIMIT_BY_LAW,
  SPEAKER_WORDS,
  SPEAKERS,
  undoneByWithdrawal,
  type Undoing,
} from '#src/brokerage/self-funders/self-funder.ts'
import type { Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  hiddenField,
  moneyField,
  postForm,
  radiosField,
  submit,
  textareaField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { link } from '#src/platform/pages/table.ts'

const yesFields = (visit: Visit, kind: string, errors: readonly FieldError[]): Html => {
  const of = (name: string) => ({ name: `${kind}-${name}`, errors, value: typedText(visit.form, `${kind}-${name}`) })
  return html`${textField({ ...of('by'), label: 'Who said so?', width: 20 })}${radiosField({
    ...{ ...of('as'), label: 'Who is that?' },
    choices: SPEAKERS.map((value) => ({ value, text: SPEAKER_WORDS[value] })),
  })}${dayField({ name: `${kind}-on`, label: 'On which day?', hint: 'For example, 27 3 2027', errors, value: typedDay(visit.form, `${kind}-on`) })}`
}

const actionOf = (visit: Visit, action: string): string =>
  `/packages/${visit.params['ref'] ?? ''}/self-funder/${action}`

const CONSENT =
  'I agree that the council shares my needs, without my name and address, with providers who may offer care.'

export const consentForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: actionOf(visit, 'consent'), csrf: visit.csrf },
    content: html`${textareaField({ name: 'consent-words', label: 'The words that were agreed to', rows: 3, value: typedText(visit.form, 'consent-words') || CONSENT, errors })}${yesFields(visit, 'consent', errors)}${submit('Note the consent')}`,
  })

export const withdrawForm = (visit: Visit, { pkg }: SelfFunderRecord, errors: readonly FieldError[]): Html =>
  html`<p class="govuk-body">${WITHDRAWAL[undoneByWithdrawal(pkg)]}</p>${postForm({
    ...{ action: actionOf(visit, 'consent-withdrawn'), csrf: visit.csrf },
    content: html`${yesFields(visit, 'withdrawn', errors)}${button({ text: 'The consent is withdrawn', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
  })}`

const WITHDRAWAL: Readonly<Record<Undoing, string>> = {
  'nothing is sent': 'The package cannot be sent until consent is given anew.',
  'asking stops':
    'Requests to providers are closed, what they were shown is taken back, and the package is withdrawn. Providers are told without a name.',
  'sharing stops':
    'The provider is told, and is shown the person’s details no more. Care runs on: it is between the person and the provider.',
  'nothing is shared': 'Nothing is shared with a provider any more.',
}

/** One button copies the arrangement into a package that the council pays. */
export const followForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  html`<p class="govuk-body">When savings are ${formatPence(LIMIT_BY_LAW)} or less the council helps to pay; its policy may be more generous. What is started here copies this package; the arrangement runs on until that one is placed.</p>${postForm(
    {
      ...{ action: actionOf(visit, 'follow-on'), csrf: visit.csrf },
      content: html`${moneyField({ name: 'capital', label: 'Savings by the financial assessment', errors, value: typedText(visit.form, 'capital'), width: 10 })}${button({ text: 'Start a package that the council pays', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    },
  )}`

export const feeForm = (visit: Visit, { policy }: SelfFunderRecord, errors: readonly FieldError[]): Html =>
  html`<p class="govuk-body">Tell the person: <strong>${formatPence(policy.feePence)}</strong>, once. ${policy.agreement}</p>${postForm(
    {
      ...{ action: actionOf(visit, 'fee'), csrf: visit.csrf },
      content: html`${hiddenField('feePence', policy.feePence)}${yesFields(visit, 'fee', errors)}${submit('The fee was told and is accepted')}`,
    },
  )}`

export const adviceForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: actionOf(visit, 'advice'), csrf: visit.csrf },
    content: html`${checkboxesField({
      ...{ name: 'kinds', label: 'What was told?', small: true, errors, values: chosen(visit.form, 'kinds') },
      choices: ADVICE.map((value) => ({ value, text: ADVICE_WORDS[value] })),
    })}${dayField({ name: 'told-on', label: 'When was it told?', errors, value: typedDay(visit.form, 'told-on') })}${submit('Note what was told')}`,
  })

export function choicePart(
  visit: Visit,
  { ranked, answers, pkg }: SelfFunderRecord,
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

export const endForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: actionOf(visit, 'end'), csrf: visit.csrf },
    content: html`${dayField({ name: 'endDay', label: 'The first day without this care', errors, value: typedDay(visit.form, 'endDay') })}${textareaField({ name: 'reason', label: 'Why does it end?', rows: 2, errors, value: typedText(visit.form, 'reason') })}${button({ text: 'End the arrangement', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
  })
