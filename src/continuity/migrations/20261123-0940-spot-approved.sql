-- Care beside the framework that was said of a plan before another officer approved it stands as approved with its plan.
update continuity.plan set spot = spot || jsonb_build_object('approvedBy', spot->>'by', 'approvedByName', spot->>'byName')
  where spot is not null;
