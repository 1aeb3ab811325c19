import { z } from 'zod'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button, insetText } from '#src/platform/pages/components.ts'
import { checkboxesField, csrfField, postForm, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import {
  type ClientRefusal,
  type ClientRules,
  createMachineClient,
  endMachineClient,
  listMachineClients,
  type MachineClient,
} from '#src/platform/sign-in/machine-clients.ts'
import { chosen, typedTexts } from '#src/platform/pages/queue.ts'

export async function listClients(visit: Visit): Promise<Reply> {
  const clients = await listMachineClients(visit.shell, visit.actor.council)
  return page({
    title: 'Machine clients',
    section: 'councils',
    wide: true,
    actions: [{ text: 'Add a machine client', href: '/machine-clients/new' }],
    content: html`<p class="govuk-body">Software of the council, or of a provider, that calls the <a class="govuk-link" href="/api/docs">API</a>.</p>
${clientTable(clients, visit.csrf)}`,
  })
}

const clientTable = (clients: readonly MachineClient[], csrf: string): Html =>
  dataTable({
    caption: 'Machine clients',
    captionHidden: true,
    empty: 'There are none yet.',
    rows: clients,
    columns: [
      { heading: 'Reference', cell: (client) => client.clientRef },
      { heading: 'Name', cell: (client) => client.name },
      { heading: 'Organisation', cell: (client) => client.organisationRef ?? 'The council' },
      { heading: 'Answers for it', cell: (client) => client.answerableRef },
      { heading: 'May', cell: (client) => client.scopes.join(', ') },
      { heading: 'Access', cell: (client) => (client.endedAt === null ? endForm(client, csrf) : 'Ended') },
    ],
  })

const endForm = ({ clientRef, name }: MachineClient, csrf: string): Html => html`
<form action="/machine-clients/${clientRef}/end" method="post" novalidate>${csrfField(csrf)}${button({
  text: 'End',
  html: html`End<span class="govuk-visually-hidden"> the access of ${name}</span>`,
  classes: 'govuk-button--warning govuk-!-margin-bottom-0',
})}</form>`

const NewClientForm = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Enter a name, such as the name of the software')
    .max(100, 'Use 100 characters or fewer'),
  organisation: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{0,40}$/, 'Enter the CQC provider number, such as 1-101641521, or leave it empty')
    .default(''),
  answerable: z
    .string()
    .trim()
    .regex(/^(O-\d+)?$/, 'Enter the reference of an officer, such as O-1003, or leave it empty')
    .default(''),
})

type Typed = { name?: string; organisation?: string; answerable?: string; scopes: readonly string[] }

export const newClient = (visit: Visit, { scopes }: ClientRules): Reply => formView(visit, scopes, { scopes: [] }, [])

function formView(visit: Visit, scopes: readonly string[], typed: Typed, errors: readonly FieldError[]): Reply {
  const content = html`${textField({ name: 'name', label: 'Name', hint: 'The software and who runs it.', value: typed.name, errors })}
${textField({ name: 'organisation', label: 'CQC provider number', hint: 'For software of a provider: it then sees that provider’s rows only. Leave it empty for the council’s own.', width: 20, value: typed.organisation, errors })}
${textField({ name: 'answerable', label: 'Officer who answers for it', hint: 'What it asks for or chooses counts as theirs, so they sign and approve none of it. For example, O-1003. Leave it empty if it is you.', width: 10, value: typed.answerable, errors })}
${checkboxesField({ name: 'scopes', label: 'What may it do?', small: true, choices: scopes.map((scope) => ({ value: scope, text: scope })), values: typed.scopes, errors })}
${submit('Create', { href: '/machine-clients' })}`
  return page(
    {
      title: 'Add a machine client',
      section: 'councils',
      breadcrumbs: [{ text: 'Machine clients', href: '/machine-clients' }],
      errors,
      content: postForm({ action: '/machine-clients/new', csrf: visit.csrf, content }),
    },
    errors.length > 0 ? { status: 400 } : {},
  )
}

export async function postNewClient(visit: Visit, rules: ClientRules): Promise<Reply> {
  const { scopes } = rules
  const typed = {
    ...typedTexts(visit.form, 'name', 'organisation', 'answerable'),
    scopes: chosen(visit.form, 'scopes'),
  }
  const parsed = NewClientForm.safeParse(typed)
  const errors: FieldError[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ field: String(issue.path[0]), message: issue.message }))
  const wanted = typed.scopes.filter((scope) => scopes.includes(scope))
  if (wanted.length === 0) errors.push({ field: 'scopes', message: 'Select what the software may do' })
  if (!parsed.success || errors.length > 0) return formView(visit, scopes, typed, errors)
  const { name, organisation, answerable } = parsed.data
  const client = {
    name,
    organisationRef: organisation === '' ? null : organisation,
    scopes: wanted,
    answerableRef: answerable === '' ? visit.actor.id : answerable,
  }
  const created = await createMachineClient(visit.shell, visit.actor, client, rules)
  if (!created.ok) return formView(visit, scopes, typed, [inWords(created.error)])
  return createdPage(created.value)
}

function inWords(refusal: ClientRefusal): FieldError {
  switch (refusal.why) {
    case 'nothing allowed':
      return { field: 'scopes', message: 'Select what the software may do' }
    case 'unknown organisation':
      return {
        field: 'organisation',
        message: 'No organisation on the register has this number. Check it on the provider’s page',
      }
    case 'unknown officer':
      return { field: 'answerable', message: 'There is no officer with this reference. Look it up under Officers' }
    case 'not for a provider':
      return { field: 'scopes', message: `A provider’s software cannot be given ${refusal.scopes.join(', ')}` }
    case 'only for a provider':
      return {
        field: 'scopes',
        message: `Only a provider’s software can use ${refusal.scopes.join(', ')}: give its CQC provider number`,
      }
  }
}

const createdPage = ({ clientRef, secret }: { clientRef: string; secret: string }): Reply =>
  page({
    title: 'Machine client created',
    section: 'councils',
    content: html`<p class="govuk-body">Hand these to whoever sets up the software. The secret is shown only now: Almoner keeps no copy.</p>
${insetText({ html: html`<p class="govuk-body">client_id: <strong>${clientRef}</strong></p><p class="govuk-body govuk-!-text-break-word">client_secret: <strong>${secret}</strong></p>` })}
<p class="govuk-body">Access tokens come from <code>POST /oauth/token</code> and last 30 minutes. <a class="govuk-link" href="/api/docs">Read about the API</a>.</p>
<p class="govuk-body"><a class="govuk-link" href="/machine-clients">Back to the machine clients</a></p>`,
  })

export async function postEndClient(visit: Visit): Promise<Reply> {
  const ref = visit.params['ref'] ?? ''
  const ended = await endMachineClient(visit.shell, visit.actor, ref)
  return ended.ok ? seeOther('/machine-clients', `Access of ${ref} ended.`) : notFound()
}
