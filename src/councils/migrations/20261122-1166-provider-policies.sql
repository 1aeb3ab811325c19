-- What a provider is held to, it may read.
alter policy provider_reads on councils.policy using (council_id = current_setting('app.council')::int and kind in ('offer-window', 'price-ceiling', 'visit-length', 'matching', 'manual-reasons', 'punctuality', 'watch', 'banked-time'));
