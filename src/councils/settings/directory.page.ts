/** Which account of the council's directory is an officer's, and the return of one whose access had ended. */
import { linkOfficer, restoreAccess } from '#src/councils/officer-commands.ts'
import type { Officer } from '#src/councils/officer.ts'
import { findOfficer } from '#src/councils/officer.store.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'

const find = ({ actor, shell, params }: Visit): Promise<Officer | undefined> =>
  shell.read(actor, (tx) => findOfficer(tx, (params['ref'] ?? '').toUpperCase()))

const head = (officer: Officer, title: string): Pick<Page, 'title' | 'caption' | 'breadcrumbs'> => ({
  title,
  caption: `${officer.name}, ${officer.officerRef}`,
  breadcrumbs: [
    { text: 'Officers', href: '/officers' },
    { text: officer.officerRef, href: `/officers/${officer.officerRef}` },
    { text: title },
  ],
})

type Typed = { readonly tenant: string; readonly object: string }

const linkView = (officer: Officer, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page => ({
  ...head(officer, 'Link to the directory'),
  errors,
  content: postForm({
    action: `/officers/${officer.officerRef}/directory`,
    csrf,
    content: html`<p class="govuk-body">${officer.identity === undefined ? 'An officer who was added by hand can sign in once the account of the directory is known.' : 'This officer is linked already. A new link takes the place of the one there is.'} Both identifiers stand on the account’s page in the directory.</p>
${textField({ name: 'tenant', label: 'Tenant ID', hint: 'Of the council’s directory. For example, 1b4f8a02-0c1d-4e5f-9a6b-7c8d9e0f1a2b', value: typed.tenant, errors })}
${textField({ name: 'object', label: 'Object ID', hint: 'Of the officer’s account', value: typed.object, errors })}
${submit('Link the account', { href: `/officers/${officer.officerRef}` })}`,
  }),
})

export async function showLink(visit: Visit): Promise<Reply> {
  const officer = await find(visit)
  if (!officer || officer.leftDay !== undefined) return notFound()
  const tenant = officer.identity?.split(':')[0] ?? ''
  return page(linkView(officer, { tenant, object: '' }, visit.csrf))
}

const IDENTIFIER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export async function postLink(visit: Visit): Promise<Reply> {
  const officer = await find(visit)
  if (!officer || officer.leftDay !== undefined) return notFound()
  const typed = { tenant: typedText(visit.form, 'tenant'), object: typedText(visit.form, 'object') }
  const errors: FieldError[] = (['tenant', 'object'] as const)
    .filter((name) => !IDENTIFIER.test(typed[name]))
    .map((field) => ({
      field,
      message: `Enter the ${field} ID: 32 digits and letters a to f, in groups of 8, 4, 4, 4 and 12`,
    }))
  if (errors.length > 0) return page(linkView(officer, typed, visit.csrf, errors), { status: 400 })
  const identity = `${typed.tenant}:${typed.object}`.toLowerCase()
  const linked = await linkOfficer(visit.shell, visit.actor, { officerRef: officer.officerRef, identity })
  if (linked.ok) return seeOther(`/officers/${officer.officerRef}`, 'The account of the directory has been linked.')
  if (linked.error === 'no such officer') return notFound()
  const taken = { field: 'object', message: 'This account is linked to an officer already. Check the object ID' }
  return page(linkView(officer, typed, visit.csrf, [taken]), { status: 400 })
}

export async function showRestore(visit: Visit): Promise<Reply> {
  const officer = await find(visit)
  if (!officer || officer.leftDay === undefined) return notFound()
  return page({
    ...head(officer, 'Bring back'),
    content: postForm({
      action: `/officers/${officer.officerRef}/restore`,
      csrf: visit.csrf,
      content: html`<p class="govuk-body">${officer.name} can sign in again, with the roles held before. Look at them after this.</p>
${submit('Bring the officer back', { href: `/officers/${officer.officerRef}` })}`,
    }),
  })
}

export async function postRestore({ actor, shell, params }: Visit): Promise<Reply> {
  const officerRef = (params['ref'] ?? '').toUpperCase()
  const restored = await restoreAccess(shell, actor, { officerRef })
  return restored.ok ? seeOther(`/officers/${officerRef}`, 'The officer can sign in again.') : notFound()
}
