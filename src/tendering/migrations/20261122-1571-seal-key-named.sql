-- Which seal key a tender was published under is no secret, and bidders' submissions ask for it: sealing needs the public key alone,
-- so a server with another key would take bids that it can never open.
alter table tendering.seal add column key_id text not null default '';

update tendering.seal set key_id = k.key_id from tendering.sealed_key k
where k.council_id = tendering.seal.council_id and k.tender_ref = tendering.seal.tender_ref;

alter table tendering.seal alter column key_id drop default;

alter table tendering.sealed_key drop column key_id;
