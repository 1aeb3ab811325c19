import { publicCopy, showPublished } from '#src/contracts/published/contract.public.ts'
import { leadToPublic } from '#src/platform/http/visitor.ts'
import { registerCsv, registerJson, showRegister } from '#src/contracts/published/register.public.ts'
import type { Doors } from '#src/platform/http/doors.ts'

export function publishedRoutes(doors: Doors): void {
  doors.open('GET /public/:council/contracts', showRegister)
  doors.open('GET /public/:council/contracts.csv', registerCsv)
  doors.open('GET /public/:council/contracts.json', registerJson)
  doors.open('GET /public/:council/contracts/:ref', showPublished)
  doors.open('GET /public/:council/contracts/:ref/copies/:number', publicCopy)
  doors.staff('GET /contracts/public', 'contracts.see', leadToPublic('/contracts'))
}
