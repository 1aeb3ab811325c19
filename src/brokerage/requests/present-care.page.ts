/** What runs now for the person, beside what a change asks for. */
import { dayOf } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import type { CarePackage, Placement } from '#src/brokerage/packages/care-package.ts'
import { patternTable } from '#src/brokerage/packages/package-care.page.ts'
import { hoursInWords } from '#src/brokerage/packages/pattern.ts'
import { listPlacements } from '#src/brokerage/packages/placement.store.ts'
import type { Read } from '#src/platform/database.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

/** Of a change of care: the placements of the same service that run today. */
export async function presentCare(
  tx: Read,
  { kind, personRef, service }: Pick<CarePackage, 'kind' | 'personRef' | 'service'>,
): Promise<readonly Placement[]> {
  if (kind !== 'change') return []
  return (await listPlacements(tx, { personRef, on: dayOf(tx.now) })).filter((one) => one.service === service)
}

export const presentSection = (present: readonly Placement[]): Html | false =>
  present.length > 0 &&
  section(
    'Visits now',
    html`${present.map(
      (one) =>
        html`<p class="govuk-body">${link(one.packageRef, `/packages/${one.packageRef}`)} with ${one.organisationName}, ${hoursInWords(one.weeklyMinutes)} a week, ${formatPence(one.weeklyPence)}.</p>${patternTable(one.pattern, { caption: `Visits of ${one.packageRef}` })}`,
    )}`,
  )
