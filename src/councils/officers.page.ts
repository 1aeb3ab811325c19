import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { type AbsenceRefusal, isAway, type Officer } from '#src/councils/officer.ts'
import { addOfficer, changeRoles, endAbsence, planAbsence, type RolesRefusal } from '#src/councils/officer-commands.ts'
import { findOfficer, listOfficers, listTeams, officerNames, type Team } from '#src/councils/officer.store.ts'
import { isRole, roleName, ROLES } from '#src/councils/roles.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { forbidden, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  postForm,
  readDay,
  selectField,
  submit,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type House, latestHistory, showPanels } from '#src/platform/panels.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 50
const ROLE_CHOICES = ROLES.map((role) => ({ value: role, text: roleName(role) }))

const nameOf = (officers: readonly Officer[], ref: string | undefined): string =>
  officers.find(({ officerRef }) => officerRef === ref)?.name ?? 'nobody'

export async function listOfficersPage({ actor, shell, url, query }: Visit): Promise<Reply> {
  const roles = chosen(query, 'role').filter(isRole)
  const words = typedText(query, 'words').toLowerCase()
  const today = dayOf(shell.now())
  const left = chosen(query, 'left').includes('yes')
  const all = await shell.read(actor, (tx) => listOfficers(tx, { left }))
  const officers = all.filter(
    (one) =>
      (roles.length === 0 || one.roles.some((role) => roles.includes(role))) &&
      (words === '' || one.name.toLowerCase().includes(words) || one.officerRef.toLowerCase() === words),
  )
  const from = (pageAsked(query) - 1) * PAGE_SIZE
  return page({
    title: 'Officers',
    wide: true,
    breadcrumbs: settingsCrumbs({ text: 'Officers' }),
    actions: [may(actor, 'councils.manage') && { text: 'Add an officer', href: '/officers/add' }],
    content: queue({
      noun: { one: 'officer', many: 'officers' },
      url,
      rows: officers.slice(from, from + PAGE_SIZE),
      total: officers.length,
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'words', name: 'words', label: 'Name or reference' },
        { kind: 'choices', name: 'role', label: 'Role', choices: ROLE_CHOICES },
        { kind: 'choices', name: 'left', label: 'Access', choices: [{ value: 'yes', text: 'Ended too' }] },
      ],
      columns: [
        {
          heading: 'Name',
          cell: (one) => html`${link(one.name, `/officers/${one.officerRef}`)}${small(one.officerRef)}`,
        },
        { heading: 'Roles', cell: (one) => one.roles.map(roleName).join(', ') },
        { heading: 'Access', cell: (one) => one.leftDay !== undefined && `ended on ${formatDay(one.leftDay)}` },
        { heading: 'Team', cell: (one) => one.teamName ?? 'No team' },
        {
          heading: 'Away',
          cell: (one) =>
            isAway(one, today) && one.awayTo
              ? `until ${formatDay(one.awayTo)}, ${nameOf(all, one.delegateRef)} signs`
              : '',
        },
      ],
    }),
  })
}

export const head = (officer: Officer, title: string): Pick<Page, 'title' | 'caption' | 'breadcrumbs'> => ({
  title,
  caption: title === officer.name ? `Officer ${officer.officerRef}` : `${officer.name}, ${officer.officerRef}`,
  breadcrumbs: [
    { text: 'Officers', href: '/officers' },
    title === officer.name
      ? { text: officer.officerRef }
      : { text: officer.officerRef, href: `/officers/${officer.officerRef}` },
    ...(title === officer.name ? [] : [{ text: title }]),
  ],
})

const mayMove = (actor: Actor, officer: Officer): boolean =>
  may(actor, 'councils.manage') || actor.id === officer.officerRef

export const refOf = ({ params }: Pick<Visit, 'params'>): string => (params['ref'] ?? '').toUpperCase()

