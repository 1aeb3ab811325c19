/** Outcomes in place of visits: how much care a week, and what it may cost; times and lengths are the provider's and the person's. */
import { parsePounds } from '#src/base/money.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { changePackage } from '#src/brokerage/requests/request-commands.ts'
import { alreadySent, isDraft, readDraft } from '#src/brokerage/requests/visits.page.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { draftErrors } from '#src/brokerage/requests/draft-errors.page.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { moneyField, postForm, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'

type Typed = { readonly hours: string; readonly pounds: string }

export async function showByOutcomes(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  const { pkg } = draft
  if (!isDraft(pkg)) return alreadySent(pkg)
  const said = pkg.byOutcomes
  const typed = {
    hours: said ? String(said.weeklyMinutes / 60) : '',
    pounds: said?.weeklyPence === undefined ? '' : (said.weeklyPence / 100).toFixed(2),
  }
  return page(view(pkg, typed, visit.csrf))
}

const view = (pkg: CarePackage, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: 'How much care a week, for which outcomes?',
  caption: `Package ${pkg.packageRef}`,
  section: 'packages',
  errors,
  breadcrumbs: crumbs(pkg.packageRef, 'Outcomes instead of visits'),
  content: html`
    <p class="govuk-body">The provider agrees with the person when to come and for how long. It takes the place of any visits entered before.</p>
    ${postForm({
      action: `/packages/${pkg.packageRef}/by-outcomes`,
      csrf,
      content: html`
        ${textField({ name: 'hours', label: 'Hours a week', hint: 'Such as 10 or 7.5', width: 5, value: typed.hours, errors })}
        ${moneyField({ name: 'pounds', label: 'Budget a week (optional)', hint: 'What an offer should not go above', value: typed.pounds, errors })}
        ${submit('Continue', { href: `/packages/${pkg.packageRef}/visits` })}`,
    })}`,
})

export async function postByOutcomes(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  const { pkg } = draft
  if (!isDraft(pkg)) return alreadySent(pkg)
  const [hours = '', pounds = ''] = ['hours', 'pounds'].map((name) => typedText(visit.form, name))
  const typed = { hours, pounds }
  const weeklyPence = pounds === '' ? undefined : parsePounds(pounds)
  const again = (errors: FieldError[]) => page(view(pkg, typed, visit.csrf, errors), { status: 400 })
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(hours))
    return again([{ field: 'hours', message: 'Enter hours a week, such as 7.5' }])
  if (pounds !== '' && !weeklyPence)
    return again([{ field: 'pounds', message: 'Enter the budget in pounds, such as 300' }])
  const byOutcomes = { weeklyMinutes: Math.round(Number(hours) * 60), ...(weeklyPence ? { weeklyPence } : {}) }
  const changed = await changePackage(visit.shell, visit.actor, pkg.packageRef, { byOutcomes })
  return changed.ok ? seeOther(`/packages/${pkg.packageRef}/details`) : again(draftErrors(changed.error, 0))
}
