import { dayOf } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/policies/policy.store.ts'
import { STANDARD } from '#src/councils/policies/policy.ts'
import { kept } from '#src/councils/retention.ts'
import { systemActor } from '#src/platform/actor.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import { type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { summary } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'

/** What the council of this installation decided; the standard where several share it. */
async function retentionOf({ shell }: OpenVisit) {
  const [council, ...others] = await listCouncilIds(shell)
  if (council === undefined || others.length > 0) return STANDARD.retention
  return shell.read(systemActor(council), (tx) => getPolicy(tx, 'retention', dayOf(tx.now)))
}

/** The lawful bases of L-60 and the rights of L-61, in plain words. */
export async function showPrivacy(visit: OpenVisit): Promise<Reply> {
  const policy = await retentionOf(visit)
  return page({
    title: 'Privacy',
    breadcrumbs: [{ text: 'Privacy' }],
    content: html`<p class="govuk-body-l">What Almoner keeps about people, why, and how long.</p>
<p class="govuk-body">The council that uses Almoner decides what is kept and is the data controller. Its own privacy notice goes further than this page. Nothing is sent to the makers of Almoner.</p>
<h2 class="govuk-heading-m">What is kept and how long</h2>
${summary(
  kept(policy).map(({ what, details, why, keepFor }) => ({
    key: what,
    value: html`${details}.${small(`${why}. Kept: ${keepFor}.`)}`,
  })),
)}
<p class="govuk-body">Almoner does not delete records of people, care or money by itself: an officer of the council decides so when their time is over.</p>
<h2 class="govuk-heading-m">Why the council may keep it</h2>
<ul class="govuk-list govuk-list--bullet">
  <li>It is a task of the council in the public interest, and a duty under the Care Act 2014: UK GDPR article 6(1)(e) and article 6(1)(c).</li>
  <li>Health and care details are kept to provide social care: UK GDPR article 9(2)(h), with the Data Protection Act 2018, schedule 1, paragraph 2.</li>
</ul>
<p class="govuk-body">It does not rest on consent.</p>
<h2 class="govuk-heading-m">Who sees it</h2>
<ul class="govuk-list govuk-list--bullet">
  <li>Officers see what their role needs. Each time somebody opens a person’s record, Almoner notes who and when.</li>
  <li>A provider asked to offer care sees the visits and the first part of the postcode. It sees the name and address when the care is placed with it, and never another provider’s records.</li>
  <li>Councillors see no person’s details.</li>
</ul>
<h2 class="govuk-heading-m">Your rights</h2>
<p class="govuk-body">Ask your council for a copy of what it holds about you, or to put it right. It answers within one calendar month, and may take two more if the request is complex. If you are not happy, complain to the ${link('Information Commissioner’s Office', 'https://ico.org.uk/make-a-complaint/')}.</p>
<h2 class="govuk-heading-m">Cookies</h2>
<p class="govuk-body">One cookie keeps you signed in. It holds no name and is dropped when you sign out. A session ends after an hour without use, and after 12 hours in any case. There is no other cookie and nothing that follows you.</p>
<h2 class="govuk-heading-m">What is kept on a carer’s phone</h2>
<p class="govuk-body">The page behind the code at a person’s home works without a connection, so it keeps some things on the phone of the carer who opened it:</p>
<ul class="govuk-list govuk-list--bullet">
  <li>the page itself, which names neither the person nor the provider</li>
  <li>each log-in and log-out that is not sent yet: the carer’s number and PIN, the time, and where the phone was if the carer ticked that it be told. It goes from the phone when it is sent</li>
  <li>a number for a log-in, until the log-out that belongs to it</li>
</ul>
<p class="govuk-body">Where the phone was is asked only at the press of a button, never in between.</p>`,
  })
}
