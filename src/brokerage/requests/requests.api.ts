import { z } from 'zod'
import { copyPackage } from '#src/brokerage/requests/request-commands.ts'
import { dropPreference, keepPreference } from '#src/brokerage/requests/preference-commands.ts'
import type { Preference } from '#src/brokerage/requests/preference.ts'
import { listPreferences } from '#src/brokerage/requests/preference.store.ts'
import { preferenceError } from '#src/brokerage/requests/preferences.page.ts'
import { REQUEST_KINDS } from '#src/brokerage/requests/request.ts'
import { findPerson } from '#src/people/index.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Said = z.strictObject({
  organisationRef: z.string().min(1),
  kind: z.enum(['prefers', 'refuses']).describe('A provider that is refused is never asked'),
  saidBy: z.string().describe('The person, or who spoke for them'),
  saidOn: z.iso.date(),
  note: z.string().default(''),
})
const PreferenceAnswer = Said.extend({
  organisationName: z.string(),
  note: z.string(),
  keptAt: z.string(),
  keptByName: z.string(),
  endedAt: z.string().nullable().describe('When it was taken back'),
})
const Ref = z.strictObject({ ref: z.string() })

const shown = (one: Preference): z.infer<typeof PreferenceAnswer> => ({
  ...{ organisationRef: one.organisationRef, organisationName: one.organisationName, kind: one.kind },
  ...{ saidBy: one.saidBy, saidOn: one.saidOn, note: one.note },
  ...{ keptAt: String(one.keptAt), keptByName: one.keptByName, endedAt: one.endedAt ? String(one.endedAt) : null },
})

/** Copies of packages, and whom people want or do not want. */
export function requestsApi(doors: Doors): void {
  doors.api(
    'POST /api/v1/packages/:ref/copy',
    {
      grant: 'brokerage.request',
      summary: 'A draft like this package, for the same person',
      params: Ref,
      body: z.strictObject({ kind: z.enum(REQUEST_KINDS) }),
      answer: z.strictObject({ packageRef: z.string(), status: z.literal('draft') }),
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const copied = await copyPackage(shell, actor, { packageRef: params.ref, kind: body.kind }, command)
      if (copied.ok) return { packageRef: copied.value.packageRef, status: 'draft' as const }
      if (copied.error.why === 'already open')
        throw problem(409, `This person has an open package of this service: ${copied.error.packageRef}`)
      if (copied.error.why === 'case closed')
        throw problem(409, 'The case of this person is closed: open it again first')
      throw problem(404, 'There is no such package')
    },
  )
  doors.api(
    'GET /api/v1/people/:ref/preferences',
    {
      grant: 'people.see',
      summary: 'Whom a person wants to be cared for by, and whom not; the view is recorded',
      params: Ref,
      answer: z.strictObject({ items: z.array(PreferenceAnswer) }),
    },
    async ({ actor, shell, params }) =>
      shell.view(actor, `person:${params.ref}`, async (tx) => {
        if (!(await findPerson(tx, params.ref))) throw problem(404, 'There is no such person')
        return { items: (await listPreferences(tx, params.ref)).map(shown) }
      }),
  )
  changePreferences(doors)
}

function changePreferences(doors: Doors): void {
  doors.api(
    'POST /api/v1/people/:ref/preferences',
    {
      grant: 'brokerage.request',
      summary: 'Keep whom a person wants or does not want; it takes the place of what was said of that provider before',
      params: Ref,
      body: Said,
      answer: PreferenceAnswer,
      status: 201,
      idempotent: true,
    },
    async ({ actor, shell, params, body, command }) => {
      const kept = await keepPreference(shell, actor, { personRef: params.ref, ...body }, command)
      if (kept.ok) return shown(kept.value)
      if (kept.error === 'no such person') throw problem(404, 'There is no such person')
      const { field, message } = preferenceError(kept.error)
      throw problem(422, message, { pointer: `#/${field === 'provider' ? 'organisationRef' : field}` })
    },
  )
  doors.api(
    'POST /api/v1/people/:ref/preferences/:organisation/drop',
    {
      grant: 'brokerage.request',
      summary: 'The person no longer says so',
      params: z.strictObject({ ref: z.string(), organisation: z.string() }),
      body: z.strictObject({}),
      answer: z.strictObject({ organisationRef: z.string() }),
      idempotent: true,
    },
    async ({ actor, shell, params }) => {
      const input = { personRef: params.ref, organisationRef: params.organisation }
      const dropped = await dropPreference(shell, actor, input)
      if (!dropped.ok) throw problem(404, 'Nothing is kept of this provider')
      return { organisationRef: params.organisation }
    },
  )
}
