import { z } from 'zod'
import { findContract } from '#src/contracts/contract.store.ts'
import { WeightsStated } from '#src/contracts/contracts.api.ts'
import { stateWeights, type WeightsRefusal } from '#src/contracts/weights/weights-commands.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

const Ref = z.strictObject({ ref: z.string() })
const Answer = z.strictObject({ frameworkRef: z.string(), weights: WeightsStated })

const NO_CONTRACT = 'There is no such contract'
const NO_FRAMEWORK = 'The contract is outside of any framework, which would state weights'

function refused(refusal: WeightsRefusal): never {
  switch (refusal) {
    case 'no such contract':
      throw problem(404, NO_CONTRACT)
    case 'no framework':
      throw problem(409, NO_FRAMEWORK)
    case 'not 100 in all':
      throw problem(422, 'The points must come to 100 in all', { pointer: '#/weights' })
    case 'no reason':
      throw problem(422, 'Say where the weights are stated, and why they are entered now', { pointer: '#/reason' })
  }
}

/** How a framework ranks offers, read and stated by way of any contract of it. */
export function weightsApi(doors: Doors): void {
  doors.api(
    'GET /api/v1/contracts/:ref/weights',
    {
      grant: 'contracts.see',
      summary: 'The points of 100 by which the framework of a contract ranks offers',
      ...{ params: Ref, answer: Answer },
    },
    async ({ actor, shell, params }) => {
      const contract = await shell.read(actor, (tx) => findContract(tx, params.ref))
      if (!contract) throw problem(404, NO_CONTRACT)
      if (contract.frameworkRef === null) throw problem(404, NO_FRAMEWORK)
      return { frameworkRef: contract.frameworkRef, weights: contract.weights }
    },
  )
  doors.api(
    'POST /api/v1/contracts/:ref/weights',
    {
      grant: 'contracts.change',
      summary: 'State how the framework of a contract ranks offers, for what is sent from now on',
      ...{ params: Ref, body: z.strictObject({ weights: WeightsStated, reason: z.string().max(500) }) },
      ...{ answer: z.strictObject({ weights: WeightsStated }), status: 201, idempotent: true },
    },
    async ({ actor, shell, params, body, command }) => {
      const stated = await stateWeights(shell, actor, { contractRef: params.ref, ...body }, command)
      return stated.ok ? { weights: stated.value } : refused(stated.error)
    },
  )
}
