import { may } from '#src/platform/actor.ts'
import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { link, small } from '#src/platform/pages/table.ts'

const SETTINGS = [
  {
    text: 'Officers',
    href: '/officers',
    says: 'Who works here, in which roles, and who is away',
    grant: 'councils.see',
  },
  { text: 'Teams', href: '/teams', says: 'The teams that officers belong to', grant: 'councils.see' },
  { text: 'Zones', href: '/zones', says: 'The parts of the council’s area, by postcode', grant: 'councils.see' },
  {
    text: 'Bank holidays',
    href: '/bank-holidays',
    says: 'The days that rate cards price as such',
    grant: 'councils.see',
  },
  { text: 'Policies', href: '/policies', says: 'What the council has decided, and from when', grant: 'councils.see' },
  {
    text: 'Joint arrangements',
    href: '/joint',
    says: 'Buying together with other councils',
    grant: 'councils.see',
  },
  {
    text: 'Work for another council',
    href: '/working-for',
    says: 'Where you work in a joint arrangement too',
    grant: 'councils.see',
  },
  { text: 'Machine clients', href: '/machine-clients', says: 'Software that uses the API', grant: 'sign-in.clients' },
  { text: 'Provider users', href: '/provider-users', says: 'Who signs in for a provider', grant: 'sign-in.invite' },
  {
    text: 'CQC register',
    href: '/providers/imports',
    says: 'Extracts taken into the register',
    grant: 'providers.import',
  },
  { text: 'What is past its time', href: '/retention', says: 'Records that may be dropped', grant: 'councils.manage' },
] as const

/** Everything that the council sets for itself, in one place. */
export function showSettings({ actor }: Visit): Reply {
  return page({
    title: 'Council settings',
    breadcrumbs: [{ text: 'Council settings' }],
    content: html`<ul class="govuk-list govuk-list--spaced">${SETTINGS.filter(({ grant }) => may(actor, grant)).map(
      ({ text, href, says }) => html`<li>${link(text, href)}${small(says)}</li>`,
    )}</ul>`,
  })
}

/** Where a page of the settings stands. */
export const settingsCrumbs = (...trail: readonly { readonly text: string; readonly href?: string }[]) => [
  { text: 'Council settings', href: '/settings' },
  ...trail,
]
