import { z } from 'zod'
import { formatInstant } from '#src/base/day.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { csrfField, postForm, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { bad, dataTable, small } from '#src/platform/pages/table.ts'
import { listMails, type MailTemplate, type OutboxMail } from '#src/platform/sign-in/mail.ts'
import { findUserInCouncil, type ListedUser, listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import { endProviderUser, inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { typedTexts } from '#src/platform/pages/queue.ts'

/** What the pages must know of the world outside sign-in. */
export type InvitePages = {
  address: string
  councilName: (council: number) => Promise<string> | string
  /** The name of an organisation on the register; undefined when there is none. */
  organisationName: (tx: Read, organisationRef: string) => Promise<string | undefined>
  /** The outbox is shown in the trial council, where no mail leaves. */
  trial: boolean
}

export async function listProviderUsers(visit: Visit, pages: InvitePages): Promise<Reply> {
  const users = await onAccounts(visit.shell.database, (accounts) => listUsersOfCouncil(accounts, visit.actor.council))
  return page({
    title: 'Provider users',
    section: 'providers',
    wide: true,
    actions: [{ text: 'Invite a provider user', href: '/provider-users/invite' }],
    content: html`<p class="govuk-body">People of providers who may use your council's portal.${pages.trial && html` <a class="govuk-link" href="/outbox">See the mails that would have been sent</a>.`}</p>
${userTable(users, visit.csrf)}`,
  })
}

const userTable = (users: readonly ListedUser[], csrf: string): Html =>
  dataTable({
    caption: 'Provider users',
    captionHidden: true,
    empty: 'There are none yet.',
    rows: users,
    columns: [
      { heading: 'Reference', cell: (user) => user.userRef },
      { heading: 'Name', cell: (user) => user.name },
      { heading: 'Organisation', cell: (user) => user.organisationName },
      { heading: 'Email address', cell: (user) => user.email },
      { heading: 'State', cell: stateOf },
      { heading: 'Access', cell: (user) => (user.endedAt === null ? endForm(user, csrf) : '') },
    ],
  })

const stateOf = (user: ListedUser): string =>
  user.endedAt !== null ? 'Ended' : user.passwordHash === null ? 'Invited' : 'Active'

const endForm = ({ userRef, name }: ListedUser, csrf: string): Html => html`
<form action="/provider-users/${userRef}/end" method="post" novalidate>${csrfField(csrf)}${button({
  text: 'End',
  html: html`End<span class="govuk-visually-hidden"> the access of ${name}</span>`,
  classes: 'govuk-button--warning govuk-!-margin-bottom-0',
})}</form>`

const InviteForm = z.object({
  organisation: z.string().trim().min(1, 'Enter the CQC provider number, such as 1-101641521'),
  name: z.string().trim().min(1, 'Enter the name of the person').max(100, 'Use 100 characters or fewer'),
  email: z.string().trim().pipe(z.email('Enter an email address, such as name@example.com')),
})

export const showInvite = (visit: Visit): Reply => {
  const { organisation } = visit.query
  return inviteView(visit, typeof organisation === 'string' ? { organisation } : {}, [])
}

function inviteView(visit: Visit, typed: Record<string, unknown>, errors: readonly FieldError[]): Reply {
  const value = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '')
  const content = html`${textField({ name: 'organisation', label: 'CQC provider number of the organisation', width: 20, value: value('organisation'), errors })}
${textField({ name: 'name', label: 'Name of the person', value: value('name'), errors })}
${textField({ name: 'email', label: 'Email address', type: 'email', value: value('email'), errors })}
${submit('Send the invitation', { href: '/provider-users' })}`
  return page(
    {
      title: 'Invite a provider user',
      section: 'providers',
      breadcrumbs: [{ text: 'Provider users', href: '/provider-users' }],
      errors,
      content: postForm({ action: '/provider-users/invite', csrf: visit.csrf, content }),
    },
    errors.length > 0 ? { status: 400 } : {},
  )
}

export async function postInvite(visit: Visit, pages: InvitePages): Promise<Reply> {
  const parsed = InviteForm.safeParse(typedTexts(visit.form, 'organisation', 'name', 'email'))
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({ field: String(issue.path[0]), message: issue.message }))
    return inviteView(visit, visit.form, errors)
  }
  const { organisation, name, email } = parsed.data
  const organisationName = await visit.shell.read(visit.actor, (tx) => pages.organisationName(tx, organisation))
  if (organisationName === undefined) {
    const message = 'No organisation on the register has this number. Check it on the provider’s page'
    return inviteView(visit, visit.form, [{ field: 'organisation', message }])
  }
  const invited = await inviteProviderUser(
    visit.shell,
    visit.actor,
    { organisationRef: organisation, organisationName, name, email },
    { address: pages.address, council: await pages.councilName(visit.actor.council) },
  )
  if (invited.ok) return seeOther('/provider-users', `${name} has been invited.`)
  const message = 'This email address has an account with another organisation. Use another address'
  return inviteView(visit, visit.form, [{ field: 'email', message }])
}

