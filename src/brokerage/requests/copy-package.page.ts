/** Copy this package: a draft like it, for the same person, to be changed and sent. */
import { copyPackage } from '#src/brokerage/requests/request-commands.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { crumbs, kindField } from '#src/brokerage/requests/request-package.page.ts'
import { isRequestKind } from '#src/brokerage/requests/request.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { typedText } from '#src/platform/pages/queue.ts'

export async function showCopy(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const pkg = await visit.shell.view(visit.actor, `package:${ref}`, (tx) => findPackage(tx, ref))
  if (!pkg) return notFound()
  return page({
    title: 'Copy this package',
    caption: `Package ${ref}`,
    section: 'packages',
    breadcrumbs: crumbs(ref, 'Copy'),
    content: html`
      <p class="govuk-body">The copy is a draft for the same person, with the same skills, musts, wishes and outcomes, and the same visits: of care that runs or ran, those of its last week. Change what is to be otherwise, give it a start and send it.</p>
      ${postForm({
        action: `/packages/${ref}/copy`,
        csrf: visit.csrf,
        content: html`${kindField(pkg.status === 'placed' ? 'change' : pkg.status === 'ended' ? 'restart' : 'new')}${submit('Copy this package', { href: `/packages/${ref}` })}`,
      })}`,
  })
}

export async function postCopy(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const kind = typedText(visit.form, 'kind')
  const copied = await copyPackage(visit.shell, visit.actor, { packageRef, kind: isRequestKind(kind) ? kind : 'new' })
  if (copied.ok)
    return seeOther(
      `/packages/${copied.value.packageRef}/visits`,
      `Copied from ${packageRef}. Change what is to be otherwise`,
    )
  if (copied.error.why === 'no such package') return notFound()
  if (copied.error.why === 'already open')
    return notDone(
      `/packages/${copied.error.packageRef}`,
      'Not copied: this person has an open package already, this one',
    )
  if (copied.error.why === 'case closed')
    return notDone(`/packages/${packageRef}`, 'Not copied: the case of this person is closed. Open it again first')
  throw new Error(`a copy of ${packageRef} was refused: ${copied.error.why}`)
}
