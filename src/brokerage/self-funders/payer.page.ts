/** Another pays for a draft: the council where the person became eligible, the person where they are no longer. */
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { setPayer } from '#src/brokerage/self-funders/consent-commands.ts'
import { selfFunderError } from '#src/brokerage/self-funders/refusals.ts'
import { PAYER_WORDS } from '#src/brokerage/self-funders/self-funder.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'

export const showPayer = (visit: Visit): Promise<Reply> => show(visit, [])

async function show(visit: Visit, errors: readonly FieldError[]): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const pkg = await visit.shell.view(visit.actor, `package:${ref}`, (tx) => findPackage(tx, ref))
  if (pkg?.status !== 'draft') return notFound()
  const now = pkg.payer ?? 'council'
  const to = now === 'self' ? 'council' : 'self'
  return page(
    {
      title: `${PAYER_WORDS[to]} pays from now on`,
      caption: `Package ${ref}: ${serviceName(pkg.service).toLowerCase()}`,
      section: 'packages',
      errors,
      breadcrumbs: crumbs(ref, 'Who pays'),
      content: html`<p class="govuk-body">${PAYER_WORDS[now]} pays for this draft now. ${to === 'self' ? 'Before it is sent, the person gives consent and accepts the arrangement fee.' : 'The council chooses, signs and pays, as for everybody who is eligible.'}</p>${postForm(
        {
          ...{ action: `/packages/${ref}/payer`, csrf: visit.csrf },
          content: html`${hiddenField('payer', to)}${textareaField({ name: 'reason', label: 'Why?', hint: 'For example, the financial assessment of 3 March', rows: 2, errors, value: typedText(visit.form, 'reason') })}${submit(`${PAYER_WORDS[to]} pays`, { href: `/packages/${ref}` })}`,
        },
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postPayer(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const payer = typedText(visit.form, 'payer') === 'self' ? 'self' : 'council'
  const set = await setPayer(visit.shell, visit.actor, { packageRef, payer, reason: typedText(visit.form, 'reason') })
  if (set.ok) return seeOther(`/packages/${packageRef}`, `${PAYER_WORDS[payer]} pays from now on`)
  return set.error === 'no such package' ? notFound() : show(visit, [selfFunderError(set.error)])
}
