import { counted } from '#src/base/counted.ts'
import { formatInstant, type Instant } from '#src/base/day.ts'
import type { Answered } from '#src/brokerage/packages/care-package.ts'
import type { PackageRecord } from '#src/brokerage/packages/package-record.page.ts'
import { hoursWaited, type Signature } from '#src/brokerage/sign-off/sign-off.ts'
import { type Role, roleName } from '#src/councils/index.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { SummaryRow } from '#src/platform/pages/record.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

const SIGNATURE_TAGS = {
  waiting: { text: 'Waiting', colour: 'yellow' },
  signed: { text: 'Signed', colour: 'green' },
  sent_back: { text: 'Sent back', colour: 'orange' },
  refused: { text: 'Refused', colour: 'red' },
} as const

/** "Finance officer: budget available" */
export const stepName = ({ step, label, role }: Signature): string => `${step}. ${roleName(role as Role)}: ${label}`

const waitedInWords = (hours: number): string => (hours === 0 ? 'less than 1 hour' : counted(hours, 'hour'))

export function signatureDetail(signature: Signature, now: Instant, names: ReadonlyMap<string, string>): string {
  const waited = waitedInWords(hoursWaited(signature, now))
  const { decidedAt, decidedByName, onBehalfOf, handedTo, reason, remindedAt } = signature
  if (decidedAt === undefined)
    return `${handedTo ? `Handed to ${names.get(handedTo) ?? handedTo}. ` : ''}Waiting since ${formatInstant(signature.askedAt)}${remindedAt ? `. Reminded ${formatInstant(remindedAt)}` : ''}`
  return `${decidedByName ?? ''}${onBehalfOf ? `, for ${names.get(onBehalfOf) ?? onBehalfOf}` : ''}, ${formatInstant(decidedAt)}, after ${waited}${reason ? `: ${reason}` : ''}`
}

const NOBODY = ({ role }: Signature): string =>
  `Nobody can sign this: who has the role ${roleName(role as Role).toLowerCase()} has left, asked for the package, chose the offer or signed another step. Ask an administrator to give the role to somebody else`

/** `unsigned` are the steps that nobody who is left may decide. */
export const signaturesList = (
  { signatures, now, otherNames }: Pick<PackageRecord, 'signatures' | 'now' | 'otherNames'>,
  unsigned: readonly Signature[] = [],
): Html =>
  dataTable({
    caption: 'Signatures',
    captionHidden: true,
    folds: true,
    rows: signatures,
    columns: [
      {
        heading: 'Step',
        cell: (one) =>
          html`${stepName(one)}${small(signatureDetail(one, now, otherNames))}${unsigned.includes(one) && small(NOBODY(one))}`,
      },
      { heading: 'Waited', format: 'number', cell: (one) => waitedInWords(hoursWaited(one, now)) },
      { heading: 'Signature', cell: (one) => html`${statusTag(SIGNATURE_TAGS[one.status])}` },
    ],
  })

/** What a signer asked before, and what was answered: for all who sign to read. */
export const answeredRows = (answered: Answered | undefined): SummaryRow[] =>
  answered
    ? [
        { key: `Asked by ${answered.askedBy}`, value: answered.asked },
        { key: 'The answer', value: answered.answer },
      ]
    : []