export async function postEndUser(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const user = await onAccounts(visit.shell.database, (accounts) =>
    findUserInCouncil(accounts, ref, visit.actor.council),
  )
  if (!user) return notFound()
  await endProviderUser(visit.shell, visit.actor, user)
  return seeOther('/provider-users', `${user.name} can no longer sign in to your portal.`)
}

/** Mails written and what became of them; in the trial council with their text, so that an invitation can be followed to its end. */
export async function showOutbox(
  visit: Visit,
  templates: Record<string, MailTemplate>,
  trial: boolean,
): Promise<Reply> {
  const mails = await visit.shell.read(visit.actor, (tx) => listMails(tx, 50))
  const words = trial
    ? 'In the trial council no mail leaves. The newest come first.'
    : 'The newest come first. What a mail said is not kept once it is sent.'
  return page({
    title: 'Outbox',
    section: 'providers',
    breadcrumbs: [{ text: 'Provider users', href: '/provider-users' }],
    content:
      mails.length === 0
        ? html`<p class="govuk-body">No mail has been written yet.</p>`
        : html`<p class="govuk-body">${words}</p>${trial ? mails.map((mail) => mailView(mail, templates)) : mailTable(mails)}`,
  })
}

const mailTable = (mails: readonly OutboxMail[]): Html =>
  dataTable({
    caption: 'Mails',
    captionHidden: true,
    rows: mails,
    columns: [
      { heading: 'Mail', cell: ({ ref, template }) => html`${ref}${small(template)}` },
      { heading: 'To', cell: ({ to }) => html`<span class="govuk-!-text-break-word">${to}</span>` },
      { heading: 'Written', cell: ({ writtenAt }) => formatInstant(writtenAt) },
      { heading: 'State', cell: mailState },
    ],
  })

function mailState({ sentAt, givenUpAt, tries, refusedWith }: OutboxMail): Html | string {
  if (sentAt) return `Sent ${formatInstant(sentAt)}`
  if (givenUpAt) return bad(`Not sent: the mail server answered ${refusedWith}. Check the address and invite again`)
  return tries === 0 ? 'Waiting to be sent' : html`Waiting${small(`tried ${tries} times; last answer ${refusedWith}`)}`
}

function mailView(mail: OutboxMail, templates: Record<string, MailTemplate>): Html {
  const { subject, text } = templates[mail.template]?.(mail.data) ?? { subject: mail.template, text: '' }
  return html`<section>
<h2 class="govuk-heading-s">${subject}</h2>
<p class="govuk-hint">To ${mail.to}, ${formatInstant(mail.writtenAt)}</p>
${text.split('\n\n').map((paragraph) => html`<p class="govuk-body govuk-!-text-break-word">${linked(paragraph)}</p>`)}
</section>`
}

/** Addresses of our own in a mail can be followed. */
const linked = (paragraph: string): Html[] =>
  paragraph
    .split(/(https?:\/\/\S+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a class="govuk-link" href="${part}">${part}</a>` : html`${part}`))
