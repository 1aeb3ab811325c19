-- Which version of the offer was chosen: an offer that was on its way while the window closed may be saved after the choice.
alter table brokerage.care_package add column chosen_offer_made_at timestamptz;
