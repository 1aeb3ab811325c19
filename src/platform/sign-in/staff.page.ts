import { elsewhere, isOwnPath, type OpenVisit, page, type Reply, seeOther } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { csrfField, postForm } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { OpenId, OpenIdRefusal, StaffIdentity, StaffSignIn } from '#src/platform/sign-in/open-id.ts'
import { isLoopback } from '#src/platform/sign-in/settings.ts'

/** Somebody of the trial council whom a visitor may choose to be. */
export type TrialPerson = {
  door: 'staff' | 'portal'
  council: number
  /** An officer's identity or a provider user's reference. */
  identity: string
  name: string
  role: string
  /** What to try as this person. */
  hint?: string
}

const MESSAGES: Record<OpenIdRefusal, string> = {
  'not under way': 'Your sign-in took too long or was opened twice. Start again.',
  'refused by the identity provider':
    'Your council account did not let you in. Start again, or ask your IT service desk.',
  'identity provider is down': 'Your council’s sign-in does not answer. Try again in a few minutes.',
}

/** The page that an officer lands on without a session. A link, since the policy lets no form lead to another site. */
export function signInPage(visit: OpenVisit, message?: string): Reply {
  const next = nextOf(visit)
  return page(
    {
      title: 'Sign in',
      ...(message ? { errors: [{ field: '', message }] } : {}),
      content: html`<p class="govuk-body">Sign in with the account that you use for your council's email.</p>
${button({ text: 'Sign in with your council account', href: `/sign-in/start?next=${encodeURIComponent(next)}`, isStartButton: true })}
<p class="govuk-body">If you work for a provider, <a class="govuk-link" href="/portal/sign-in">sign in to the provider portal</a>.</p>`,
    },
    message ? { status: 400 } : {},
  )
}

export async function startSignIn(visit: OpenVisit, openId: OpenId): Promise<Reply> {
  const begun = await openId.begin(nextOf(visit))
  if (!begun.ok) return signInPage(visit, MESSAGES[begun.error])
  visit.session.signingIn = begun.value.signingIn
  return elsewhere(begun.value.url)
}

export type WhoIs = (who: StaffIdentity) => Promise<Actor | undefined>

/** The browser is back from the identity provider. */
export async function finishSignIn(
  visit: OpenVisit,
  openId: OpenId,
  whoIs: WhoIs,
  note: (who: StaffSignIn) => Promise<void>,
): Promise<Reply> {
  const { signingIn } = visit.session
  // Good once, whatever comes of it.
  delete visit.session.signingIn
  const finished = await openId.finish(visit.url, signingIn)
  if (!finished.ok) return signInPage(visit, MESSAGES[finished.error])
  const who = finished.value
  await note(who)
  if (!(await whoIs(who))) return unknownPage()
  visit.signIn({ door: 'staff', identity: who.identity, council: who.council, roles: who.roles })
  return seeOther(signingIn?.next ?? '/')
}

const unknownPage = (): Reply =>
  page(
    {
      title: 'You do not have access to Almoner yet',
      content: html`<p class="govuk-body">Your council account is right, but Almoner does not know you as one of its officers, or gives you no role.</p>
<p class="govuk-body">Ask the administrator of Almoner in your council to add you.</p>`,
    },
    { status: 403 },
  )

/** The trial council's page in place of a sign-in. */
export function choosePage(visit: OpenVisit, people: readonly TrialPerson[]): Reply {
  const staff = people.filter(({ door }) => door === 'staff')
  const providers = people.filter(({ door }) => door === 'portal')
  return page({
    title: 'Choose who to be',
    wide: true,
    content: html`<p class="govuk-body">This is a trial council with made-up people. Choose one and see Almoner with their eyes.</p>
${peopleList('Council officers', staff, visit)}
${peopleList('Providers', providers, visit)}`,
  })
}

const peopleList = (heading: string, people: readonly TrialPerson[], visit: OpenVisit): Html | undefined =>
  people.length === 0
    ? undefined
    : html`<h2 class="govuk-heading-m">${heading}</h2>
<dl class="govuk-summary-list">${people.map((person) => personRow(person, visit))}</dl>`

const personRow = ({ name, role, hint, door, identity }: TrialPerson, visit: OpenVisit): Html => html`
<div class="govuk-summary-list__row">
  <dt class="govuk-summary-list__key">${name}</dt>
  <dd class="govuk-summary-list__value">${role}${hint !== undefined && html`<br><span class="govuk-hint">${hint}</span>`}</dd>
  <dd class="govuk-summary-list__actions"><form action="/sign-in/trial" method="post" novalidate>${csrfField(visit.csrf)}
    <input type="hidden" name="who" value="${door} ${identity}"><input type="hidden" name="next" value="${nextOf(visit)}">
    ${button({ text: `Be ${name}`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0' })}</form></dd>
</div>`

/** Makes the visitor the person they chose. The request must come from this machine, whatever the server listens on. */
export function become(visit: OpenVisit, people: readonly TrialPerson[]): Reply {
  const person = people.find(({ door, identity }) => visit.form['who'] === `${door} ${identity}`)
  if (!person || !isLoopback(visit.address)) return choosePage(visit, people)
  visit.signIn({ door: person.door, identity: person.identity, council: person.council })
  const next = typeof visit.form['next'] === 'string' ? visit.form['next'] : '/'
  const isTheirs = next.startsWith('/portal') === (person.door === 'portal')
  return seeOther(isOwnPath(next) && isTheirs ? next : person.door === 'portal' ? '/portal' : '/')
}

/** The page asked for before the sign-in, if it is one of ours. */
export function nextOf(visit: OpenVisit): string {
  const { next } = visit.query
  return typeof next === 'string' && isOwnPath(next) ? next : '/'
}

export function signOut(visit: OpenVisit, path: '/sign-in' | '/signed-out' | '/portal/sign-in'): Reply {
  visit.signOut()
  return seeOther(path)
}

/** A link, since the policy lets no form lead to another site; whoever shares the computer would be let in without a password. */
export async function signedOutPage(openId: OpenId, returnTo: string): Promise<Reply> {
  const url = await openId.signOutUrl(returnTo)
  if (url === undefined) return seeOther('/sign-in')
  return page({
    title: 'You are signed out of Almoner',
    content: html`<p class="govuk-body">You may still be signed in to your council account in this browser. If others use this computer, sign out of it too.</p>
${button({ text: 'Sign out of your council account', href: url })}
<p class="govuk-body"><a class="govuk-link" href="/sign-in">Sign in to Almoner again</a></p>`,
  })
}

/** For those who come by a link: signing out changes something, so a form does it. */
export const signOutPage = (visit: OpenVisit): Reply =>
  page({
    title: 'Sign out',
    content: postForm({ action: '/sign-out', csrf: visit.csrf, content: button({ text: 'Sign out' }) }),
  })
