/** What to do before care that was bought on the spot ends: ask the framework again, or extend it by approval. */
import { type Day, formatDay } from '#src/base/day.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import type { AskExtensionRefusal, ExtendInRefusal } from '#src/brokerage/spot/extension-commands.ts'
import type { Typed } from '#src/brokerage/spot/spot.page.ts'
import { SPOT_REASONS } from '#src/brokerage/spot/spot.ts'
import type { Visit } from '#src/platform/http/doors.ts'
import { dayField, postForm, selectField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { link } from '#src/platform/pages/table.ts'

export const extendPart = (
  { csrf }: Visit,
  { packageRef }: CarePackage,
  endsOn: Day,
  typed: Typed,
  errors: readonly FieldError[],
): Html =>
  html`<p class="govuk-body">${formatDay(endsOn)} is the first day without this care. If it is still needed then, ${link('copy the package and ask the framework again', `/packages/${packageRef}/copy`)}, or ask for it to go on with this provider. Another officer approves that.</p>
    ${postForm({
      action: `/packages/${packageRef}/spot/extend`,
      csrf,
      content: html`
        ${selectField({ name: 'why', label: 'Why no framework provider?', value: typed.why, errors, empty: 'Select a reason', choices: Object.entries(SPOT_REASONS).map(([value, text]) => ({ value, text })) })}
        ${textareaField({ name: 'words', label: 'Why does it go on, and what was done to place it on the framework?', rows: 3, value: typed.words, errors })}
        ${dayField({ name: 'endDay', label: 'New first day without this care', value: typed.endDay, errors })}
        ${submit('Ask for the extension', { href: `/packages/${packageRef}` })}`,
    })}`

type Refusal = Exclude<AskExtensionRefusal | ExtendInRefusal, 'no such package'>

export const EXTENSION_WORDS: Readonly<Record<Refusal, FieldError>> = {
  'not a reason': { field: 'why', message: 'Select why no framework provider takes it' },
  'extension needs words': { field: 'words', message: 'Say why it goes on, and what was done to place it otherwise' },
  'not later': { field: 'endDay', message: 'The new day must be later than the one that was approved' },
  'too long': { field: 'endDay', message: 'The new day is later than the council allows for an extension' },
  'not in this state': { field: '', message: 'Only care that was bought on the spot and still runs can be extended' },
  'change ahead': {
    field: '',
    message: 'A change of this care is still to come. Decide it, or wait for its day, before the care is extended',
  },
  'waits already': { field: '', message: 'A spot purchase of this package waits for approval already' },
  'contract not running': { field: '', message: 'The contract has ended. Extend it first, or ask the framework again' },
  'notice is given': {
    field: '',
    message: 'Notice of the contract is given, and it bears no more care. Ask the framework again',
  },
  'held by another provider': { field: '', message: 'The contract went to another provider. Ask the framework again' },
  "outside the contract's term": {
    field: '',
    message: 'The contract ends before the new day. Ask for an earlier one, or extend the contract first',
  },
  'over the ceiling': { field: '', message: 'The contract has not enough left. Raise its ceiling first' },
  'no such contract': { field: '', message: 'The contract is gone from the register' },
}
