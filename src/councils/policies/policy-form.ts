import { CONTRACT_FORMS } from '#src/councils/policies/contracts-form.ts'
import { COUNCIL_FORMS } from '#src/councils/policies/council-form.ts'
import type { Forms, PolicyField, ReadPolicy, TypedPolicy } from '#src/councils/policies/form.ts'
import { PAYMENT_FORMS } from '#src/councils/policies/payments-form.ts'
import { PLACEMENT_FORMS } from '#src/councils/policies/placements-form.ts'
import { PLAN_FORMS } from '#src/councils/policies/plans-form.ts'
import type { Policies, PolicyKind } from '#src/councils/policies/policy.ts'
import { VISIT_FORMS } from '#src/councils/policies/visits-form.ts'

const FORMS: Forms<Policies> = {
  ...PLACEMENT_FORMS,
  ...PLAN_FORMS,
  ...VISIT_FORMS,
  ...CONTRACT_FORMS,
  ...PAYMENT_FORMS,
  ...COUNCIL_FORMS,
}

export const policyFields = (kind: PolicyKind): readonly PolicyField[] => FORMS[kind].fields

/** The value of a policy as its form shows it. */
export const showPolicy = <K extends PolicyKind>(kind: K, value: Policies[K]): TypedPolicy => FORMS[kind].show(value)

/** The value that a form describes, still to be checked as a whole, and what could not be read. */
export const readPolicyForm = (kind: PolicyKind, typed: TypedPolicy): ReadPolicy => FORMS[kind].read(typed)
