import {
  isOwnPath,
  notFound,
  type OpenVisit,
  page,
  type Reply,
  seeOther,
  type Visit,
} from '#src/platform/http/doors.ts'
import { passwordField, postForm, radiosField, submit, textField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { listCouncilsOf, type Purpose } from '#src/platform/sign-in/provider-users.store.ts'
import {
  askForReset,
  choosePassword,
  enterWithPassword,
  readLink,
  type SignInRefusal,
} from '#src/platform/sign-in/provider-users.ts'
import { type PasswordRefusal, SHORTEST } from '#src/platform/sign-in/password.ts'
import { nextOf } from '#src/platform/sign-in/staff.page.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'

const typedIn = (visit: OpenVisit, name: string): string => {
  const value = visit.form[name]
  return typeof value === 'string' ? value : ''
}

const WRONG: Record<SignInRefusal, string> = {
  wrong: 'Enter the email address and password of your account. After 10 wrong tries we lock it for 15 minutes',
  locked: 'There were too many wrong tries. Wait 15 minutes, or choose a new password',
  'no council': 'No council gives you access at the moment. Ask the council that invited you',
}

export const portalSignIn = (visit: OpenVisit): Reply => portalSignInView(visit, '', nextOf(visit), [])

function portalSignInView(visit: OpenVisit, email: string, next: string, errors: readonly FieldError[]): Reply {
  return page(
    {
      title: 'Sign in to the provider portal',
      errors,
      content: html`${postForm({
        action: '/portal/sign-in',
        csrf: visit.csrf,
        content: html`<input type="hidden" name="next" value="${next}">
${textField({ name: 'email', label: 'Email address', type: 'email', autocomplete: 'username', value: email, errors })}
${passwordField({ name: 'password', label: 'Password', autocomplete: 'current-password', errors })}
${submit('Sign in')}`,
      })}
<p class="govuk-body"><a class="govuk-link" href="/portal/forgotten">I have forgotten my password</a></p>
<p class="govuk-body">If you work for the council, <a class="govuk-link" href="/sign-in">sign in as council staff</a>.</p>`,
    },
    errors.length > 0 ? { status: 400 } : {},
  )
}

export async function postPortalSignIn(visit: OpenVisit): Promise<Reply> {
  const [email, password, next] = [typedIn(visit, 'email'), typedIn(visit, 'password'), typedIn(visit, 'next')]
  const entered = await enterWithPassword(visit.shell, {
    email,
    password: password.slice(0, 1000),
    address: visit.address,
  })
  if (!entered.ok) {
    return portalSignInView(visit, email, next, [{ field: 'email', message: WRONG[entered.error] }])
  }
  visit.signIn({ door: 'portal', identity: entered.value.userRef, council: entered.value.council })
  return seeOther(isOwnPath(next) && next.startsWith('/portal') ? next : '/portal')
}

const CHOOSE: Record<PasswordRefusal, string> = {
  'too short': `Your password must have at least ${SHORTEST} characters. Three words that do not belong together are easy to remember`,
  'too long': 'Your password must have 200 characters or fewer',
  'commonly used': 'Choose a password that is harder to guess. This one is among those that are tried first',
  'names you or us': 'Choose a password without your name, your organisation’s name or the name of this service',
}

type LinkPage = { purpose: Purpose; path: string; title: string; hello: string; button: string }

export const WELCOME: LinkPage = {
  purpose: 'invitation',
  path: '/portal/welcome',
  title: 'Choose a password',
  hello: 'Welcome to Almoner. Choose a password to sign in with.',
  button: 'Save and sign in',
}
export const RESET: LinkPage = {
  purpose: 'reset',
  path: '/portal/reset',
  title: 'Choose a new password',
  hello: 'Everyone who is signed in with the old password will be signed out.',
  button: 'Save and sign in',
}

export async function showLink(visit: OpenVisit, link: LinkPage): Promise<Reply> {
  const found = await readLink(visit.shell, visit.params['token'] ?? '', link.purpose)
  return found ? linkView(visit, link, found.user.email, []) : overView(link)
}

const linkView = (visit: OpenVisit, link: LinkPage, email: string, errors: readonly FieldError[]): Reply =>
  page(
    {
      title: link.title,
      errors,
      content: html`<p class="govuk-body">${link.hello}</p>
${postForm({
  action: `${link.path}/${visit.params['token']}`,
  csrf: visit.csrf,
  content: html`<input type="hidden" name="username" value="${email}" autocomplete="username">
${passwordField({ name: 'password', label: 'New password', hint: `At least ${SHORTEST} characters. Three words that do not belong together are easy to remember.`, autocomplete: 'new-password', errors })}
${submit(link.button)}`,
})}`,
    },
    errors.length > 0 ? { status: 400 } : {},
  )

const overView = (link: LinkPage): Reply =>
  page(
    {
      title: 'This link no longer works',
      content:
        link.purpose === 'invitation'
          ? html`<p class="govuk-body">An invitation works once and for 7 days. Ask the council to invite you again, or <a class="govuk-link" href="/portal/sign-in">sign in</a> if you have chosen a password.</p>`
          : html`<p class="govuk-body">A link works once and for an hour. <a class="govuk-link" href="/portal/forgotten">Ask for a new link</a>.</p>`,
    },
    { status: 410 },
  )

export async function postLink(visit: OpenVisit, link: LinkPage): Promise<Reply> {
  const token = visit.params['token'] ?? ''
  const chosen = await choosePassword(visit.shell, token, link.purpose, typedIn(visit, 'password'))
  if (!chosen.ok) {
    if (chosen.error === 'link is over') return overView(link)
    const found = await readLink(visit.shell, token, link.purpose)
    return linkView(visit, link, found?.user.email ?? '', [{ field: 'password', message: CHOOSE[chosen.error] }])
  }
  visit.signIn({ door: 'portal', identity: chosen.value.userRef, council: chosen.value.council })
  return seeOther('/portal', 'Your password is saved.')
}

export const showForgotten = (visit: OpenVisit): Reply =>
  page({
    title: 'Forgotten your password?',
    content: html`<p class="govuk-body">Enter your email address. If it has an account, we send a link to choose a new password.</p>
${postForm({
  action: '/portal/forgotten',
  csrf: visit.csrf,
  content: html`${textField({ name: 'email', label: 'Email address', type: 'email', autocomplete: 'username' })}${submit('Send the link')}`,
})}`,
  })

/** The same answer with an account and without. */
export async function postForgotten(visit: OpenVisit, address: string): Promise<Reply> {
  await askForReset(visit.shell, typedIn(visit, 'email'), address)
  return page({
    title: 'Check your email',
    content: html`<p class="govuk-body">If the address has an account, a link is on its way. It works for an hour.</p>
<p class="govuk-body">Nothing came? Check the spelling and <a class="govuk-link" href="/portal/forgotten">try again</a>, or ask the council that invited you.</p>`,
  })
}

export type CouncilName = (council: number) => Promise<string> | string

/** A provider works in one council's portal at a time. */
export async function showCouncils(visit: Visit, councilName: CouncilName): Promise<Reply> {
  const councils = await onAccounts(visit.shell.database, (accounts) => listCouncilsOf(accounts, visit.actor.id))
  const choices = await Promise.all(
    councils.map(async (council) => ({ value: String(council), text: await councilName(council) })),
  )
  return page({
    title: 'Choose a council',
    content: postForm({
      action: '/portal/council',
      csrf: visit.csrf,
      content: html`${radiosField({ name: 'council', label: 'Which council do you want to work with?', value: String(visit.actor.council), choices })}${submit('Continue')}`,
    }),
  })
}

export async function postCouncil(visit: OpenVisit): Promise<Reply> {
  const { signedIn } = visit.session
  if (signedIn?.door !== 'portal') return seeOther('/portal/sign-in')
  const councils = await onAccounts(visit.shell.database, (accounts) => listCouncilsOf(accounts, signedIn.identity))
  const council = councils.find((each) => String(each) === typedIn(visit, 'council'))
  if (council === undefined) return notFound()
  visit.signIn({ ...signedIn, council })
  return seeOther('/portal')
}
