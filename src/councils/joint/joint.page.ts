import { formatDay, dayOf } from '#src/base/day.ts'
import type { JointMember } from '#src/councils/joint/joint.ts'
import { answerInvitation, beginArrangement, inviteCouncil, sendOfficer } from '#src/councils/joint/joint-commands.ts'
import { listArrangements, listMembers } from '#src/councils/joint/joint.store.ts'
import { listCouncils } from '#src/platform/councils.ts'
import { listOfficers } from '#src/councils/officer.store.ts'
import { isRole, ROLES, type Role, roleName } from '#src/councils/roles.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

const STATUS = {
  invited: { text: 'Invited', colour: 'yellow' },
  member: { text: 'Member', colour: 'green' },
  left: { text: 'Left', colour: 'grey' },
} as const

/** The arrangements that this council is in or is invited to, and the form that begins one. */
export async function listArrangementsPage(
  visit: Visit,
  name = '',
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const arrangements = await listArrangements(shell.database, actor.council)
  return page(
    {
      title: 'Joint arrangements',
      breadcrumbs: settingsCrumbs({ text: 'Joint arrangements' }),
      errors,
      content: html`<p class="govuk-body">Several councils that buy together share a specification, its lots and the evaluation of bids. What each council pays, how much it buys, what it decides and whom it serves stay its own.</p>
${dataTable({
  caption: 'Joint arrangements',
  captionHidden: true,
  rows: arrangements,
  empty: 'This council is in no joint arrangement.',
  columns: [
    {
      heading: 'Arrangement',
      cell: (one) =>
        html`${link(one.jointName, `/joint/${one.jointCouncil}`)}${one.isLead && small('This council leads it')}`,
    },
    { heading: 'This council', cell: (one) => statusTag(STATUS[one.status]) },
    { heading: 'Since', cell: (one) => formatDay(dayOf(one.since)) },
  ],
})}${
  may(actor, 'councils.manage') &&
  section(
    'Begin an arrangement',
    postForm({
      action: '/joint',
      csrf,
      content: html`${textField({ name: 'name', label: 'Name of the arrangement', hint: 'Such as “Care across the three rivers”', value: name, width: 30, errors })}${submit('Begin it')}`,
    }),
  )
}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postArrangement(visit: Visit): Promise<Reply> {
  const name = typedText(visit.form, 'name')
  if (name === '')
    return listArrangementsPage(visit, name, [{ field: 'name', message: 'Enter the name of the arrangement' }])
  const begun = await beginArrangement(visit.shell, visit.actor, { name })
  if (begun.ok) return seeOther(`/joint/${begun.value}`, `${name} has begun. Invite the other councils.`)
  const message = 'A council or an arrangement of this name is here already. Enter another name'
  return listArrangementsPage(visit, name, [{ field: 'name', message }])
}

const numberOf = (visit: Visit): number => Number(visit.params['council'])

export async function showArrangement(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { actor, shell } = visit
  const jointCouncil = numberOf(visit)
  if (!Number.isSafeInteger(jointCouncil)) return notFound()
  const members = await listMembers(shell.database, jointCouncil)
  const own = members.find(({ memberCouncil }) => memberCouncil === actor.council)
  if (!own) return notFound()
  return page(
    {
      title: own.jointName,
      caption: 'Joint arrangement',
      breadcrumbs: settingsCrumbs({ text: 'Joint arrangements', href: '/joint' }, { text: own.jointName }),
      tags: [STATUS[own.status]],
      errors,
      content: html`${dataTable<JointMember>({
        caption: 'Members',
        rows: members,
        empty: '',
        columns: [
          { heading: 'Council', cell: (one) => html`${one.memberName}${one.isLead && small('Leads the arrangement')}` },
          { heading: 'Standing', cell: (one) => statusTag(STATUS[one.status]) },
          { heading: 'Since', cell: (one) => formatDay(dayOf(one.since)) },
        ],
      })}${may(actor, 'councils.manage') && (await managing(visit, own, members, errors))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

async function managing(
  visit: Visit,
  own: JointMember,
  members: readonly JointMember[],
  errors: readonly FieldError[],
): Promise<Html> {
  const { shell, csrf } = visit
  const action = `/joint/${own.jointCouncil}`
  if (own.status === 'invited') {
    return section(
      'You are invited',
      postForm({
        action: `${action}/join`,
        csrf,
        content: html`<p class="govuk-body">Your zones will be zones of the arrangement. Nothing else of yours is seen there.</p>${submit('Join')}`,
      }),
    )
  }
  if (own.status === 'left') return html`<p class="govuk-body">Your council has left this arrangement.</p>`
  const there = new Set(members.filter(({ status }) => status !== 'left').map(({ memberCouncil }) => memberCouncil))
  const others = (await listCouncils(shell.database)).filter(
    ({ council, kind }) => kind === 'council' && !there.has(council),
  )
  return html`${own.isLead && inviteForm(action, csrf, others, errors)}${await sendForm(visit, action, errors)}${
    !own.isLead &&
    section(
      'Leave',
      postForm({
        action: `${action}/leave`,
        csrf,
        content: html`<p class="govuk-body">What has been bought together stays in force.</p>${submit('Leave the arrangement')}`,
      }),
    )
  }`
}

const inviteForm = (
  action: string,
  csrf: string,
  others: readonly { council: number; name: string }[],
  errors: readonly FieldError[],
): Html =>
  section(
    'Invite a council',
    others.length === 0
      ? html`<p class="govuk-body">Every council of this database is a member or is invited.</p>`
      : postForm({
          action: `${action}/invite`,
          csrf,
          content: html`${selectField({
            name: 'member',
            label: 'Council',
            value: '',
            choices: [
              { value: '', text: 'Choose' },
              ...others.map(({ council, name }) => ({ value: String(council), text: name })),
            ],
            errors,
          })}${submit('Invite')}`,
        }),
  )

/** What officers of a member may be in the arrangement: those who buy, not those who place or pay. */
const JOINT_ROLES: readonly Role[] = ROLES.filter((role) =>
  [
    'contract_manager',
    'commissioner',
    'quality_officer',
    'finance_officer',
    'head_of_service',
    'administrator',
  ].includes(role),
)

async function sendForm({ actor, shell, csrf }: Visit, action: string, errors: readonly FieldError[]): Promise<Html> {
  const officers = await shell.read(actor, (tx) => listOfficers(tx))
  return section(
    'Send an officer',
    postForm({
      action: `${action}/officers`,
      csrf,
      content: html`<p class="govuk-body">They work in the arrangement too, under their own name, and change between the two at “Work for another council”.</p>
${selectField({
  name: 'officer',
  label: 'Officer',
  value: '',
  choices: [
    { value: '', text: 'Choose' },
    ...officers.map(({ officerRef, name }) => ({ value: officerRef, text: name })),
  ],
  errors,
})}${checkboxesField({
  name: 'roles',
  label: 'Roles in the arrangement',
  values: [],
  choices: JOINT_ROLES.map((role) => ({ value: role, text: roleName(role) })),
  errors,
})}${submit('Send')}`,
    }),
  )
}

export async function postInvitation(visit: Visit): Promise<Reply> {
  const jointCouncil = numberOf(visit)
  if (!Number.isSafeInteger(jointCouncil)) return notFound()
  const memberCouncil = Number(chosen(visit.form, 'member')[0])
  const known = await listCouncils(visit.shell.database)
  if (!known.some(({ council, kind }) => council === memberCouncil && kind === 'council'))
    return showArrangement(visit, [{ field: 'member', message: 'Choose the council to invite' }])
  const invited = await inviteCouncil(visit.shell, visit.actor, { jointCouncil, memberCouncil })
  if (invited.ok) return seeOther(`/joint/${jointCouncil}`, 'The council is invited and sees it under its settings.')
  const WORDS = {
    'not the lead': 'Only the council that leads the arrangement invites others',
    'is a member already': 'That council is a member or is invited already',
    'is the lead itself': 'Your own council leads the arrangement. Choose another',
  }
  return showArrangement(visit, [{ field: 'member', message: WORDS[invited.error] }])
}

export const postJoin = (visit: Visit): Promise<Reply> => answer(visit, 'join')
export const postLeave = (visit: Visit): Promise<Reply> => answer(visit, 'leave')

async function answer(visit: Visit, which: 'join' | 'leave'): Promise<Reply> {
  const jointCouncil = numberOf(visit)
  if (!Number.isSafeInteger(jointCouncil)) return notFound()
  const answered = await answerInvitation(visit.shell, visit.actor, { jointCouncil, answer: which })
  if (answered.ok)
    return seeOther(`/joint/${jointCouncil}`, which === 'join' ? 'Your council has joined.' : 'Your council has left.')
  return answered.error === 'not invited'
    ? notFound()
    : showArrangement(visit, [{ field: '', message: 'The council that leads an arrangement cannot leave it' }])
}

export async function postOfficer(visit: Visit): Promise<Reply> {
  const jointCouncil = numberOf(visit)
  if (!Number.isSafeInteger(jointCouncil)) return notFound()
  const officerRef = typedText(visit.form, 'officer')
  const roles = chosen(visit.form, 'roles').filter(isRole)
  const errors: FieldError[] = []
  if (officerRef === '') errors.push({ field: 'officer', message: 'Choose the officer to send' })
  if (roles.length === 0) errors.push({ field: 'roles', message: 'Choose at least one role' })
  if (errors.length > 0) return showArrangement(visit, errors)
  const sent = await sendOfficer(visit.shell, visit.actor, { jointCouncil, officerRef, roles })
  if (sent.ok) return seeOther(`/joint/${jointCouncil}`, 'The officer works in the arrangement too from now on.')
  const WORDS = {
    'no such officer': 'Choose the officer to send',
    'not a member': 'Your council is not a member of this arrangement',
    'works there already': 'This officer works in the arrangement already. Choose another',
    'identity is taken': 'This officer’s account is known in the arrangement already. Choose another',
  }
  return showArrangement(visit, [{ field: 'officer', message: WORDS[sent.error] }])
}
