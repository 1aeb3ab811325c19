-- The report on fairness reads a year of choices.
create index care_package_by_choice on brokerage.care_package (council_id, chosen_at) where chosen_offer_ref is not null;
