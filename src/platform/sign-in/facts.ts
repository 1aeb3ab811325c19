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
      data: { client: string; name: string; organisation: string | null; scopes: readonly string[] }
    }
  | { type: 'sign-in.client-ended'; about: readonly RecordKey[]; data: { client: string } }

export const words: { [F in SignInFact as F['type']]: (data: F['data']) => string } = {
  'sign-in.provider-user-invited': ({ user }) => `invited provider user ${user}`,
  'sign-in.provider-user-ended': ({ user }) => `ended the access of provider user ${user}`,
  'sign-in.password-chosen': ({ user, by }) =>
    by === 'invitation'
      ? `provider user ${user} accepted the invitation`
      : `provider user ${user} chose a new password`,
  'sign-in.reset-asked': ({ user }) => `sent provider user ${user} a link to choose a new password`,
  'sign-in.client-created': ({ client, name, scopes }) =>
    `created machine client ${client} (${name}) with ${scopes.join(', ')}`,
  'sign-in.client-ended': ({ client }) => `ended machine client ${client}`,
}
