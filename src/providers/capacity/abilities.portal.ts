/** A provider says what its workers can do, beside the hours that they have. */
import { csvFile, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { numberField, postForm, selectField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import { abilityInWords, type Need } from '#src/providers/capacity/ability.ts'
import {
  ABILITY_COLUMNS,
  abilityHoursField,
  abilityLines,
  hasField,
  OTHER_LANGUAGES,
  OTHER_SKILLS,
  readAbilities,
} from '#src/providers/capacity/ability-form.ts'
import { listAbilities, listAsked, type ToldAbility } from '#src/providers/capacity/ability.store.ts'
import { hoursTyped } from '#src/providers/capacity/capacity-form.ts'

type Known = { readonly abilities: readonly ToldAbility[]; readonly asked: readonly Need[] }
type Shown = { readonly typed?: Visit['form']; readonly errors?: readonly FieldError[] }

const ANSWERS = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

export function abilitiesForm(
  at: { readonly csrf: string; readonly action: string },
  { abilities, asked }: Known,
  { typed, errors = [] }: Shown,
): Html {
  const told = new Map(abilities.map((one) => [one.ability, one]))
  const isTyped = typed?.['form'] === 'abilities'
  const valueOf = (field: string, kept: string): string => (isTyped ? typedText(typed ?? {}, field) : kept)
  const keptHas = (ability: string): string => {
    const kept = told.get(ability)
    return kept ? (kept.has ? 'yes' : 'no') : ''
  }
  const keptHours = (ability: string): string => {
    const minutes = told.get(ability)?.weeklyMinutes ?? null
    return minutes === null ? '' : hoursTyped(minutes)
  }
  const table = dataTable<Need>({
    caption: 'What workers can do',
    captionHidden: true,
    folds: true,
    rows: abilityLines(abilities, asked),
    columns: [
      { heading: 'Skill, language or gender', cell: (need) => abilityInWords(need) },
      {
        heading: 'Do you have workers for it?',
        cell: (need) =>
          selectField({
            ...{ name: hasField(need.ability), label: `${abilityInWords(need)}: do you have workers for it?` },
            ...{ size: 'hidden', errors, choices: ANSWERS },
            ...(told.has(need.ability) ? {} : { empty: 'Not said' }),
            value: valueOf(hasField(need.ability), keptHas(need.ability)),
          }),
      },
      {
        heading: 'Hours a week, where they are scarcer',
        cell: (need) =>
          numberField({
            ...{ name: abilityHoursField(need.ability), label: `${abilityInWords(need)}: hours a week` },
            ...{ size: 'hidden', width: 3, inputmode: 'decimal', errors },
            value: valueOf(abilityHoursField(need.ability), keptHours(need.ability)),
          }),
      },
    ],
  })
  const others = html`${textareaField({ name: OTHER_SKILLS, label: 'Other skills of your workers (optional)', hint: 'One a line', rows: 3, value: valueOf(OTHER_SKILLS, ''), errors })}${textareaField({ name: OTHER_LANGUAGES, label: 'Other languages that they speak (optional)', hint: 'One a line', rows: 3, value: valueOf(OTHER_LANGUAGES, ''), errors })}`
  const content = html`<input type="hidden" name="form" value="abilities">${table}${others}${submit('Save what workers can do')}`
  return section(
    'What your workers can do',
    html`<p class="govuk-body">The list has what packages of care asked for. Say no, and you are not planned for it; leave it unsaid, and you may be asked. Your answers hold until you change them; hours fade as all hours do.</p>${postForm({ ...at, content })}`,
  )
}

/** What was typed, against the lines that were shown. */
export function readTyped(form: Visit['form'], { abilities, asked }: Known) {
  const lines = abilityLines(abilities, asked)
  return { lines, ...readAbilities((field) => typedText(form, field), lines) }
}

/** What workers can do as the file wants it; what is not said yet stands there without an answer. */
export async function abilitiesCsv({ shell, actor }: Visit): Promise<Reply> {
  const found = await shell.read(actor, async (tx) => ({
    told: await listAbilities(tx, [actor.organisation ?? '']),
    asked: await listAsked(tx),
  }))
  const told = new Map(found.told.map((one) => [one.ability, one]))
  return csvFile(
    'abilities.csv',
    [...ABILITY_COLUMNS],
    abilityLines(found.told, found.asked).map(({ ability, kind, words }) => {
      const said = told.get(ability)
      const minutes = said?.weeklyMinutes ?? null
      return [kind, words, said ? (said.has ? 'yes' : 'no') : '', minutes === null ? '' : hoursTyped(minutes)]
    }),
  )
}
