import type { RecordKey } from '#src/platform/actor.ts'

/** Everything about access that the audit trail holds; never a password, a secret or a token. */
export type SignInFact =
  | {
      type: 'sign-in.provider-user-invited'
      about: readonly RecordKey[]
      data: { user: string; organisation: string }
    }
  | { type: 'sign-in.provider-user-ended'; about: readonly RecordKey[]; data: { user: string; organisation: string } }
  | { type: 'sign-in.password-chosen'; about: readonly RecordKey[]; data: { user: string; by: 'invitation' | 'reset' } }
  | { type: 'sign-in.reset-asked'; about: readonly RecordKey[]; data: { user: string } }
  | {
      type: 'sign-in.client-created'
      about: readonly RecordKey[]
      data: {
        client: string
        name: string
        organisation: string | null
        scopes: readonly string[]
        answerable?: string
      }
    }
  | { type: 'sign-in.mail-sent'; about: readonly RecordKey[]; data: { mail: string; template: string } }
  | {
      type: 'sign-in.mail-refused'
      about: readonly RecordKey[]
      data: { mail: string; template: string; answer: string; giveUp: boolean }
    }
  | { type: 'sign-in.client-ended'; about: readonly RecordKey[]; data: { client: string } }

export const words: { [F in SignInFact as F['type']]: (data: F['data']) => string } = {
  'sign-in.provider-user-invited': ({ user }) => `Provider user ${user} invited`,
  'sign-in.provider-user-ended': ({ user }) => `Access of provider user ${user} ended`,
  'sign-in.password-chosen': ({ user, by }) =>
    by === 'invitation'
      ? `Provider user ${user} accepted the invitation`
      : `Provider user ${user} chose a new password`,
  'sign-in.reset-asked': ({ user }) => `Provider user ${user} sent a link to choose a new password`,
  'sign-in.client-created': ({ client, name, scopes, answerable }) =>
    `Machine client ${client} (${name}) created with ${scopes.join(', ')}${answerable ? `; ${answerable} answers for it` : ''}`,
  'sign-in.mail-sent': ({ mail, template }) => `Mail ${mail} sent (${template})`,
  'sign-in.mail-refused': ({ mail, template, answer, giveUp }) =>
    `Mail ${mail} (${template}) was not taken: ${answer}${giveUp ? '; given up' : ''}`,
  'sign-in.client-ended': ({ client }) => `Machine client ${client} ended`,
}
