import { postLeave, postTriage, showAffected } from '#src/continuity/affected/affected-person.page.ts'
import { affectedCsv, listAffectedPage } from '#src/continuity/affected/affected.page.ts'
import { postPart, postTogether } from '#src/continuity/affected/together.page.ts'
import { printLetter, printLetters } from '#src/continuity/affected/letters.page.ts'
import { showBoard } from '#src/continuity/desk/board.page.ts'
import { showBriefing } from '#src/continuity/desk/briefing.page.ts'
import { deskApi, togetherApi } from '#src/continuity/desk/desk.api.ts'
import { postAnswer, postPlace, postStep, postTakeBack } from '#src/continuity/desk/move.page.ts'
import { postChange, showChange } from '#src/continuity/exits/change-exit.page.ts'
import { postList, showExit } from '#src/continuity/exits/exit.page.ts'
import { changeExitApi, exitPeopleApi, exitsApi, knownPeopleApi } from '#src/continuity/exits/exits.api.ts'
import {
  listExitsPage,
  postClass,
  postFinish,
  postStart,
  showClass,
  showFinish,
  showStart,
} from '#src/continuity/exits/exits.page.ts'
import {
  KNOWN_BYTES,
  listKnownPage,
  postGonePage,
  postKnownFilePage,
  postKnownPage,
} from '#src/continuity/told/known-people.page.ts'
import { listOwnKnown, postOwnGone, postOwnKnown, postOwnKnownFile } from '#src/continuity/told/known-people.portal.ts'
import {
  followPlan,
  postPlan,
  postPut,
  postApproveSpot,
  postSpot,
  postStop,
  showPlan,
} from '#src/continuity/plans/plan.page.ts'
import { planCsv } from '#src/continuity/plans/plan-proposals.page.ts'
import { planApi, rehearsalsApi } from '#src/continuity/plans/plan.api.ts'
import {
  followRehearsals,
  listRehearsals,
  postAll,
  postRehearsal,
  postStopRehearsals,
  rehearsalsCsv,
} from '#src/continuity/rehearsals/rehearsals.page.ts'
import { showRehearsal } from '#src/continuity/rehearsals/rehearsal.page.ts'
import { guardHistory } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /exits', 'continuity.briefing', listExitsPage)
  doors.staff('GET /exits/start', 'continuity.manage', (visit) => showStart(visit))
  doors.staff('POST /exits/start', 'continuity.manage', postStart)
  doors.staff('GET /exits/:ref', 'continuity.see', (visit) => showExit(visit, house))
  doors.staff('GET /exits/:ref/class', 'continuity.manage', (visit) => showClass(visit))
  doors.staff('POST /exits/:ref/class', 'continuity.manage', postClass)
  doors.staff('GET /exits/:ref/change', 'continuity.manage', (visit) => showChange(visit))
  doors.staff('POST /exits/:ref/change', 'continuity.manage', postChange)
  doors.staff('GET /exits/:ref/finish', 'continuity.manage', (visit) => showFinish(visit))
  doors.staff('POST /exits/:ref/finish', 'continuity.manage', postFinish)
  doors.staff('POST /exits/:ref/list', 'continuity.manage', postList)
  doors.staff('GET /exits/:ref/people', 'continuity.see', listAffectedPage)
  doors.staff('GET /exits/:ref/people.csv', 'continuity.see', affectedCsv)
  doors.staff('GET /exits/:ref/people/:line', 'continuity.see', (visit) => showAffected(visit))
  doors.staff('GET /exits/:ref/letters', 'continuity.see', printLetters)
  doors.staff('GET /exits/:ref/people/:line/letter', 'continuity.see', printLetter)
  doors.staff('POST /exits/:ref/people/:line/triage', 'continuity.manage', postTriage)
  doors.staff('POST /exits/:ref/people/:line/together', 'continuity.manage', postTogether)
  doors.staff('POST /exits/:ref/people/:line/part', 'continuity.manage', postPart)
  doors.staff('POST /exits/:ref/people/:line/leave', 'continuity.manage', postLeave)
  doors.staff('POST /exits/:ref/people/:line/answer', 'continuity.manage', postAnswer)
  doors.staff('POST /exits/:ref/people/:line/place', 'continuity.manage', postPlace)
  doors.staff('POST /exits/:ref/people/:line/take-back', 'continuity.manage', postTakeBack)
  doors.staff('POST /exits/:ref/people/:line/steps', 'continuity.manage', postStep)
  doors.staff('GET /exits/:ref/board', 'continuity.see', showBoard)
  doors.staff('GET /exits/:ref/briefing', 'continuity.briefing', showBriefing)
  doors.staff('GET /exits/:ref/plan', 'continuity.see', (visit) => showPlan(visit))
  doors.staff('POST /exits/:ref/plan', 'continuity.manage', postPlan)
  doors.staff('GET /exits/:ref/plan.csv', 'continuity.see', planCsv)
  doors.staff('GET /exits/:ref/plan/progress', 'continuity.see', followPlan)
  doors.staff('POST /exits/:ref/plan/put', 'continuity.manage', postPut)
  doors.staff('POST /exits/:ref/plan/spot', 'continuity.manage', postSpot)
  doors.staff('POST /exits/:ref/plan/spot/approve', 'brokerage.spot', postApproveSpot)
  doors.staff('POST /exits/:ref/plan/stop', 'continuity.manage', postStop)
  doors.staff('GET /rehearsals', 'continuity.rehearse', (visit) => listRehearsals(visit))
  doors.staff('POST /rehearsals', 'continuity.rehearse', postRehearsal)
  doors.staff('GET /rehearsals.csv', 'continuity.rehearse', rehearsalsCsv)
  doors.staff('POST /rehearsals/all', 'continuity.rehearse', postAll)
  doors.staff('POST /rehearsals/stop', 'continuity.rehearse', postStopRehearsals)
  doors.staff('GET /rehearsals/progress', 'continuity.rehearse', followRehearsals)
  doors.staff('GET /rehearsals/:ref', 'continuity.rehearse', showRehearsal)
  doors.staff('GET /providers/:ref/known-people', 'continuity.see', listKnownPage)
  doors.staff('POST /providers/:ref/known-people', 'continuity.manage', postKnownPage)
  doors.staff('POST /providers/:ref/known-people/file', 'continuity.manage', postKnownFilePage, {
    uploads: KNOWN_BYTES,
  })
  doors.staff('POST /providers/:ref/known-people/gone', 'continuity.manage', postGonePage)
  doors.portal('GET /portal/known-people', 'continuity.tell', listOwnKnown)
  doors.portal('POST /portal/known-people', 'continuity.tell', postOwnKnown)
  doors.portal('POST /portal/known-people/file', 'continuity.tell', postOwnKnownFile, { uploads: KNOWN_BYTES })
  doors.portal('POST /portal/known-people/gone', 'continuity.tell', postOwnGone)
  guardHistory(doors, house, 'continuity.see', ['exit', 'exit-person', 'known-person'])
  exitsApi(doors)
  changeExitApi(doors)
  exitPeopleApi(doors)
  knownPeopleApi(doors)
  planApi(doors)
  rehearsalsApi(doors)
  deskApi(doors)
  togetherApi(doors)
}
