-- Prices that wait for a second officer, for the work of those who approve.
create view rates.v_proposed_card with (security_invoker = true) as
  select council_id, proposal_ref, card_ref, made_by, made_at from rates.proposed_card where state = 'proposed';

grant select on rates.v_proposed_card to almoner_council;
