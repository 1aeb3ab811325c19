import { page, type Reply } from '#src/platform/http/doors.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import { link } from '#src/platform/pages/table.ts'

/** What each role can do, each line with the page where it is done. */
type Guide = { readonly id: string; readonly who: string; readonly can: readonly Part[] }

const OFFICERS: readonly Guide[] = [
  {
    id: 'everyone',
    who: 'Every council officer',
    can: [
      html`See what is waiting for you in ${link('My work', '/my-work')}: the oldest deadline comes first.`,
      html`Search from the top of any page: by reference, name or postcode.`,
      html`Say when you are away and who signs for you: follow the link on the right of ${link('My work', '/my-work')}.`,
      html`Read what was done to a record, by whom and when: choose “All history” on the record.`,
    ],
  },
  {
    id: 'social-workers',
    who: 'Social workers, team managers and duty officers',
    can: [
      html`${link('Add a person', '/people/add')}. Almoner tells you first when it seems to know them already.`,
      html`Note a conversation, assess needs against the ten outcomes, and agree a plan: start from the person’s page.`,
      html`${link('Start a package', '/packages/start')}: the visits of a week, skills and start day. Check it, then send it.`,
      html`Sign, or refuse with a reason, what waits for your signature. You cannot sign what you asked for yourself.`,
      html`Duty officers also enter visits that a carer could not log, with the reason why.`,
    ],
  },
  {
    id: 'brokers',
    who: 'Brokers and brokerage managers',
    can: [
      html`Send a package to the providers of the zone, and follow it in ${link('Packages', '/packages')}.`,
      html`Close offers when their time is over, and compare them: each shows what makes its rank and what it costs a week and a year.`,
      html`Choose an offer. When it is not the first in the ranking, give the reason.`,
      html`Remind officers who have not signed. When all have, the care is placed, the contract drawn down and the visits planned.`,
      html`Withdraw a package or a choice, or end care: all on the package’s page.`,
    ],
  },
  {
    id: 'finance',
    who: 'Finance officers and finance managers',
    can: [
      html`Take in a call log, and see each row that was refused and why, in ${link('Visits', '/visits')}.`,
      html`${link('Make a pay run', '/pay-runs/start')} for a period and a provider. Each visit has one line and one sentence that says what is paid and why.`,
      html`Approve a pay run, if you are a manager and somebody else made it.`,
      html`Open ${link('statements', '/statements')}, download them as CSV, or print a letter of visits for a family from the person’s page.`,
    ],
  },
  {
    id: 'contracts',
    who: 'Contract managers, commissioners and quality officers',
    can: [
      html`Enter a contract and watch what is drawn down from it in ${link('Contracts', '/contracts')}.`,
      html`Add a rate card in ${link('Rate cards', '/rate-cards')}: if it has a fault, the page says where.`,
      html`${link('Import the CQC register', '/providers/imports')}, and see what is new, changed or gone.`,
      html`Approve or suspend a provider, on the provider’s page. ${link('Invite its staff', '/provider-users')} to the portal.`,
    ],
  },
  {
    id: 'heads',
    who: 'Heads of service and directors',
    can: [
      html`Sign placements, and let one go above a contract’s ceiling with a reason.`,
      html`Change what the council has decided, from a day and with a reason: ${link('Policies', '/policies')}.`,
      html`See who looked at a person’s record: the access log is on the person’s history.`,
    ],
  },
  {
    id: 'administrators',
    who: 'Administrators',
    can: [
      html`Add officers, change their roles and end their access in ${link('Officers', '/officers')}.`,
      html`Give a supplier’s machine its key in ${link('Machine clients', '/machine-clients')}.`,
      html`An administrator opens no person’s record.`,
    ],
  },
  {
    id: 'councillors',
    who: 'Councillors',
    can: [html`See providers and their ratings, contracts and policies. A councillor sees no person’s details.`],
  },
]

const PROVIDERS: readonly Part[] = [
  html`See the packages you are asked to offer for in ${link('Offers', '/portal/offers')}: the visits, the skills and the first part of the postcode. You see who the person is when the care is yours.`,
  html`Offer all of the visits or some of them, or decline and say why. You can change or take back an offer until the time is over.`,
  html`See the care you give in ${link('Placements', '/portal/placements')}.`,
  html`Send your call log as a CSV file, and see each row that was refused and how to put it right: ${link('Visits', '/portal/visits')}. The same file sent twice changes nothing.`,
  html`Read why each visit was paid as it was in ${link('Statements', '/portal/statements')}. They print, and come as CSV.`,
]

const list = (items: readonly Part[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${items.map((item) => html`<li>${item}</li>`)}</ul>`

export const showHelp = (): Reply =>
  page({
    title: 'Help',
    breadcrumbs: [{ text: 'Help' }],
    content: html`<p class="govuk-body-l">What you can do in Almoner, and where.</p>
<p class="govuk-body">What you see depends on your role. If you need a page that you cannot open, ask the administrator of Almoner in your council.</p>
<ul class="govuk-list">
  ${OFFICERS.map(({ id, who }) => html`<li>${link(who, `#${id}`)}</li>`)}
  <li>${link('Providers', '#providers')}</li>
  <li>${link('Software of suppliers', '#software')}</li>
</ul>
${OFFICERS.map(({ id, who, can }) => html`<h2 class="govuk-heading-m" id="${id}">${who}</h2>${list(can)}`)}
<h2 class="govuk-heading-m" id="providers">Providers</h2>
${list(PROVIDERS)}
<p class="govuk-body">The council’s contract manager invites your staff. If a link has run out, ask for another, or ${link('choose a new password', '/portal/forgotten')}.</p>
<h2 class="govuk-heading-m" id="software">Software of suppliers</h2>
<p class="govuk-body">Everything above can be done by a machine too: ${link('the API and how to call it', '/api/docs')}.</p>`,
  })
