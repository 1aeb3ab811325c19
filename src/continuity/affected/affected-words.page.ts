import { PERSON_STATE_WORDS, type PersonState } from '#src/continuity/affected/affected.ts'
import { type Band, BAND_WORDS } from '#src/continuity/affected/triage.ts'
import type { StatusTag, TagColour } from '#src/platform/pages/page.ts'

const BAND_COLOURS: Readonly<Record<Band, TagColour>> = { critical: 'red', high: 'orange', standard: 'blue' }
const STATE_COLOURS: Readonly<Record<PersonState, TagColour>> = {
  ...{
    listed: 'yellow',
    proposed: 'purple',
    agreed: 'blue',
    moving: 'teal',
    moved: 'green',
    settled: 'green',
    left: 'grey',
  },
}
export const bandTag = (band: Band): StatusTag => ({ text: BAND_WORDS[band], colour: BAND_COLOURS[band] })
export const personTag = (state: PersonState): StatusTag => ({
  text: PERSON_STATE_WORDS[state],
  colour: STATE_COLOURS[state],
})

export const said = (answer: boolean | null): string => (answer === null ? 'Not known' : answer ? 'Yes' : 'No')