export async function showOfficer(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell } = visit
  return shell.read(actor, async (tx) => {
    const officer = await findOfficer(tx, refOf(visit))
    if (!officer) return notFound()
    const at = `/officers/${officer.officerRef}`
    const manages = may(actor, 'councils.manage') && actor.id !== officer.officerRef && officer.leftDay === undefined
    const delegates = await officerNames(tx, officer.delegateRef === undefined ? [] : [officer.delegateRef])
    const away = officer.awayFrom !== undefined && officer.awayTo !== undefined
    return page({
      ...head(officer, officer.name),
      tags: [
        isAway(officer, dayOf(tx.now)) && { text: 'Away', colour: 'yellow' },
        officer.leftDay !== undefined && { text: 'Access ended', colour: 'grey' },
      ],
      actions: [
        mayMove(actor, officer) && { text: away ? 'Change days away' : 'Add days away', href: `${at}/away` },
        manages && { text: 'Change roles', kind: 'secondary', href: `${at}/roles` },
        manages && { text: 'Link to the directory', kind: 'secondary', href: `${at}/directory` },
        manages && { text: 'End access', kind: 'secondary', href: `${at}/end-access` },
        may(actor, 'councils.manage') &&
          officer.leftDay !== undefined && { text: 'Bring back', kind: 'secondary', href: `${at}/restore` },
      ],
      content: html`${section(
        'Details',
        summary([
          { key: 'Roles', value: officer.roles.map(roleName).join(', ') || 'None' },
          { key: 'Team', value: officer.teamName ?? 'No team' },
          { key: 'Email', value: officer.email },
          {
            key: 'Signs in',
            value:
              officer.identity === undefined
                ? 'Not linked to the council’s directory yet'
                : 'By the council’s directory',
          },
          {
            key: 'Away',
            value:
              officer.awayFrom !== undefined && officer.awayTo !== undefined
                ? `${formatDay(officer.awayFrom)} to ${formatDay(officer.awayTo)}`
                : 'No days planned',
          },
          officer.delegateRef !== undefined && {
            key: 'Who signs instead',
            value: link(delegates.get(officer.delegateRef) ?? officer.delegateRef, `/officers/${officer.delegateRef}`),
          },
        ]),
      )}${await showPanels(house, tx, actor, 'officer', officer.officerRef)}`,
      ...(may(actor, 'audit.see') ? { aside: await latestHistory(house, tx, `officer:${officer.officerRef}`) } : {}),
    })
  })
}

type TypedAway = { from: Day | TypedDay | undefined; to: Day | TypedDay | undefined; delegate: string }

const awayView = (
  officer: Officer,
  others: readonly Officer[],
  typed: TypedAway,
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  ...head(officer, 'Days away'),
  errors,
  content: html`${postForm({
    action: `/officers/${officer.officerRef}/away`,
    csrf,
    content: html`${dayField({ name: 'from', label: 'First day away', value: typed.from, errors })}
${dayField({ name: 'to', label: 'Last day away', value: typed.to, errors })}
${selectField({ name: 'delegate', label: 'Who signs instead', value: typed.delegate, empty: 'Choose an officer', errors, choices: others.map((one) => ({ value: one.officerRef, text: `${one.name}, ${one.roles.map(roleName).join(', ')}` })) })}
${submit('Save', { href: `/officers/${officer.officerRef}` })}`,
  })}${
    officer.awayFrom !== undefined &&
    postForm({
      action: `/officers/${officer.officerRef}/back`,
      csrf,
      content: html`<button class="govuk-button govuk-button--secondary" type="submit">Remove these days: I am here</button>`,
    })
  }`,
})

async function findForAway(visit: Visit) {
  return visit.shell.read(visit.actor, async (tx) => {
    const officer = await findOfficer(tx, refOf(visit))
    const others = (await listOfficers(tx)).filter(({ officerRef }) => officerRef !== officer?.officerRef)
    return { officer, others }
  })
}

const NOT_YOURS = 'Only the officer, or somebody who looks after officers, can say when the officer is away.'

export async function showAway(visit: Visit): Promise<Reply> {
  const { officer, others } = await findForAway(visit)
  if (!officer) return notFound()
  if (!mayMove(visit.actor, officer)) return forbidden(NOT_YOURS)
  const typed = { from: officer.awayFrom, to: officer.awayTo, delegate: officer.delegateRef ?? '' }
  return page(awayView(officer, others, typed, visit.csrf))
}

const AWAY_WORDS: Record<AbsenceRefusal | 'no such delegate', FieldError> = {
  'ends before it begins': { field: 'to', message: 'The last day must not be before the first' },
  'already over': { field: 'to', message: 'The last day must be today or later' },
  'delegate is the officer': { field: 'delegate', message: 'Choose another officer' },
  'delegate has left': { field: 'delegate', message: 'This officer will have left. Choose another' },
  'delegate is away too': { field: 'delegate', message: 'This officer is away on some of the days. Choose another' },
  'no such delegate': { field: 'delegate', message: 'Choose who signs instead' },
}

export async function postAway(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const { officer, others } = await findForAway(visit)
  if (!officer) return notFound()
  if (!mayMove(actor, officer)) return forbidden(NOT_YOURS)
  const [from, to] = [readDay(form, 'from'), readDay(form, 'to')]
  const delegateRef = typedText(form, 'delegate')
  const again = (errors: FieldError[]) => {
    const typed = { from: typedDay(form, 'from'), to: typedDay(form, 'to'), delegate: delegateRef }
    return page(awayView(officer, others, typed, csrf, errors), { status: 400 })
  }
  const errors: FieldError[] = []
  if (!from.ok) errors.push({ field: 'from', message: 'Enter the first day away, such as 27 3 2027' })
  if (!to.ok) errors.push({ field: 'to', message: 'Enter the last day away, such as 3 4 2027' })
  if (delegateRef === '') errors.push(AWAY_WORDS['no such delegate'])
  if (!from.ok || !to.ok || errors.length > 0) return again(errors)
  const { officerRef } = officer
  const planned = await planAbsence(shell, actor, { officerRef, from: from.value, to: to.value, delegateRef })
  if (planned.ok) return seeOther(`/officers/${officerRef}`, 'The days away have been saved.')
  return planned.error === 'no such officer' ? notFound() : again([AWAY_WORDS[planned.error]])
}

