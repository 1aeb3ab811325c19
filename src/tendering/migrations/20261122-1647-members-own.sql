-- In a joint arrangement the prices of a lot that lies in one member's zones alone are that member's own: an officer whom another
-- member sent sees none of them. Outside arrangements nothing is a member's own.
alter table tendering.opened_price add column buyer integer;

drop policy council on tendering.opened_price;

create policy council on tendering.opened_price to almoner_council
  using (council_id = current_setting('app.council')::int
    and (buyer is null or coalesce(current_setting('app.member', true), '') in ('', buyer::text)))
  with check (council_id = current_setting('app.council')::int);

alter table tendering.awarded_lot add column buyer integer;

drop policy council on tendering.awarded_lot;

create policy council on tendering.awarded_lot to almoner_council
  using (council_id = current_setting('app.council')::int
    and (buyer is null or coalesce(current_setting('app.member', true), '') in ('', buyer::text)))
  with check (council_id = current_setting('app.council')::int);
