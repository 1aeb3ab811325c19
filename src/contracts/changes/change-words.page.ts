import type { ChangeContractRefusal } from '#src/contracts/changes/change-commands.ts'
import type { AuthorityRefusal } from '#src/contracts/changes/change.ts'
import type { GroundTest, Verdict } from '#src/contracts/changes/modification-tests.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

const VERDICTS: Readonly<Record<Verdict, { text: string; colour: 'green' | 'red' | 'yellow' }>> = {
  passes: { text: 'Passes', colour: 'green' },
  fails: { text: 'Fails', colour: 'red' },
  'passes if stated': { text: 'Passes if stated', colour: 'yellow' },
}

const SIGNS = { true: 'Holds', false: 'Does not hold', stated: 'To be stated', advice: 'Take advice' } as const

/** Each ground of the law with its sums, and whether they hold. */
export const testsTable = (tests: readonly GroundTest[], caption: string): Html =>
  dataTable({
    caption,
    captionHidden: true,
    folds: true,
    rows: tests,
    empty: 'No test was asked for.',
    columns: [
      { heading: 'Ground', cell: (one) => html`${one.title}${small(`${one.rule}`)}` },
      {
        heading: 'Sums',
        cell: (one) =>
          html`<ul class="govuk-list govuk-!-margin-bottom-0">${one.parts.map(({ words, holds }) => html`<li>${SIGNS[`${holds}`]}: ${words}</li>`)}</ul>`,
      },
      { heading: 'Test', cell: (one) => statusTag(VERDICTS[one.verdict]) },
    ],
  })

export const AUTHORITY_WORDS: Readonly<Record<AuthorityRefusal, FieldError>> = {
  'not yours to decide': {
    field: 'authority',
    message: 'Your role does not decide a change of this value. Name the delegation or the decision that does',
  },
  'no such delegation': { field: 'delegation', message: 'Choose a delegation to your role' },
  'beyond the delegation': { field: 'delegation', message: 'The change is worth more than this delegation allows' },
  'no decision named': {
    field: 'decision',
    message: 'Say who decided, on which day, under which reference, such as Cabinet, 3 November 2026, minute 14',
  },
}

export const CHANGE_WORDS: Readonly<Record<Exclude<ChangeContractRefusal, 'no such contract'>, FieldError>> = {
  ...AUTHORITY_WORDS,
  'contract not running': { field: 'fromDay', message: 'The contract has ended: it can no longer be changed' },
  'notice is given': {
    field: 'length',
    message: 'The contract’s end is decided: withdraw the notice before its term becomes another',
  },
  'a day gone by': {
    field: 'fromDay',
    message: 'Care before today is owed to the provider who gave it: enter today or a later day',
  },
  "outside the contract's term": { field: 'fromDay', message: 'Enter a day on which the contract runs' },
  'a later change is decided': {
    field: 'fromDay',
    message: 'A change from a later day is decided already: enter that day or a later one',
  },
  'nothing changes': { field: 'value', message: 'Change something: it is all as the contract has it' },
  'the term ends before it begins': { field: 'toDay', message: 'The last day must be after the day of the change' },
  'no such option': { field: 'length', message: 'Options are used in their order: choose the next one' },
  'the option has lapsed': {
    field: 'length',
    message: 'The last day to use this option has passed: choose another length, and its ground',
  },
  'the value is not estimated': {
    field: 'value',
    message: 'The tests need the value at award: put it into the register first',
  },
  'below what is committed': { field: 'ceiling', message: 'Placements have committed more than this ceiling' },
  'no reason given': { field: 'reason', message: 'Say why the contract changes' },
  'no such zone': { field: 'zones', message: 'Choose at least one zone of the list' },
  'not a ground of this regime': { field: 'ground', message: 'Choose a ground of the law that the contract is under' },
  'the test fails': {
    field: 'ground',
    message: 'The sums of this ground fail: see them below, and choose another ground or change less',
  },
  'not stated': { field: 'isStated', message: 'State what the ground asks for, or choose another' },
}
