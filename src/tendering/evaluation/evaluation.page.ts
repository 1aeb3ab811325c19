/** The evaluation at a glance: how far it is, who assesses, and what the reader does next. */
import { formatInstant, type Instant } from '#src/base/day.ts'
import { grantsOfRoles, hasLeft, listOfficers, type Officer } from '#src/councils/index.ts'
import { dayOf } from '#src/base/day.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import { notFound, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, postForm, radiosField, selectField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, TagColour } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { decideConflictOf, endAssessing, nameAssessorOf } from '#src/tendering/evaluation/assess-commands.ts'
import {
  type Assessor,
  ASSESSOR_WORDS,
  type AssessorStatus,
  type ConflictRefusal,
  type LeaveRefusal,
  type NameRefusal,
  whyNotModerate,
} from '#src/tendering/evaluation/assessor.ts'
import type { Evaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { at, frame, look, type Looked, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'

const readOfficers = async (tx: Parameters<typeof listOfficers>[0], { assessors }: Evaluated): Promise<Officer[]> => {
  const today = dayOf(tx.now)
  return (await listOfficers(tx)).filter(
    (officer) =>
      !hasLeft(officer, today) &&
      grantsOfRoles(officer.roles).has('tendering.assess') &&
      !assessors.some(({ officerRef }) => officerRef === officer.officerRef),
  )
}

export const showEvaluation = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readOfficers, (found) => view(visit, found, errors), { status: errors.length > 0 ? 400 : 200 })

function view(visit: Visit, { evaluated, more: officers }: Looked<Officer[]>, errors: readonly FieldError[]): Page {
  const { assessors, progress } = evaluated
  const manages = may(visit.actor, 'tendering.manage')
  return {
    ...frame(evaluated, 'evaluation', 'Evaluation', errors),
    content: html`${section('How far it is', stepList(evaluated))}
      ${section('Assessors', assessorTable(evaluated, manages))}
      ${manages && progress.agreedAt === null && section('Name an assessor', nameForm(visit, evaluated, officers, errors))}`,
    aside: whatHappensNext(nextFor(visit.actor, evaluated, assessors)),
  }
}

const done = (instant: Instant | null, waiting: string): Html =>
  instant === null ? html`${waiting}` : html`${statusTag({ text: 'Done', colour: 'green' })} ${formatInstant(instant)}`

function stepList({ tender, spec, assessors, progress }: Evaluated): Html {
  const active = assessors.filter(({ status }) => !['left', 'excluded'].includes(status))
  const declared = active.filter(({ declaredAt }) => declaredAt !== null).length
  const locked = active.filter(({ status }) => status === 'locked').length
  const isRanked = !['planning', 'published', 'opened', 'cancelled'].includes(tender.status)
  return summary([
    { key: 'Conflicts declared', value: `${declared} of ${active.length} assessors` },
    { key: 'Scored alone and locked', value: `${locked} of ${active.length} assessors` },
    {
      key: spec.agreed === 'mean' ? 'Means taken' : 'Marks agreed',
      value: done(progress.agreedAt, whyNotModerate(spec, assessors) ?? 'All have locked: the marks can be agreed'),
    },
    { key: 'Prices opened', value: done(progress.pricesOpenedAt, 'After quality is agreed and every bid was checked') },
    { key: 'Ranking confirmed', value: done(progress.rankedAt, isRanked ? 'Confirmed' : 'Not yet') },
  ])
}

const COLOURS: Readonly<Record<AssessorStatus, TagColour>> = {
  named: 'yellow',
  declared: 'orange',
  assessing: 'blue',
  locked: 'green',
  excluded: 'red',
  left: 'grey',
}

const assessorTable = ({ tender, assessors }: Evaluated, manages: boolean): Html =>
  dataTable({
    caption: 'Assessors',
    captionHidden: true,
    folds: true,
    rows: assessors,
    empty: 'Nobody has been named. Each assessor declares any conflict of interest before seeing anything of a bid.',
    columns: [
      {
        heading: 'Assessor',
        cell: (one) =>
          manages ? link(one.name, at(tender.tenderRef, `/evaluation/assessors/${one.officerRef}`)) : one.name,
      },
      { heading: 'Questions', cell: ({ questions }) => questions.join(', ') },
      {
        heading: 'Where they are',
        cell: (one) =>
          html`${statusTag({ text: ASSESSOR_WORDS[one.status], colour: COLOURS[one.status] })}${
            one.leftReason !== null &&
            small(`${one.leftReason}${one.lockedAt === null ? '; scores kept, not counted' : '; scores count'}`)
          }`,
      },
    ],
  })

function nameForm(
  visit: Visit,
  { spec }: Evaluated,
  officers: readonly Officer[],
  errors: readonly FieldError[],
): Html {
  return postForm({
    action: at(refOf(visit), '/evaluation/assessors'),
    csrf: visit.csrf,
    content: html`${selectField({
      name: 'officer',
      label: 'Who?',
      empty: 'Select an officer',
      value: typed(visit, 'officer'),
      errors,
      choices: officers.map(({ officerRef, name }) => ({ value: officerRef, text: name })),
    })}
    ${checkboxesField({
      name: 'questions',
      label: 'Which questions do they score?',
      values: chosen(visit.form, 'questions'),
      errors,
      choices: spec.questions.map(({ key, text }) => ({ value: key, text: `${key}: ${text}` })),
    })}
    ${submit('Name the assessor')}`,
  })
}

function nextFor(actor: Actor, evaluated: Evaluated, assessors: readonly Assessor[]): Html {
  const { tender, spec, progress } = evaluated
  const me = assessors.find(({ officerRef }) => officerRef === actor.id)
  const to = (rest: string, text: string): Html =>
    html`<p class="govuk-body">${link(text, at(tender.tenderRef, rest))}</p>`
  if (me?.status === 'named') return to('/declaration', 'Declare whether you have a conflict of interest')
  if (me?.status === 'assessing') return to('/scoring', 'Score your questions')
  if (progress.rankedAt !== null) return to('/award', 'See the award')
  if (progress.pricesOpenedAt !== null) return to('/ranking', 'See the ranking')
  if (progress.agreedAt !== null) return to('/prices', 'Open the prices')
  const waits = whyNotModerate(spec, assessors)
  return waits === undefined
    ? to('/moderation', 'Agree the marks')
    : html`<p class="govuk-body">Marks are laid side by side once everybody has locked: ${waits}.</p>${to('/checks', 'Check conditions and grounds to exclude meanwhile')}`
}

export async function postAssessor(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const officerRef = typed(visit, 'officer')
  if (officerRef === '') return showEvaluation(visit, [{ field: 'officer', message: 'Select who assesses' }])
  const named = await nameAssessorOf(visit.shell, visit.actor, {
    tenderRef,
    officerRef,
    questions: chosen(visit.form, 'questions'),
  })
  if (named.ok) return seeOther(at(tenderRef, '/evaluation'), `${named.value.name} assesses`)
  return named.error === 'no such tender' ? notFound() : showEvaluation(visit, [nameError(named.error)])
}

function nameError(why: NameRefusal | 'no such officer'): FieldError {
  switch (why) {
    case 'no such officer':
      return { field: 'officer', message: 'Select an officer of the council' }
    case 'named already':
      return { field: 'officer', message: 'This officer is an assessor already. Select another' }
    case 'scores are agreed':
      return { field: 'officer', message: 'Quality is agreed: nobody can be named any more' }
    case 'no question':
    case 'no such question':
      return { field: 'questions', message: 'Tick at least one question that they score' }
  }
}

// --- one assessor

export const showAssessor = (visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> =>
  look(visit, readOfficers, (found) => assessorView(visit, found, errors), { status: errors.length > 0 ? 400 : 200 })

function assessorView(
  visit: Visit,
  { evaluated, more: officers }: Looked<Officer[]>,
  errors: readonly FieldError[],
): Page | undefined {
  const one = evaluated.assessors.find(({ officerRef }) => officerRef === visit.params['officer'])
  if (!one) return undefined
  const isOpen = evaluated.progress.agreedAt === null && one.status !== 'left' && one.status !== 'excluded'
  return {
    ...frame(evaluated, 'evaluation', one.name, errors),
    content: html`${summary([
      { key: 'Questions', value: one.questions.join(', ') },
      { key: 'Where they are', value: ASSESSOR_WORDS[one.status] },
      {
        key: 'Declaration',
        value:
          one.declaration === null
            ? 'Not made yet'
            : one.declaration === ''
              ? 'No conflict of interest'
              : one.declaration,
      },
      one.decision !== null && { key: 'Decision', value: html`${one.decision}${small(one.decidedByName ?? '')}` },
      one.leftReason !== null && { key: 'Left because', value: one.leftReason },
    ])}
    ${one.status === 'declared' && section('Decide on the conflict', conflictForm(visit, one, errors))}
    ${isOpen && section('They assess no longer', endForm(visit, one, officers, errors))}`,
  }
}

const conflictForm = (visit: Visit, { officerRef }: Assessor, errors: readonly FieldError[]): Html =>
  postForm({
    action: at(refOf(visit), `/evaluation/assessors/${officerRef}/conflict`),
    csrf: visit.csrf,
    content: html`${radiosField({
      name: 'may',
      label: 'May they assess?',
      value: typed(visit, 'may'),
      errors,
      choices: [
        { value: 'yes', text: 'Yes, with what mitigates the conflict' },
        { value: 'no', text: 'No, they are excluded' },
      ],
    })}
    ${textareaField({ name: 'words', label: 'Why, and what mitigates it', rows: 3, value: typed(visit, 'words'), errors })}
    ${submit('Decide')}`,
  })

const endForm = (
  visit: Visit,
  { officerRef }: Assessor,
  officers: readonly Officer[],
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: at(refOf(visit), `/evaluation/assessors/${officerRef}/end`),
    csrf: visit.csrf,
    content: html`<p class="govuk-body">What they scored is kept and marked as theirs. It counts only if they had locked.</p>
    ${textareaField({ name: 'reason', label: 'Why?', rows: 2, value: typed(visit, 'reason'), errors })}
    ${selectField({
      name: 'replacement',
      label: 'Who takes the questions over?',
      empty: 'Nobody',
      value: typed(visit, 'replacement'),
      errors,
      choices: officers.map((one) => ({ value: one.officerRef, text: one.name })),
    })}
    ${submit('End their assessing')}`,
  })

export async function postConflict(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const officerRef = visit.params['officer'] ?? ''
  const answer = typed(visit, 'may')
  if (answer === '') return showAssessor(visit, [{ field: 'may', message: 'Select whether they may assess' }])
  const words = typed(visit, 'words')
  const decided = await decideConflictOf(visit.shell, visit.actor, {
    tenderRef,
    officerRef,
    mayAssess: answer === 'yes',
    words,
  })
  if (decided.ok) return seeOther(at(tenderRef, '/evaluation'), 'Decided')
  return decided.error === 'no such tender' ? notFound() : showAssessor(visit, [conflictError(decided.error)])
}

function conflictError(why: ConflictRefusal): FieldError {
  switch (why) {
    case 'no words':
      return { field: 'words', message: 'Say why, and what mitigates the conflict' }
    case 'their own conflict':
      return { field: 'may', message: 'Somebody else must decide on your conflict' }
    case 'nothing to decide':
      return { field: 'may', message: 'There is no conflict to decide on' }
  }
}

export async function postEnd(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const ended = await endAssessing(visit.shell, visit.actor, {
    ...{ tenderRef, officerRef: visit.params['officer'] ?? '' },
    ...{ reason: typed(visit, 'reason'), replacementRef: typed(visit, 'replacement') },
  })
  if (ended.ok) return seeOther(at(tenderRef, '/evaluation'), `${ended.value.name} assesses no longer`)
  if (ended.error === 'no such tender' || ended.error === 'not an assessor') return notFound()
  return showAssessor(visit, [endError(ended.error)])
}

function endError(why: LeaveRefusal | 'no such officer'): FieldError {
  switch (why) {
    case 'no reason':
      return { field: 'reason', message: 'Say why they assess no longer' }
    case 'scores are agreed':
      return { field: 'reason', message: 'Quality is agreed: who assessed does not change any more' }
    case 'gone already':
      return { field: 'reason', message: 'They assess no longer already' }
    case 'named already':
    case 'no such officer':
      return { field: 'replacement', message: 'Select an officer who is not an assessor yet' }
  }
}
