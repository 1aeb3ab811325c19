import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { changePolicy, type ChangePolicyRefusal } from '#src/councils/commands.ts'
import { officerNames } from '#src/councils/officer.store.ts'
import {
  isPolicyKind,
  POLICY_KINDS,
  type PolicyKind,
  policyName,
  type PolicyVersion,
  STANDARD,
} from '#src/councils/policies/policy.ts'
import type { PolicyFault, PolicyField, TypedPolicy } from '#src/councils/policies/form.ts'
import { policyFields, readPolicyForm, showPolicy } from '#src/councils/policies/policy-form.ts'
import { listPolicies, listVersions } from '#src/councils/policies/policy.store.ts'
import { settingsCrumbs } from '#src/councils/settings/settings.page.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { asideSection, section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

const valueWords = (kind: PolicyKind, value: PolicyVersion['value']): Html => {
  const shown = showPolicy(kind, value as never)
  return html`${policyFields(kind).map(({ name, label, lines, choices }) =>
    lines
      ? html`<p class="govuk-body govuk-!-margin-bottom-1">${label}:</p><ul class="govuk-list govuk-list--bullet">${(
          shown[name] ?? ''
        )
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => html`<li>${line}</li>`)}</ul>`
      : html`<p class="govuk-body">${label}: <strong>${choices?.find((one) => one.value === shown[name])?.text ?? shown[name] ?? ''}</strong></p>`,
  )}`
}

/** Every policy with what is in force today, and what is still to come. */
export async function listPoliciesPage({ actor, shell }: Visit): Promise<Reply> {
  const today = dayOf(shell.now())
  const versions = await shell.read(actor, (tx) => listPolicies(tx, today))
  const running = (kind: PolicyKind) => versions.find((one) => one.kind === kind && one.fromDay <= today)
  const coming = (kind: PolicyKind) => versions.find((one) => one.kind === kind && one.fromDay > today)
  return page({
    title: 'Policies',
    wide: true,
    breadcrumbs: settingsCrumbs({ text: 'Policies' }),
    actions: [
      may(actor, 'councils.manage') && { text: 'What is past its time', kind: 'secondary', href: '/retention' },
    ],
    content: dataTable({
      caption: 'What the council has decided',
      rows: POLICY_KINDS,
      columns: [
        { heading: 'Policy', cell: (kind) => link(policyName(kind), `/policies/${kind}`) },
        {
          heading: 'In force',
          cell: (kind) => {
            const version = running(kind)
            return version
              ? html`since ${formatDay(version.fromDay)}${small(version.reason)}`
              : 'Almoner’s standard: nothing decided yet'
          },
        },
        {
          heading: 'To come',
          cell: (kind) => {
            const version = coming(kind)
            return version ? `from ${formatDay(version.fromDay)}` : 'Nothing'
          },
        },
      ],
    }),
  })
}

export async function showPolicyPage({ actor, shell, params }: Visit): Promise<Reply> {
  const kind = params['kind'] ?? ''
  if (!isPolicyKind(kind)) return notFound()
  const today = dayOf(shell.now())
  const { versions, names } = await shell.read(actor, async (tx) => {
    const found = await listVersions(tx, kind)
    const deciders = await officerNames(
      tx,
      found.map(({ decidedBy }) => decidedBy),
    )
    return { versions: found, names: deciders }
  })
  const running = versions.find((one) => one.fromDay <= today && (one.toDay === undefined || today < one.toDay))
  return page({
    title: policyName(kind),
    caption: 'Policy',
    breadcrumbs: settingsCrumbs({ text: 'Policies', href: '/policies' }, { text: policyName(kind) }),
    actions: [may(actor, 'councils.manage') && { text: 'Change this policy', href: `/policies/${kind}/change` }],
    content: html`${section(
      running ? `In force since ${formatDay(running.fromDay)}` : 'In force: Almoner’s standard',
      valueWords(kind, running?.value ?? STANDARD[kind]),
    )}${versions
      .filter((one) => one.fromDay > today)
      .map((one) => section(`From ${formatDay(one.fromDay)}`, valueWords(kind, one.value)))}
${section(
  'All versions',
  dataTable({
    caption: 'All versions',
    captionHidden: true,
    rows: versions,
    empty: 'The council has decided nothing yet.',
    columns: [
      { heading: 'From', cell: (one) => formatDay(one.fromDay) },
      { heading: 'Until', cell: (one) => (one.toDay === undefined ? 'Further notice' : formatDay(one.toDay)) },
      { heading: 'Why', cell: (one) => one.reason },
      { heading: 'Decided by', cell: (one) => names.get(one.decidedBy) ?? one.decidedBy },
    ],
  }),
)}`,
    aside: asideSection(
      'History',
      may(actor, 'audit.see')
        ? html`<p class="govuk-body">${link('Who changed this policy, and when', `/history/policy/${kind}`)}</p>`
        : 'Who changed this policy, and when, is kept.',
    ),
  })
}