export async function postBack(visit: Visit): Promise<Reply> {
  const { officer } = await findForAway(visit)
  if (!officer) return notFound()
  if (!mayMove(visit.actor, officer)) return forbidden(NOT_YOURS)
  await endAbsence(visit.shell, visit.actor, { officerRef: officer.officerRef })
  return seeOther(`/officers/${officer.officerRef}`, 'The days away have been removed.')
}

const rolesView = (officer: Officer, roles: readonly string[], csrf: string, errors: FieldError[] = []): Page => ({
  ...head(officer, 'Change roles'),
  errors,
  content: postForm({
    action: `/officers/${officer.officerRef}/roles`,
    csrf,
    content: html`${checkboxesField({ name: 'roles', label: 'Roles', values: roles, choices: ROLE_CHOICES, errors })}
${submit('Save the roles', { href: `/officers/${officer.officerRef}` })}`,
  }),
})

export async function showRoles(visit: Visit): Promise<Reply> {
  const officer = await visit.shell.read(visit.actor, (tx) => findOfficer(tx, refOf(visit)))
  return officer ? page(rolesView(officer, officer.roles, visit.csrf)) : notFound()
}

const ROLES_WORDS: Record<Exclude<RolesRefusal, 'no such officer'>, string> = {
  'own roles': 'You cannot change your own roles. Ask somebody else who looks after officers',
  'nothing changes': 'Nothing was changed. Tick or untick a role, or cancel',
}

export async function postRoles(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const officer = await shell.read(actor, (tx) => findOfficer(tx, refOf(visit)))
  if (!officer) return notFound()
  const roles = chosen(form, 'roles').filter(isRole)
  if (roles.length === 0)
    return page(
      rolesView(officer, roles, csrf, [
        { field: 'roles', message: 'Choose at least one role, or end the officer’s access' },
      ]),
      { status: 400 },
    )
  const changed = await changeRoles(shell, actor, { officerRef: officer.officerRef, roles })
  if (changed.ok) return seeOther(`/officers/${officer.officerRef}`, 'The roles have been changed.')
  if (changed.error === 'no such officer') return notFound()
  const errors = [{ field: 'roles', message: ROLES_WORDS[changed.error] }]
  return page(rolesView(officer, roles, csrf, errors), { status: 400 })
}

type TypedOfficer = { name: string; email: string; team: string; roles: readonly string[] }

const addView = (typed: TypedOfficer, teams: readonly Team[], csrf: string, errors: FieldError[] = []): Page => ({
  title: 'Add an officer',
  breadcrumbs: [{ text: 'Officers', href: '/officers' }, { text: 'Add an officer' }],
  errors,
  content: postForm({
    action: '/officers/add',
    csrf,
    content: html`<p class="govuk-body">Officers who sign in by the council’s directory are added by themselves at their first sign-in.</p>
${textField({ name: 'name', label: 'Name', value: typed.name, errors, width: 20 })}
${textField({ name: 'email', label: 'Email', type: 'email', value: typed.email, errors, width: 30 })}
${selectField({ name: 'team', label: 'Team (optional)', value: typed.team, empty: 'No team', choices: teams.map(({ teamRef, name }) => ({ value: teamRef, text: name })) })}
${checkboxesField({ name: 'roles', label: 'Roles', values: typed.roles, choices: ROLE_CHOICES, errors })}
${submit('Add the officer', { href: '/officers' })}`,
  }),
})

export async function showAddOfficer({ actor, shell, csrf }: Visit): Promise<Reply> {
  const teams = await shell.read(actor, listTeams)
  return page(addView({ name: '', email: '', team: '', roles: [] }, teams, csrf))
}

export async function postAddOfficer({ actor, shell, form, csrf }: Visit): Promise<Reply> {
  const [name = '', email = '', team = ''] = ['name', 'email', 'team'].map((field) => chosen(form, field)[0])
  const roles = chosen(form, 'roles').filter(isRole)
  const teams = await shell.read(actor, listTeams)
  const errors: FieldError[] = []
  if (name === '') errors.push({ field: 'name', message: 'Enter the name of the officer' })
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    errors.push({ field: 'email', message: 'Enter an email address, such as name@council.gov.uk' })
  if (roles.length === 0) errors.push({ field: 'roles', message: 'Choose at least one role' })
  const isTeam = teams.some(({ teamRef }) => teamRef === team)
  if (errors.length > 0) return page(addView({ name, email, team, roles }, teams, csrf, errors), { status: 400 })
  const added = await addOfficer(shell, actor, { name, email, roles, ...(isTeam ? { teamRef: team } : {}) })
  return added.ok ? seeOther(`/officers/${added.value.officerRef}`, `${name} has been added.`) : notFound()
}
