import type { Doors } from '#src/platform/http/doors.ts'
import { downloadAnswerFile } from '#src/tendering/evaluation/bid-file.page.ts'
import { postCondition, postExclusion, showChecks, showChecksOf } from '#src/tendering/evaluation/checks.page.ts'
import {
  postAssessor,
  postConflict,
  postEnd,
  showAssessor,
  showEvaluation,
} from '#src/tendering/evaluation/evaluation.page.ts'
import {
  postAgreed,
  postAgreeQuality,
  showModeration,
  showModerationOf,
} from '#src/tendering/evaluation/moderation.page.ts'
import { postPriceAnswer, showPriceQuestion } from '#src/tendering/evaluation/price-question.portal.ts'
import {
  postAsk,
  postDecideLow,
  postOpenPrices,
  showPrices,
  showPricesOf,
} from '#src/tendering/evaluation/prices.page.ts'
import { rankingApi } from '#src/tendering/evaluation/ranking.api.ts'
import { postConfirm, postWitness, showRanking } from '#src/tendering/evaluation/ranking.page.ts'
import {
  postDeclaration,
  postLock,
  postMarks,
  showDeclaration,
  showScoring,
  showScoringOf,
} from '#src/tendering/evaluation/scoring.page.ts'

export function evaluationRoutes(doors: Doors): void {
  const assess = 'tendering.assess'
  const manage = 'tendering.manage'
  doors.staff('GET /tenders/:ref/evaluation', 'tendering.see', (visit) => showEvaluation(visit))
  doors.staff('POST /tenders/:ref/evaluation/assessors', manage, postAssessor)
  doors.staff('GET /tenders/:ref/evaluation/assessors/:officer', manage, (visit) => showAssessor(visit))
  doors.staff('POST /tenders/:ref/evaluation/assessors/:officer/conflict', manage, postConflict)
  doors.staff('POST /tenders/:ref/evaluation/assessors/:officer/end', manage, postEnd)
  doors.staff('GET /tenders/:ref/declaration', assess, (visit) => showDeclaration(visit))
  doors.staff('POST /tenders/:ref/declaration', assess, postDeclaration)
  doors.staff('GET /tenders/:ref/scoring', assess, (visit) => showScoring(visit))
  doors.staff('POST /tenders/:ref/scoring/lock', assess, postLock)
  doors.staff('GET /tenders/:ref/scoring/:number', assess, (visit) => showScoringOf(visit))
  doors.staff('POST /tenders/:ref/scoring/:number', assess, postMarks)
  doors.staff('GET /tenders/:ref/scoring/:number/files/:file', assess, downloadAnswerFile)
  doors.staff('GET /tenders/:ref/moderation', assess, (visit) => showModeration(visit))
  doors.staff('POST /tenders/:ref/moderation/agree', manage, postAgreeQuality)
  doors.staff('GET /tenders/:ref/moderation/:number', assess, (visit) => showModerationOf(visit))
  doors.staff('POST /tenders/:ref/moderation/:number', manage, postAgreed)
  doors.staff('GET /tenders/:ref/checks', manage, showChecks)
  doors.staff('GET /tenders/:ref/checks/:bid', manage, (visit) => showChecksOf(visit))
  doors.staff('POST /tenders/:ref/checks/:bid/conditions', manage, postCondition)
  doors.staff('POST /tenders/:ref/checks/:bid/exclusion', manage, postExclusion)
  doors.staff('GET /tenders/:ref/prices', assess, (visit) => showPrices(visit))
  doors.staff('POST /tenders/:ref/prices/open', manage, postOpenPrices)
  doors.staff('GET /tenders/:ref/prices/:bid', assess, (visit) => showPricesOf(visit))
  doors.staff('POST /tenders/:ref/prices/:bid/ask', manage, postAsk)
  doors.staff('POST /tenders/:ref/prices/:bid/decide', manage, postDecideLow)
  doors.staff('GET /tenders/:ref/ranking', assess, (visit) => showRanking(visit))
  doors.staff('POST /tenders/:ref/ranking/witness', 'tendering.open', postWitness)
  doors.staff('POST /tenders/:ref/ranking/confirm', manage, postConfirm)
  doors.portal('GET /portal/tenders/:ref/price-question', 'tendering.bid', (visit) => showPriceQuestion(visit))
  doors.portal('POST /portal/tenders/:ref/price-question', 'tendering.bid', postPriceAnswer)
  rankingApi(doors)
}