function policyField(
  { name, label, hint, lines, words, choices }: PolicyField,
  value: string,
  errors: readonly FieldError[],
): Html {
  const asked = { name, label, hint, value, errors }
  if (choices) return radiosField({ ...asked, choices })
  if (lines || words === 'sentences') return textareaField({ ...asked, rows: lines ? 8 : 3 })
  return textField({ ...asked, width: words === 'a name' ? 20 : 5, inputmode: words ? 'text' : 'numeric' })
}

type TypedChange = { policy: TypedPolicy; fromDay: Day | TypedDay; reason: string }

const changeView = (kind: PolicyKind, typed: TypedChange, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: `Change ${policyName(kind).toLowerCase()}`,
  caption: 'Policy',
  breadcrumbs: settingsCrumbs(
    { text: 'Policies', href: '/policies' },
    { text: policyName(kind), href: `/policies/${kind}` },
    { text: 'Change' },
  ),
  errors,
  content: postForm({
    action: `/policies/${kind}/change`,
    csrf,
    content: html`<p class="govuk-body">A change makes a new version. What was decided under an earlier one stays as it is.</p>
${policyFields(kind).map((one) => policyField(one, typed.policy[one.name] ?? '', errors))}
${dayField({ name: 'fromDay', label: 'In force from', hint: 'Today or later', value: typed.fromDay, errors })}
${textareaField({ name: 'reason', label: 'Why, and who decided', hint: 'For example, the minute of the decision', value: typed.reason, rows: 3, errors })}
${submit('Save the new version', { href: `/policies/${kind}` })}`,
  }),
})

export async function showChangePolicy({ actor, shell, params, csrf }: Visit): Promise<Reply> {
  const kind = params['kind'] ?? ''
  if (!isPolicyKind(kind)) return notFound()
  const today = dayOf(shell.now())
  const versions = await shell.read(actor, (tx) => listVersions(tx, kind))
  const running = versions.find((one) => one.fromDay <= today)
  const policy = showPolicy(kind, (running?.value ?? STANDARD[kind]) as never)
  return page(changeView(kind, { policy, fromDay: today, reason: '' }, csrf))
}

function refusalFault(kind: PolicyKind, refusal: ChangePolicyRefusal): PolicyFault {
  if (typeof refusal === 'object') return { field: policyFields(kind)[0]?.name ?? '', message: refusal.notValid }
  switch (refusal) {
    case 'no reason':
      return { field: 'reason', message: 'Write why, and who decided' }
    case 'starts in the past':
      return { field: 'fromDay', message: 'A change cannot be in force before today' }
    case 'starts when another version starts':
      return { field: 'fromDay', message: 'Another version starts on that day. Choose another day' }
  }
}

export async function postChangePolicy(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form, csrf } = visit
  const kind = params['kind'] ?? ''
  if (!isPolicyKind(kind)) return notFound()
  const policy = Object.fromEntries(policyFields(kind).map(({ name }) => [name, typedText(visit.form, name)]))
  const typed = { policy, fromDay: typedDay(form, 'fromDay'), reason: typedText(visit.form, 'reason') }
  const read = readPolicyForm(kind, policy)
  const day = readDay(form, 'fromDay')
  const faults = [...read.faults]
  if (!day.ok) faults.push({ field: 'fromDay', message: 'Enter the day from which it is in force, such as 1 4 2027' })
  if (typed.reason === '') faults.push(refusalFault(kind, 'no reason'))
  if (faults.length > 0 || !day.ok) return page(changeView(kind, typed, csrf, faults), { status: 400 })
  const changed = await changePolicy(shell, actor, {
    kind,
    value: read.value as never,
    fromDay: day.value,
    reason: typed.reason,
  })
  if (changed.ok) return seeOther(`/policies/${kind}`, `The new version is in force from ${formatDay(day.value)}.`)
  return page(changeView(kind, typed, csrf, [refusalFault(kind, changed.error)]), { status: 400 })
}
