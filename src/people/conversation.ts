import type { Day } from '#src/base/day.ts'

/** The three conversations with which councils replace assessing everybody for services at once. */
export const CONVERSATIONS = [
  {
    key: 'listen_and_connect',
    label: 'First: listen and connect',
    hint: 'What would help the person to help themselves, with people and places nearby?',
  },
  {
    key: 'work_intensively',
    label: 'Second: stay close in a crisis',
    hint: 'What must change now so that the person is safe and in control again?',
  },
  { key: 'build_a_good_life', label: 'Third: build a good life', hint: 'What lasting support does a good life need?' },
] as const

export type ConversationKind = (typeof CONVERSATIONS)[number]['key']
export const conversationLabel = (kind: ConversationKind): string =>
  CONVERSATIONS.find(({ key }) => key === kind)?.label ?? kind

export type Conversation = {
  readonly conversationRef: string
  readonly personRef: string
  readonly kind: ConversationKind
  readonly heldDay: Day
  readonly withWhom: string
  readonly whatMatters: string
  readonly officerRef: string
}
